"""`grader export` as a user types it: what it writes, what it says, and what it refuses."""

from __future__ import annotations

import csv
import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from grader.gradebook import schema
from tests.conftest import Grader, Ran
from tests.fakes.gradebooks import fill

Export = Callable[..., Ran]

SHEET = "Student,ID,Section,Exercise 1 <&> (501)\n" + "".join(
    f"Somebody,{number},A,\n" for number in (7000, 7004, 4711)
)
WORKSHEET = "标识符,全名,成绩,最高分,反馈评论\n参与者 7000,Anna Example,,12.00,\n"


@pytest.fixture
def results(workspace: Path) -> Path:
    fill(workspace / "results" / "gradebook.sqlite", students=14, exercises=2)
    return workspace / "results"


@pytest.fixture
def export(grader: Grader, results: Path) -> Export:
    def run(*arguments: str) -> Ran:
        return grader("export", "results", *arguments)

    return run


def one_sentence(err: str) -> bool:
    return len(err.strip().splitlines()) == 1 and "Traceback" not in err


def test_csv_on_standard_output_and_what_has_no_mark_beside_it(export: Export) -> None:
    ran = export("--format", "csv")
    assert ran.code == 0
    found = list(csv.DictReader(ran.out.removeprefix("\ufeff").splitlines()))
    assert len(found) == 14 * 3
    assert ran.err.splitlines()[0] == ("<b>&'\", exercise_1: no mark (it is still to be graded).")
    assert any("red, exercise_1: no mark (a check failed" in row for row in ran.err.splitlines())


def test_nothing_in_the_gradebook_is_changed(export: Export, results: Path) -> None:
    def dumped() -> list[str]:
        connection = sqlite3.connect(results / "gradebook.sqlite")
        lines = list(connection.iterdump())
        connection.close()
        return lines

    before = dumped()
    for name in ("csv", "canvas", "nbgrader", "feedback"):
        assert export("--format", name).code == 0
    assert dumped() == before


def test_a_file_is_written_whole_and_nothing_beside_it(export: Export, workspace: Path) -> None:
    ran = export("--format", "nbgrader", "-o", "marks.csv", "--exercise", "exercise_2")
    assert (ran.code, ran.out) == (0, "")
    assert (workspace / "marks.csv").read_text().count("exercise_2") == 14
    assert {path.name for path in workspace.iterdir()} == {"marks.csv", "results"}


def test_a_sheet_of_canvas(export: Export, workspace: Path) -> None:
    (workspace / "sheet.csv").write_text(SHEET)
    ran = export("--format", "canvas", "--sheet", "sheet.csv", "-o", "filled.csv")
    assert ran.code == 0, ran.err
    assert (workspace / "filled.csv").read_text() == SHEET.replace("7000,A,", "7000,A,12.00")
    assert (workspace / "sheet.csv").read_text() == SHEET
    assert "Row 4 of the sheet (Somebody, 4711) is nobody of the gradebook" in ran.err
    assert "exercise_2 has no column in the sheet." in ran.err
    assert ran.err.count("has no row in the sheet") == 12
    itself = export("--format", "canvas", "--sheet", "sheet.csv", "-o", "sheet.csv")
    assert (itself.code, one_sentence(itself.err)) == (4, True)
    assert (workspace / "sheet.csv").read_text() == SHEET


def test_a_worksheet_of_moodle_keeps_its_encoding(export: Export, workspace: Path) -> None:
    (workspace / "sheet.csv").write_text(WORKSHEET, encoding="utf-16")
    arguments = ("--sheet", "sheet.csv", "--exercise", "exercise_1", "--lang", "zh")
    ran = export("--format", "moodle", *arguments, "-o", "filled.csv")
    assert ran.code == 0, ran.err
    filled = (workspace / "filled.csv").read_bytes()
    assert filled.startswith((b"\xff\xfe", b"\xfe\xff"))
    text = filled.decode("utf-16")
    assert "参与者 7000,Anna Example,12.00,12.00," in text
    assert 'class=""torchgrade""' in text
    assert "成绩：12，满分 12。" in text
    assert "表格中没有" in ran.err


def test_feedback_is_a_file_for_each_student(export: Export, results: Path) -> None:
    assert export("--format", "feedback").code == 0
    folder = results / "feedback"
    assert len(list(folder.iterdir())) == 14
    page = folder / "li-mingyue 李明月.html"
    before = page.read_bytes()
    assert "李明月".encode() in before
    page.write_bytes(before + b"<!-- older -->")
    assert export("--format", "feedback").code == 0
    assert page.read_bytes() == before
    assert len(list(folder.iterdir())) == 14
    assert export("--format", "feedback", "--as", "md").code == 0
    assert len(list(folder.glob("*.md"))) == 14


