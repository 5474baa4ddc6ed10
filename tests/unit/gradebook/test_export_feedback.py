"""Feedback: what each student may see, in files that every system can hold."""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.gradebook import schema
from grader.gradebook.export import feedback
from grader.gradebook.export.entries import Book, read
from grader.gradebook.export.file_names import MOST_BYTES, folded, safe_stem, unique
from tests.fakes.gradebooks import fill, key


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[sqlite3.Connection]:
    opened = schema.connect(fill(tmp_path / "gradebook.sqlite"))
    yield opened
    opened.close()


@pytest.fixture
def book(connection: sqlite3.Connection) -> Book:
    return read(connection)


def content(connection: sqlite3.Connection, book: Book, kind: feedback.Kind) -> dict[str, str]:
    made = feedback.files(connection, book, kind, "en")
    return {student.key: file.content for student, file in zip(book.students, made, strict=True)}


@pytest.mark.parametrize("kind", ["html", "md"])
def test_nobody_reads_what_is_hidden(
    connection: sqlite3.Connection, book: Book, kind: feedback.Kind
) -> None:
    for row in connection.execute("SELECT key, report, shown FROM results").fetchall():
        full, shown = json.loads(row["report"]), json.loads(row["shown"])
        full["exercises"][0]["notes"] = ["full report"]
        for check in shown["exercises"][0]["checks"]:
            if check["visibility"] == "visible":
                check["title"] = "student's report"
        connection.execute(
            "UPDATE results SET report = ?, shown = ? WHERE key = ?",
            (json.dumps(full), json.dumps(shown), row["key"]),
        )
    made = content(connection, book, kind)
    together = "\n".join(made.values())
    assert "full report" not in together
    assert "report" in made["li-mingyue"]


def test_marks_stand_above_the_report(connection: sqlite3.Connection, book: Book) -> None:
    made = content(connection, book, "md")
    by_state = {
        entry.state: made[student]
        for (student, exercise), entry in book.entries.items()
        if exercise == "exercise_1" and entry.factor == 1
    }
    assert "Mark: 11.5 of 12. The mark was set by hand." in made["li-mingyue"].replace("\\", "")
    assert "at the board" not in made["li-mingyue"]
    assert "Nothing was handed in" in by_state["missing"]
    assert "damaged.zip" in by_state["unreadable"]
    assert "still to be graded" in by_state["waiting"]
    assert "by the grader's own fault" in by_state["broken"]
    assert "(2 days late): 80 % of the points count" in made[key(8)].replace("\\", "")
    assert "Mark: 12 of 12." in made["anna"]
    assert made["anna"].count("counts for nobody") == 1  # another correction was undone
    assert "everybody has its points" not in made["anna"]


def test_a_damaged_report_costs_nobody_else_theirs(
    connection: sqlite3.Connection, book: Book
) -> None:
    connection.execute("UPDATE results SET shown = '{' WHERE key = 'r-anna-exercise_1'")
    made = list(feedback.files(connection, book, "md", "en"))
    assert len(made) == len(book.students)
    notes = [str(note) for file in made for note in file.notes]
    assert len(notes) == 1
    assert notes[0].startswith("anna, exercise_1: the stored report is left out.")


class Elements(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.add(tag)


@pytest.mark.parametrize("kind", ["html", "md"])
def test_nothing_that_a_student_wrote_does_anything(
    connection: sqlite3.Connection, book: Book, kind: feedback.Kind
) -> None:
    for made in content(connection, book, kind).values():
        assert not {"\x1b", "\x00", "\u202e", "\x07"} & set(made)
        parser = Elements()
        parser.feed(re.sub(r"```.*?```|\\.", "", made, flags=re.DOTALL) if kind == "md" else made)
        assert not parser.found & {"script", "img", "iframe", "object", "i"}


def test_a_comment_is_short_and_harmless(connection: sqlite3.Connection, book: Book) -> None:
    for student in book.students:
        report, _ = feedback.report_of(connection, book, student, "en")
        short = feedback.comment(report, "en")
        parser = Elements()
        parser.feed(short)
        assert parser.found <= {"b", "br"}
        assert len(short) < feedback.MOST_COMMENT + 10
        assert not re.search(r"""[;\t\n][\s"']*[=+\-@]""", short)


def test_the_names_of_the_class(book: Book) -> None:
    names = feedback.file_names(book, "html")
    assert len({folded(name) for name in names.values()}) == len(book.students)
    assert names["li-mingyue"] == "li-mingyue 李明月.html"
    assert names["müller_jörg"] == "müller_jörg Müller, Jörg _JJ_.html"


@given(
    st.lists(
        st.text(max_size=300) | st.sampled_from("CON con Con nul.txt a.b .. . - ~".split()),
        unique=True,
        max_size=12,
    )
)
def test_any_names_are_files_of_their_own(keys: list[str]) -> None:
    names = unique((key_, "") for key_ in keys)
    assert set(names) == set(keys)
    assert len({folded(name) for name in names.values()}) == len(keys)
    for name in names.values():
        assert 0 < len(name.encode()) <= MOST_BYTES
        assert not set('<>:"/\\|?*') & set(name)
        assert name.isprintable()
        assert name[0] not in ".-~ "
        assert name[-1] not in ". "
    backwards = unique((key_, "") for key_ in reversed(keys))
    assert backwards == names


@pytest.mark.parametrize(
    ("value", "stem"),
    [
        ("anna", "anna"),
        ("李明月", "李明月"),
        ("Li, Anna", "Li, Anna"),
        ("con", "_con"),
        ("NUL.tar.gz", "_NUL.tar.gz"),
        ("com1", "_com1"),
        ("console", "console"),
        ("../../etc/passwd", "_.._etc_passwd"),
        ("-rf", "_rf"),
        ("~root", "_root"),
        ("a\nb\x00c", "a_b_c"),
        ("e\u0301", "é"),
        ("name. ", "name"),
        ("", "_"),
        ("...", "_"),
    ],
)
def test_a_safe_name(value: str, stem: str) -> None:
    assert safe_stem(value) == stem


def test_twins_of_case_and_composition_are_told_apart() -> None:
    names = unique([("Anna", ""), ("anna", ""), ("e\u0301", ""), ("\u00e9", ""), ("bo", "")])
    assert names["bo"] == "bo"
    assert all("~" in names[key_] for key_ in ("Anna", "anna", "e\u0301", "\u00e9"))


def test_a_name_that_is_the_key_stands_once() -> None:
    assert unique([("anna", "anna"), ("bo", "")]) == {"anna": "anna", "bo": "bo"}


def test_a_long_name_is_cut_to_one_of_its_own() -> None:
    names = unique([("学" * 200 + "a", ""), ("学" * 200 + "b", "")])
    assert len(set(names.values())) == 2
    assert all(len(name.encode()) <= MOST_BYTES for name in names.values())
