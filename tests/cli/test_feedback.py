"""`--feedback`: the notebook comes back with the verdicts beside the cells that they concern."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import nbformat
import pytest

from tests.conftest import Grader
from tests.fakes.courses import sums
from tests.fakes.notebooks import book, code, words, written

ADD = "def add(a, b):\n    return a + b"
TRIPLE = "def double(x):\n    print('<script>alert(1)</script>')\n    return 3 * x"


@pytest.fixture
def graded(grader: Grader, workspace: Path) -> Path:
    sums(workspace)
    made = book(
        words("# Mine <b>bold</b>"),
        code(ADD),
        code("print('shown', 6 * 7)"),
        code(TRIPLE),
        code("undefined + 1"),
    )
    written(workspace / "sums.ipynb", made)
    ran = grader("check", "sums.ipynb", "--feedback", "told.ipynb")
    assert (ran.code, ran.err) == (1, "")
    return workspace / "told.ipynb"


def cells(path: Path) -> list[Any]:
    notebook = nbformat.read(path, 4)
    nbformat.validate(notebook)
    return list(notebook.cells)


def test_verdicts_stand_beside_their_cells(graded: Path) -> None:
    found = [(cell.cell_type, cell.source) for cell in cells(graded)]
    kinds = [kind for kind, _ in found]
    words_, code_ = "markdown", "code"
    assert kinds == [words_, words_, code_, words_, code_, code_, words_, code_, words_]
    assert "2 of 3 points" in found[0][1]
    assert found[2][1] == ADD
    assert "✓ 2/2" in found[3][1]
    assert "✗ 0/1" in found[6][1]
    assert "<code>9</code>" in found[6][1]
    assert "name &#39;undefined&#39; is not defined" in found[8][1]


def test_outputs_are_those_of_the_run(graded: Path) -> None:
    shown = [cell for cell in cells(graded) if cell.cell_type == "code"]
    assert shown[1].outputs[0].text == "shown 42\n"
    assert [cell.execution_count for cell in shown] == [1, 2, 3, 4]
    assert shown[3].outputs[0].ename == "NameError"


def test_what_a_student_wrote_is_text(graded: Path) -> None:
    verdicts = [cell.source for cell in cells(graded) if cell.id.startswith("torchgrade-")]
    assert len(verdicts) == 4
    assert not any("<script" in source for source in verdicts)
    assert not any("\n" in source for source in verdicts)  # an empty line would end the HTML


def test_it_converts_to_html(graded: Path) -> None:
    from nbconvert import HTMLExporter

    page, _ = HTMLExporter().from_filename(str(graded))
    assert "2 of 3 points" in page
    assert "<script>alert" not in re.sub(r"<pre>.*?</pre>", "", page, flags=re.DOTALL)


def test_handing_back_again_replaces_the_verdicts(grader: Grader, graded: Path) -> None:
    before = cells(graded)
    graded.rename(graded.with_name("again.ipynb"))
    options = ("--exercise", "sums", "--feedback", "told.ipynb")
    ran = grader("check", "again.ipynb", *options, cwd=graded.parent)
    assert (ran.code, ran.err) == (1, "")
    assert [cell.source for cell in cells(graded)] == [cell.source for cell in before]
    assert grader("check", "again.ipynb", *options, cwd=graded.parent).code == 1  # over its own


def test_nothing_of_the_students_is_overwritten(grader: Grader, graded: Path) -> None:
    folder = graded.parent
    kept = (folder / "sums.ipynb").read_bytes()
    ran = grader("check", "sums.ipynb", "--feedback", "sums.ipynb", cwd=folder)
    assert ran.code == 4
    assert "is no feedback of an earlier run" in ran.err
    assert (folder / "sums.ipynb").read_bytes() == kept
    (folder / "sums.py").write_text(ADD)
    ran = grader("check", "sums.py", "--feedback", "other.ipynb", cwd=folder)
    assert ran.code == 4
    assert "goes with one notebook" in ran.err
    assert json.loads(kept)
