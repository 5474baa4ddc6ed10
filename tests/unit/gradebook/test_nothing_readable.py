"""Classes of which nothing can be graded: everybody has a row all the same, and a mark."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from grader.errors import NothingToGrade
from grader.gradebook.export import canvas, feedback, moodle, nbgrader, rows, sheets
from grader.gradebook.export.entries import read
from grader.gradebook.roster import Person
from grader.gradebook.store import Gradebook
from tests.unit.gradebook.test_runs import NAMES, hand_in, marks, run


def unreadable(folder: Path) -> Path:
    """A class of which nothing can be read."""
    for name in ("ada", "bob"):
        (folder / name).mkdir(parents=True)
    (folder / "ada" / "notes.txt").write_text("sorry")
    return folder


ROSTER = [Person(name, str(number), name) for number, name in enumerate(("ada", "bob", "cem"), 1)]


def test_a_class_of_which_nothing_can_be_read_has_marks(tmp_path: Path) -> None:
    run(unreadable(tmp_path / "class"), tmp_path / "results", ROSTER, assigned=("training",))
    assert marks(tmp_path / "results") == {("ada", name): ("unreadable", 0.0) for name in NAMES} | {
        ("bob", name): ("unreadable", 0.0) for name in NAMES
    } | {("cem", name): ("missing", 0.0) for name in NAMES}


def test_an_exercise_that_nobody_could_be_graded_for_has_marks(tmp_path: Path) -> None:
    """Two folders hold different work for it."""
    folder = hand_in(tmp_path / "class", ada=7, bob__a=1, bob__b=2)
    for inner in ("a", "b"):
        (folder / "bob" / inner).mkdir()
        (folder / "bob" / f"{inner}.py").rename(folder / "bob" / inner / "training.py")
    _, pool = run(folder, tmp_path / "results")
    assert pool.asked == ["tensors", "training"]
    assert marks(tmp_path / "results")["bob", "training"] == ("unreadable", 0.0)


def test_where_no_exercise_is_known_everybody_has_a_row(tmp_path: Path) -> None:
    run(unreadable(tmp_path / "class"), tmp_path / "results", ROSTER)
    with Gradebook(tmp_path / "results") as book:
        found = read(book.connection)
        db = book.connection
        listed = list(csv.DictReader(io.StringIO(rows.to_csv(found).removeprefix("\ufeff"))))
        assert [(r["student"], r["exercise"], r["state"], r["mark"]) for r in listed] == [
            (name, rows.TOTAL, "incomplete", "") for name in ("ada", "bob", "cem")
        ]
        assert "No exercise's file is in ada" in listed[0]["reason"]
        assert "is empty" in listed[1]["reason"]
        assert listed[2]["reason"] == "Nothing was handed in."
        assert nbgrader.to_nbgrader(found).count("\n") == 4
        assert "ada,1,,ada," in canvas.made(found, {}).content.decode()
        files = list(feedback.files(db, found, "md", "en"))
        assert len(files) == len(list(feedback.files(db, found, "html", "en"))) == 3
        assert "is empty" in files[1].content
        sheet = tmp_path / "sheet.csv"
        sheet.write_text("Student,ID,Section,Training (5)\nada,1,,\n")
        assert canvas.filled(found, sheets.read(sheet), {}).content == sheet.read_bytes()
        sheet.write_text("Identifier,Full name,Grade,Maximum grade\n1,ada,,10\n")
        assert moodle.filled(found, sheets.read(sheet), {}).content == sheet.read_bytes()
        (note,) = found.without_mark()
    assert "--exercise" in str(note)


def test_of_a_roster_alone_everybody_is_missing(tmp_path: Path) -> None:
    (tmp_path / "class").mkdir()
    run(tmp_path / "class", tmp_path / "results", ROSTER, assigned=("training",))
    assert marks(tmp_path / "results")["cem", "training"] == ("missing", 0.0)
    hand_in(tmp_path / "class", ada__training=7)
    run(tmp_path / "class", tmp_path / "results", ROSTER)
    assert marks(tmp_path / "results")["ada", "training"] == ("graded", 7.0)
    (tmp_path / "class" / "ada" / "training.py").unlink()
    (tmp_path / "class" / "ada").rmdir()
    with pytest.raises(NothingToGrade):  # not a word of that nobody is there any more
        run(tmp_path / "class", tmp_path / "results", ROSTER)
    assert marks(tmp_path / "results")["ada", "training"] == ("graded", 7.0)
