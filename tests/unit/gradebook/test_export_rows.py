"""Marks as CSV, and with nbgrader's columns: complete, in order, harmless in a spreadsheet."""

from __future__ import annotations

import csv
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from grader.errors import NothingToGrade, UsageError
from grader.gradebook import schema
from grader.gradebook.export import nbgrader, rows
from grader.gradebook.export.entries import Book, points, read
from grader.gradebook.marks import Marker
from grader.gradebook.page.facts import facts_of
from tests.fakes.gradebooks import STATES, fill, key


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    with closing(schema.connect(fill(tmp_path / "gradebook.sqlite"))) as opened:
        yield opened


@pytest.fixture
def book(connection: sqlite3.Connection) -> Book:
    return read(connection)


def table(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_row_for_each_student_and_exercise_and_a_total(book: Book) -> None:
    found = table(rows.to_csv(book))
    assert len(found) == 24 * (3 + 1)
    assert list(found[0]) == list(rows.HEADER)
    by = {(row["student"], row["exercise"]): row for row in found}
    hand, waiting = by["li-mingyue", "exercise_1"], by["'<b>&'\"".strip("'"), "exercise_1"]
    assert (hand["state"], hand["by_hand"], hand["mark"]) == ("hand", "yes", "11.5")
    assert (waiting["state"], waiting["mark"]) == ("waiting", "")
    assert "graded" in waiting["reason"]
    total = by["<b>&'\"", rows.TOTAL]
    assert (total["state"], total["mark"]) == ("incomplete", "")
    assert "exercise_1" in total["reason"]
    full = by["anna", rows.TOTAL]
    assert (full["state"], full["mark"], full["out_of"]) == ("complete", "36", "36")
    assert "notes.docx" in full["reason"]
    unreadable = next(row for row in found if row["state"] == "unreadable")
    assert "damaged.zip" in unreadable["reason"]
    late = next(row for row in found if row["factor"] == "0.8")
    assert "2 days late" in late["reason"]


def test_late_is_what_the_page_calls_late(connection: sqlite3.Connection) -> None:
    """By the platform's word or by the policy: folders and Git say nothing themselves."""
    connection.execute("UPDATE attempts SET late = NULL")
    connection.execute("UPDATE attempts SET late = 0 WHERE student = 'anna'")
    connection.execute("UPDATE attempts SET late = 1 WHERE student = 'li-mingyue'")
    connection.execute("UPDATE marks SET factor = 0.9 WHERE student IN ('anna', 's0012')")
    connection.execute("UPDATE marks SET factor = 1 WHERE student = 's0013'")
    found = table(rows.to_csv(read(connection)))
    late = {(row["student"], row["exercise"]): row["late"] for row in found}
    marks = facts_of(connection).marks
    assert {where for where, value in late.items() if value == "yes"} == {
        (rows.cell(student), exercise) for (student, exercise), mark in marks.items() if mark.late
    }
    assert late["anna", "exercise_2"] == late["s0012", "exercise_2"] == "yes"
    assert late["li-mingyue", "exercise_2"] == "yes"
    assert late["s0013", "exercise_2"] == ""
    connection.execute("UPDATE marks SET factor = 1 WHERE student = 'anna'")
    found = table(rows.to_csv(read(connection)))
    assert {row["late"] for row in found if row["student"] == "anna" and row["attempt"]} == {"no"}


def test_every_state_is_there_and_only_two_have_no_mark(book: Book) -> None:
    found = [row for row in table(rows.to_csv(book)) if row["exercise"] != rows.TOTAL]
    assert {row["state"] for row in found} == set(STATES)
    assert {row["state"] for row in found if row["mark"] == ""} == {"waiting", "broken"}


def test_nothing_is_a_formula_or_a_control_character(book: Book) -> None:
    for text in (rows.to_csv(book), nbgrader.to_nbgrader(book)):
        for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")):
            for value in row:
                assert not value.startswith(("=", "+", "-", "@", "\t", "\r"))
                assert not {"\x00", "\x1b", "\u202e"} & set(value)


def test_the_same_gradebook_gives_the_same_file(tmp_path: Path, book: Book) -> None:
    with closing(schema.connect(fill(tmp_path / "b" / "gradebook.sqlite"))) as other:
        again = read(other)
    for make in (rows.to_csv, nbgrader.to_nbgrader):
        assert make(book).replace(str(tmp_path), "") == make(again).replace(str(tmp_path / "b"), "")


def test_points_that_the_machine_could_not_give_are_scaled(
    connection: sqlite3.Connection,
) -> None:
    connection.execute("UPDATE corrections SET undone = 'now'")
    connection.execute("UPDATE attempts SET factor = 1, factor_reason = ''")
    Marker(connection, "latest", why="", run="", when="").remark([key(7)])
    entry = read(connection).entries[key(7), "exercise_2"]
    result = connection.execute("SELECT * FROM results WHERE key = ?", (entry.result,)).fetchone()
    assert result["skipped_points"] == 3
    assert (entry.nominal, result["max_score"]) == (12, 9)
    assert entry.mark == pytest.approx(result["score"] / 9 * 12)


def test_nbgrader_columns_by_its_own_order(book: Book) -> None:
    text = nbgrader.to_nbgrader(book)
    assert text.splitlines()[0] == (
        "assignment,duedate,timestamp,student_id,last_name,first_name,email,raw_score,"
        "late_submission_penalty,score,max_score"
    )
    found = table(text)
    assert len(found) == 24 * 3
    assert [row["assignment"] for row in found] == sorted(row["assignment"] for row in found)
    anna = found[[row["student_id"] for row in found].index("login0")]
    assert (anna["last_name"], anna["first_name"]) == ("Example", "Anna")
    assert (anna["timestamp"], anna["score"], anna["max_score"]) == (
        "2026-10-01 09:30:00",
        "12",
        "12",
    )
    for row in found:
        if row["score"]:
            left = float(row["raw_score"]) - float(row["late_submission_penalty"])
            assert left == pytest.approx(float(row["score"]))
        else:
            assert (row["raw_score"], row["late_submission_penalty"]) == ("", "")
    assert any(float(row["late_submission_penalty"] or 0) > 0 for row in found)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Anna Lena Li", ("Li", "Anna Lena")),
        ("Li, Anna Lena", ("Li", "Anna Lena")),
        ("李明月", ("李明月", "")),
        ("", ("", "")),
        ("Cher", ("Cher", "")),
    ],
)
def test_names(name: str, parts: tuple[str, str]) -> None:
    assert nbgrader.names(name) == parts


