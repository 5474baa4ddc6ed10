"""What is told of failures: one in full, the gist of others, each thing once."""

from __future__ import annotations

import io
from dataclasses import replace

import pytest
from rich.cells import cell_len
from rich.console import Console, RenderableType

from grader.language import Text, text
from grader.model.outcome import Diagnosis, Failed, Skipped
from grader.model.report import CheckResult, ExerciseResult
from grader.report import failures, terminal
from tests.fakes.reports import check


def shown(*what: RenderableType, width: int = 100) -> str:
    console = Console(file=io.StringIO(), width=width, color_system=None)
    for block in what:
        console.print(block)
    assert isinstance(console.file, io.StringIO)
    return "\n".join(row.rstrip() for row in console.file.getvalue().split("\n"))


def failed(message: str, mistake: str = "") -> Failed:
    diagnosis = Diagnosis(mistake, Text(f"It is {mistake}.")) if mistake else None
    return Failed(Text(message), call=f"call of {message}", diagnosis=diagnosis)


def told(*checks: CheckResult, full: bool = False) -> tuple[str, bool]:
    exercise = ExerciseResult("net", Text("A network"), checks)
    found = failures.explained(exercise, "en", full=full)
    return shown(*found.blocks), found.whole


def test_what_costs_points_is_told_in_full_and_what_does_not_in_short() -> None:
    words, whole = told(
        check("cells", failed("Cell 2 raised"), 0.0),
        check("one", failed("first")),
        check("two", failed("second")),
    )
    assert [words.count(f"call of {m}") for m in ("Cell 2 raised", "first", "second")] == [0, 1, 0]
    assert words.index("Cell 2 raised") < words.index("first") < words.index("second")
    assert not whole


def test_what_costs_nothing_is_told_in_full_where_nothing_else_failed() -> None:
    words, whole = told(check("cells", failed("Cell 2 raised"), 0.0))
    assert "call of Cell 2 raised" in words
    assert whole


def test_a_mistake_and_a_message_are_told_once() -> None:
    same = failed("same")
    words, whole = told(
        check("one", failed("first", "adding")),
        check("two", failed("second", "adding")),
        check("three", same),
        check("four", same),
        check("five", failed("fifth", "doubling")),
        check("six", failed("sixth", "doubling")),
    )
    assert [words.count(w) for w in ("It is adding.", "same", "It is doubling.")] == [1, 1, 1]
    assert "fifth" not in words
    assert not whole


def test_known_mistakes_are_all_there_is_to_tell() -> None:
    assert told(check("one", failed("first")), check("two", failed("second", "adding")))[1]


def test_of_a_hidden_check_nothing_is_told_but_its_mistake() -> None:
    words, whole = told(
        check("one", failed("first")),
        check("hidden_two", failed("second")).redacted(),
        check("hidden_three", failed("third", "adding")).redacted(),
    )
    assert "hidden_two" not in words
    assert "It is adding." in words
    assert whole


def test_of_many_the_rest_is_counted() -> None:
    checks = [check(f"c{number}", failed(f"m{number}")) for number in range(9)]
    words, whole = told(*checks)
    assert "m6" in words
    assert "m7" not in words
    assert "… and 2 more" in words
    assert not whole


def test_in_full_is_every_one() -> None:
    checks = [check(f"c{number}", failed(f"m{number}", "adding")) for number in range(9)]
    words, whole = told(*checks, full=True)
    assert all(f"call of m{number}" in words for number in range(9))
    assert whole


def test_a_gist_is_a_line_of_its_message() -> None:
    words, _ = told(
        check("one", failed("first")), check("two", failed(f"{'long ' * 100}\nand more"))
    )
    assert "and more" not in words.partition("The two holds.")[2]
    assert len(words.partition("The two holds.")[2].splitlines()) <= 4


FLOOD = ("spam" * 100 + "\n") * 160
PRINTED = {
    "hello": None,
    "\n".join(["row"] * 12): None,
    "\n".join(["row"] * 20): "… and 8 more lines",
    "\n".join(["x" * 199] * 5): "… and 39 more bytes",
    "x" * 1000: None,
    f"{FLOOD}\n… (1,000,000 more bytes were printed)": "… and 1,063,839 more bytes",
    "few\n… (7 more bytes were printed)": "… and 7 more bytes",
}


@pytest.mark.parametrize("output", PRINTED)
def test_of_what_was_printed_a_handful_of_lines_is_shown(output: str) -> None:
    result = replace(check("one", failed("first")), output=output)
    rows = shown(failures.failure(result, "en")).partition("Your code printed:\n")[2].splitlines()
    assert len(rows) <= 16
    assert sum(map(len, rows)) < 1100
    more = PRINTED[output]
    assert ("more" in rows[-1]) == (more is not None)
    if more:
        assert rows[-1].strip() == more


@pytest.mark.parametrize("width", range(30, 90, 5))
def test_chinese_lines_fill_the_width_and_lose_nothing(width: int) -> None:
    title = "不管模型内部各模块是什么模式，事后都和原来一样，" * 3
    reason = text("waits for: {title}", title=Text("x", others={"zh": title}))
    waits = replace(check("waits", Skipped(reason, "after")), title=Text("x", others={"zh": title}))
    rows = shown(terminal.line(waits, "zh"), width=width).splitlines()
    words = "".join(row.removesuffix("0/2") for row in rows).replace(" ", "")
    assert words == f"·{title}({reason.render('zh')})".replace(" ", "")
    assert all(cell_len(row) <= width for row in rows)
    for row in rows[:-1]:
        # Two columns for a character that did not fit, two more for one that it stays with.
        assert cell_len(row[: width - 3].removesuffix("0/2").rstrip()) >= width - 4 - 4 - 4
