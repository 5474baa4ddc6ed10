"""The marks as CSV, for a spreadsheet or pandas: a row for each student and exercise, then a total.

RFC 4180 after a byte order mark, by which spreadsheets know that it is UTF-8.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

from grader.gradebook.export.entries import Book, Entry, Student, state
from grader.language import text
from grader.report.json_format import number
from grader.report.safe import cell

HEADER = (
    *("student", "name", "login", "number", "sis_id", "email", "section", "team", "in_roster"),
    *("exercise", "state", "mark", "out_of", "score", "max_score", "factor", "reason", "by_hand"),
    *("attempt", "attempts", "submitted", "late", "path"),
)
TOTAL = "(total)"
"""What stands for the exercise in a student's last row; no exercise can be called so."""


def to_csv(book: Book, language: str = "en") -> str:
    """Return the marks as CSV text."""
    written = io.StringIO()
    # Text in quotes, numbers without: a spreadsheet can add up the marks.
    table = csv.writer(written, quoting=csv.QUOTE_NONNUMERIC)
    table.writerow(HEADER)
    for student in book.students:
        for entry in book.of(student):
            table.writerow([*_person(student), *_mark(entry, language)])
        table.writerow([*_person(student), *_total(book, student, language)])
    return "\ufeff" + written.getvalue()


def _person(student: Student) -> list[str]:
    names = (student.key, student.name, student.login, student.number, student.sis_id)
    rest = (student.email, student.section, student.team, _yes(student.in_roster))
    return [cell(value) for value in (*names, *rest)]


def _mark(entry: Entry, language: str) -> Sequence[object]:
    reason = entry.reason
    if entry.mark is None:
        reason = reason or state(entry).render(language)
    return (
        cell(entry.exercise),
        entry.state,
        _number(entry.mark),
        number(entry.nominal),
        _number(entry.score),
        _number(entry.max_score),
        number(entry.factor),
        cell(reason),
        _yes(entry.state == "hand"),
        "" if entry.attempt is None else entry.attempt,
        entry.attempts,
        cell(entry.submitted),
        _yes(entry.late),
        cell(entry.path),
    )


def _total(book: Book, student: Student, language: str) -> Sequence[object]:
    unknown = [entry.exercise for entry in book.of(student) if entry.mark is None]
    total = book.total(student)
    reasons = [reason.render(language) for reason in book.why_none(student)] or [*student.problems]
    if unknown:
        told = text("no mark yet: {exercises}", exercises=", ".join(unknown))
        reasons.insert(0, told.render(language))
    by_hand = any(entry.state == "hand" for entry in book.of(student))
    return (
        TOTAL,
        "incomplete" if total is None else "complete",
        _number(total),
        number(sum(entry.nominal for entry in book.of(student))),
        *("", "", ""),
        cell("; ".join(reasons)),
        _yes(by_hand),
        "",
        sum(entry.attempts for entry in book.of(student)),
        *("", "", ""),
    )


def _number(value: float | None) -> float | str:
    return "" if value is None else number(value)


def _yes(value: bool | None) -> str:  # noqa: FBT001 - a value, not a switch
    return {True: "yes", False: "no", None: ""}[value]