def test_one_exercise_alone(connection: sqlite3.Connection) -> None:
    book = read(connection, ["exercise_2"])
    assert [exercise.id for exercise in book.exercises] == ["exercise_2"]
    assert book.nominal == 12
    with pytest.raises(UsageError, match="exercise_1, exercise_2, exercise_3"):
        read(connection, ["nope"])


def test_corrections_change_what_it_is_out_of(connection: sqlite3.Connection) -> None:
    Marker(connection, "latest", why="", run="", when="").remark(None)
    assert [exercise.points for exercise in read(connection).exercises] == [11, 12, 12]


def test_whom_no_run_came_to_waits(connection: sqlite3.Connection) -> None:
    connection.execute("DELETE FROM marks WHERE student = 'anna'")
    book = read(connection)
    assert [entry.state for entry in book.of(book.students[0])]
    assert book.entries["anna", "exercise_1"].mark is None
    assert sum("anna" in str(note) for note in book.without_mark()) == 3


def test_an_empty_gradebook_has_nothing_to_give(tmp_path: Path) -> None:
    with (
        closing(schema.connect(tmp_path / "gradebook.sqlite")) as empty,
        pytest.raises(NothingToGrade),
    ):
        read(empty)


@pytest.mark.parametrize(
    ("value", "shown"), [(1.005, "1.01"), (0.125, "0.13"), (12.0, "12.00"), (10.8, "10.80")]
)
def test_two_decimals_halves_up(value: float, shown: str) -> None:
    assert points(value) == shown
