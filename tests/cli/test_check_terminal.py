"""What `grader check` shows on a terminal, through the command."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from tests.conftest import Grader
from tests.fakes.courses import sums

BOTH_WRONG = "def add(a, b): return 3\ndef double(x): return x\n"
POINTER = "To read of every failure in full, add: --html report.html"


@pytest.fixture
def desk(workspace: Path) -> Path:
    sums(workspace)
    return workspace


def test_the_caret_of_a_syntax_error_stands_in_its_column(grader: Grader, desk: Path) -> None:
    (desk / "sums.py").write_text("x = 1\ndef add(a, b) return a\n", encoding="utf-8")
    rows = grader("check", "sums").out.splitlines()
    line = next(row for row in rows if row.strip() == "def add(a, b) return a")
    caret = next(row for row in rows if row.strip() == "^")
    assert line.startswith("      ")
    assert line[caret.index("^")] == "r"


def test_an_error_in_a_cell_hides_no_mistake(grader: Grader, desk: Path) -> None:
    book = nbformat.v4.new_notebook()
    cells = ("print(scratch)", "def add(a, b):\n    return 3", "def double(x):\n    return 2 * x")
    book.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    nbformat.write(book, desk / "sums.ipynb")
    shown = grader("check", "sums").out.partition("\n\n")[2]
    assert "Cell 1 raised NameError: name 'scratch' is not defined" in shown
    assert "skip-grading" not in shown
    assert shown.index("Cell 1 raised") < shown.index("add(1, 1)")


def test_every_failure_is_told_with_one_run(grader: Grader, desk: Path) -> None:
    (desk / "sums.py").write_text("def ad(a, b): return 2\ndef doble(x): return 6\n", "utf-8")
    shown = grader("check", "sums").out
    assert "There is no `add` in sums.py" in shown
    assert "There is no `double` in sums.py" in shown
    assert shown.count("    call ") == 1
    assert POINTER in shown


def test_a_page_and_the_full_report_need_no_pointer(grader: Grader, desk: Path) -> None:
    (desk / "sums.py").write_text(BOTH_WRONG, encoding="utf-8")
    by_page = grader("check", "sums", "--html", "report.html").out
    assert by_page.count("    call ") == 1
    assert POINTER not in by_page
    full = grader("check", "sums", "--full").out
    assert "add(1, 1)" in full
    assert "double(3)" in full
    assert full.count("    call ") == 2
    assert POINTER not in full


def test_a_pipe_that_is_closed_early_is_no_verdict_and_no_fault(desk: Path) -> None:
    """As of `git log | head`: neither that all passed, nor that anything failed."""
    (desk / "sums.py").write_text(BOTH_WRONG, encoding="utf-8")
    read, write = os.pipe()
    os.close(read)
    try:
        for command in (["check", "sums"], ["list", "--json"]):
            done = subprocess.run(
                [str(Path(sys.executable).with_name("grader")), *command],
                cwd=desk,
                env={**os.environ, "LC_ALL": "C.UTF-8", "CI": ""},
                stdout=write,
                stderr=subprocess.PIPE,
                timeout=300,
            )
            assert (done.returncode, done.stderr) == (141, b"")
    finally:
        os.close(write)


@pytest.mark.parametrize("name", ["sums (1).py", "sums-1.py", "sums - Copy.py", "sums (2).ipynb"])
def test_a_copy_that_a_browser_or_a_system_made_is_known(
    grader: Grader, desk: Path, name: str
) -> None:
    path = desk / "sums" / name
    path.parent.mkdir()
    if name.endswith(".ipynb"):
        book = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(BOTH_WRONG)])
        nbformat.write(book, path)
    else:
        path.write_text(BOTH_WRONG, encoding="utf-8")
    ran = grader("check", f"sums/{name}")
    assert "0 of 3 points" in ran.out, ran.err


def test_a_flood_takes_a_few_lines(grader: Grader, desk: Path) -> None:
    source = 'def add(a, b):\n    while True:\n        print("spam" * 100)\n'
    (desk / "sums.py").write_text(source + "def double(x): return 2 * x\n", encoding="utf-8")
    shown = grader("check", "sums").out.partition("Your code printed:\n")[2]
    printed, more = shown.partition("\n\n")[0].rsplit("\n", 1)
    assert len(printed.splitlines()) <= 13
    assert more.strip().endswith("more bytes")
    assert int("".join(filter(str.isdecimal, more))) > 50_000