def test_feedback_replaces_nobodys_own_file(export: Export, results: Path, workspace: Path) -> None:
    folder = workspace / "out"
    folder.mkdir()
    mine = folder / "ANNA anna example.html"
    mine.write_text("my notes")
    ran = export("--format", "feedback", "-o", "out")
    assert ran.code == 4
    assert one_sentence(ran.err)
    assert [path.name for path in folder.iterdir()] == [mine.name]
    mine.unlink()
    (workspace / "target.html").write_text('<meta name="generator" content="torchgrade">')
    (folder / "anna Anna Example.html").symlink_to(workspace / "target.html")
    assert export("--format", "feedback", "-o", "out").code == 4
    (folder / "anna Anna Example.html").unlink()
    assert export("--format", "feedback", "-o", "out").code == 0
    connection = schema.connect(results / "gradebook.sqlite")
    connection.execute("UPDATE students SET name = 'Anna Other' WHERE key = 'anna'")
    connection.close()
    ran = export("--format", "feedback", "-o", "out")
    assert "anna Anna Example.html is of an earlier export" in ran.err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("nowhere", "--format", "csv"), "no gradebook in nowhere"),
        (("empty", "--format", "csv"), "no gradebook in empty"),
        (("damaged", "--format", "csv"), "can't be used as a gradebook"),
        (("later", "--format", "csv"), "written by a later torchgrade"),
        (("results", "--format", "moodle"), "--sheet"),
        (("results", "--format", "csv", "--sheet", "sheet.csv"), "--sheet"),
        (("results", "--format", "csv", "--as", "md"), "--as"),
        (("results", "--format", "csv", "--column", "a=b"), "--column"),
        (("results", "--format", "canvas", "--column", "a=b"), "exercise_1, exercise_2"),
        (("results", "--format", "csv", "--exercise", "nope"), "no exercise nope"),
        (("results", "--format", "csv", "-o", "no/such/file.csv"), "can't be written"),
        (("results", "--format", "csv", "-o", "results"), "can't be written"),
        (("results", "--format", "feedback", "-o", "sheet.csv"), "can't be written"),
        (("results", "--format", "canvas", "--sheet", "nope.csv"), "can't be read"),
        (("results", "--format", "canvas", "--sheet", "results"), "can't be read"),
        (("results", "--format", "canvas", "--sheet", "sheet.csv"), "another course"),
        (("results", "--format", "moodle", "--sheet", "sheet.csv"), "no grading worksheet"),
    ],
)
def test_what_can_not_be_is_told_in_a_sentence(
    grader: Grader, results: Path, workspace: Path, arguments: tuple[str, ...], words: str
) -> None:
    (workspace / "empty").mkdir()
    for name in ("damaged", "later"):
        (workspace / name).mkdir()
    (workspace / "damaged" / "gradebook.sqlite").write_bytes(b"no database at all " * 100)
    connection = sqlite3.connect(workspace / "later" / "gradebook.sqlite")
    connection.execute("PRAGMA user_version = 99")
    connection.close()
    (workspace / "sheet.csv").write_text("Student,ID,Section,exercise_1\nNobody,1,A,\n")
    before = sorted(path.name for path in workspace.iterdir())
    ran = grader("export", *arguments)
    assert (ran.code, ran.out) == (4, "")
    assert words in ran.err
    assert "Traceback" not in ran.err
    assert sorted(path.name for path in workspace.iterdir()) == before
    assert not (workspace / "empty" / "gradebook.sqlite").exists()


def test_an_empty_gradebook_has_nothing_to_export(grader: Grader, workspace: Path) -> None:
    (workspace / "new").mkdir()
    schema.connect(workspace / "new" / "gradebook.sqlite").close()
    ran = grader("export", "new", "--format", "csv")
    assert (ran.code, ran.out) == (5, "")
    assert one_sentence(ran.err)


def test_no_name_is_a_command_to_a_log(export: Export, results: Path) -> None:
    connection = schema.connect(results / "gradebook.sqlite")
    connection.execute("UPDATE students SET name = '::error::x' || char(10) || '::warning::y'")
    connection.close()
    for name in ("csv", "canvas", "nbgrader"):
        ran = export("--format", name)
        assert not any(row.lstrip().startswith("::") for row in (ran.out + ran.err).splitlines())
