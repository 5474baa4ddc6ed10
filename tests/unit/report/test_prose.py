"""Paragraphs in lines."""

from __future__ import annotations

import io

from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console

from grader.report.prose import NEVER_FIRST, pointed, wrapped


def test_english_is_broken_at_spaces() -> None:
    assert wrapped("one two three four", 9) == ["one two", "three", "four"]


def test_chinese_is_broken_between_characters_and_not_before_a_full_stop() -> None:
    assert wrapped("调用者自己的张量被改成了 float32。请返回", 16) == [
        "调用者自己的张量",
        "被改成了",
        "float32。请返回",
    ]
    assert wrapped("一二三四。", 8) == ["一二三", "四。"]


@example("``， ，", 6)
@given(st.text(alphabet="ab 一二，。`x", max_size=60), st.integers(6, 30))
def test_nothing_is_lost_and_lines_fit(words: str, width: int) -> None:
    rows = wrapped(words, width)
    assert "".join("".join(rows).split()) == "".join(words.split())
    for row in rows:
        longest = max((cell_len(w) for w in row.split()), default=0)
        assert cell_len(row) <= max(width, longest)
    at = 0
    for row in rows:
        begins = words.index(row, at)
        assert (
            not row
            or row[0] not in NEVER_FIRST
            or not words[:begins].strip(" ")
            or (words[begins - 1] == " ")
        )
        at = begins + len(row)


def test_lines_behind_a_mark_stand_below_one_another() -> None:
    console = Console(file=io.StringIO(), width=12, color_system=None)
    console.print(pointed("→", "one two three", ""))
    assert isinstance(console.file, io.StringIO)
    assert [row.rstrip() for row in console.file.getvalue().splitlines()] == [
        "→ one two",
        "  three",
    ]
