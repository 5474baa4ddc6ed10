"""Paragraphs in lines."""

from __future__ import annotations

import io

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.console import Console
from rich.text import Text as Line

from grader.report.prose import NEVER_FIRST, Prose, pointed, wrapped


def test_english_is_broken_at_spaces() -> None:
    assert wrapped("one two three four", 9) == ["one two", "three", "four"]


def test_chinese_is_broken_between_characters_and_not_before_a_full_stop() -> None:
    assert wrapped("调用者自己的张量被改成了 float32。请返回", 16) == [
        "调用者自己的张量",
        "被改成了",
        "float32。请返回",
    ]
    assert wrapped("一二三四。", 8) == ["一二三", "四。"]


def test_chinese_is_not_broken_inside_brackets_of_one_word() -> None:
    assert wrapped("一二三(四)五", 7) == ["一二三", "(四)五"]
    assert wrapped("一二三四(五)", 10) == ["一二三四", "(五)"]
    assert wrapped("一二三四)", 8) == ["一二三", "四)"]


def test_an_indented_line_stays_indented() -> None:
    assert wrapped("    return x", 20) == ["    return x"]
    assert wrapped("    one two", 8) == ["    one", "two"]
    assert wrapped("        first", 6) == ["first"]


@example("``， ，", 6)
@example("      a", 6)
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


def rows(words: str | Line, width: int) -> list[str]:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    console.print(Prose(words))
    assert isinstance(console.file, io.StringIO)
    return [row.rstrip() for row in console.file.getvalue().splitlines()]


def test_a_caret_stands_below_its_place() -> None:
    assert rows("expected ':'\n    def gram(t)\n               ^", 40) == [
        "expected ':'",
        "    def gram(t)",
        "               ^",
    ]


def test_a_caret_stands_below_its_place_after_ideographs() -> None:
    """They are two columns wide, and one character."""
    assert rows("    x = '中文' +\n              ^", 40) == [
        "    x = '中文' +",
        "                ^",
    ]


@pytest.mark.parametrize("place", range(4, 64))
def test_of_a_long_line_the_part_around_the_caret_is_shown(place: int) -> None:
    code = "    " + "".join(chr(ord("0") + number) for number in range(60))
    shown, caret = rows(f"{code}\n{' ' * place}^", 30)
    assert len(shown) <= 30
    assert shown[caret.index("^")] == code[place]


def test_a_paragraph_of_several_styles_keeps_them() -> None:
    words = Line.assemble("一二三", ("四五六", "bold"))
    console = Console(file=io.StringIO(), width=8, color_system="truecolor", force_terminal=True)
    console.print(Prose(words))
    assert isinstance(console.file, io.StringIO)
    assert console.file.getvalue() == "一二三\x1b[1m四\x1b[0m\n\x1b[1m五六\x1b[0m\n"


def test_lines_behind_a_mark_stand_below_one_another() -> None:
    console = Console(file=io.StringIO(), width=12, color_system=None)
    console.print(pointed("→", "one two three", ""))
    assert isinstance(console.file, io.StringIO)
    assert [row.rstrip() for row in console.file.getvalue().splitlines()] == [
        "→ one two",
        "  three",
    ]
