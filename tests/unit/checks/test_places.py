"""Where a failure shows: a line that is there, and never one that a student's process made up."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.bridge.messages import Line, Raised
from grader.checks import places
from grader.language import Text
from grader.model.notebook import Cell
from grader.model.outcome import Failed
from grader.model.report import Place
from grader.model.submission import Submission

SOURCE = "import torch\n\ndef f():\n    return 1\n\nclass Net:\n    def f(self): ...\n\ng = f\n"
SCRIPT = Submission({"net.py": SOURCE, "extra.py": "def h(): ..."}, Path("other.py"))
BOOK = Submission(
    {"net.py": ""},
    Path("net.ipynb"),
    cells=(Cell(1, 0, "%time x = 1"), Cell(2, 3, "\ndef f(): ..."), Cell(3, 4, "def f(): ...")),
)
WRITTEN = Submission({"net.py": SOURCE}, Path("net.ipynb"))


@pytest.mark.parametrize(
    ("submission", "names", "expected"),
    [
        (SCRIPT, ["f"], Place("other.py", 3)),
        (SCRIPT, ["Net"], Place("other.py", 6)),
        (SCRIPT, ["g"], Place("other.py", 9)),
        (SCRIPT, ["h"], Place("extra.py", 1)),
        (SCRIPT, ["missing", "f"], Place("other.py", 3)),
        (SCRIPT, ["missing"], Place("other.py")),
        (BOOK, ["f"], Place("net.ipynb", 1, 3)),
        (BOOK, ["missing"], Place("net.ipynb")),
        (WRITTEN, ["f"], Place("net.ipynb")),
        (Submission({}, Path("gone.py"), problem=Text("gone")), ["f"], Place("gone.py")),
    ],
)
def test_the_definition(submission: Submission, names: list[str], expected: Place) -> None:
    assert places.of_definition(submission, names) == expected


def raised(*lines: tuple[str, int]) -> Raised:
    return Raised(("E",), "", tuple(Line(file, number, "f", "") for file, number in lines))


@pytest.mark.parametrize(
    ("submission", "lines", "expected"),
    [
        (SCRIPT, [("net.py", 4), ("extra.py", 1)], Place("extra.py", 1)),
        (SCRIPT, [("net.py", 4), ("forged.py", 1)], Place("other.py", 4)),
        (SCRIPT, [("net.py", 4), ("net.py", 999), ("net.py", 0)], Place("other.py", 4)),
        (SCRIPT, [], Place("other.py")),
        (BOOK, [("cell 3", 1)], Place("net.ipynb", 1, 3)),
        (BOOK, [("cell 2", 1)], Place("net.ipynb", 2, 2)),
        (BOOK, [("cell 9", 2)], Place("net.ipynb")),
        (WRITTEN, [("net.py", 3)], Place("net.ipynb")),
    ],
)
def test_the_line_that_raised(
    submission: Submission, lines: list[tuple[str, int]], expected: Place
) -> None:
    assert places.of_error(submission, raised(*lines)) == expected


def test_what_was_called_is_likelier_than_what_was_used_last() -> None:
    failed = Failed(Text("wrong"), call="f(Net())")
    assert places.concerned(failed, ["f", "Net"])[0] == "f"
    assert places.concerned(Failed(Text("wrong"), call="x(1)"), ["f", "Net"]) == ["Net", "f"]


@given(st.text(), st.text(max_size=3), st.integers())
def test_any_source_has_a_place(source: str, name: str, number: int) -> None:
    submission = Submission({"net.py": source}, Path("net.py"))
    for found in (
        places.of_definition(submission, [name]),
        places.of_error(submission, raised(("net.py", number))),
    ):
        assert found.line is None or 1 <= found.line <= source.count("\n") + source.count("\r") + 2
