"""The marks with the columns of `nbgrader export`, for what reads those.

Columns and their order: nbgrader's `CsvExportPlugin`. It writes fields unquoted, so that a comma in
a name shifts the rest; here they are quoted (RFC 4180).
"""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

from grader.gradebook.export.entries import Book, Entry, Student
from grader.report.json_format import number
from grader.report.safe import cell

HEADER = (
    *("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email"),
    *("raw_score", "late_submission_penalty", "score", "max_score"),
)


def to_nbgrader(book: Book) -> str:
    """Return the marks as CSV text: all students of an exercise, then of the next."""
    written = io.StringIO()
    table = csv.writer(written, lineterminator="\n")
    table.writerow(HEADER)
    for exercise in book.exercises:
        for student in book.students:
            table.writerow(_row(student, book.entries[student.key, exercise.id]))
    if not book.exercises:
        table.writerows(["", "", "", *_who(student), *("",) * 4] for student in book.students)
    return written.getvalue()


def _row(student: Student, entry: Entry) -> list[object]:
    score = entry.score_of_nominal
    if entry.mark is None:
        raw, penalty = None, None
    elif entry.state == "hand" or score is None:
        raw, penalty = entry.mark, 0.0
    else:
        raw, penalty = score, max(0.0, round(score - entry.mark, 6))
    return [
        cell(entry.exercise),
        "",  # the gradebook does not know when it was due
        _naive(entry.submitted),
        *_who(student),
        *("" if value is None else number(value) for value in (raw, penalty, entry.mark)),
        number(entry.nominal),
    ]


def _who(student: Student) -> list[str]:
    last, first = names(student.name)
    return [cell(value) for value in (student.login or student.key, last, first, student.email)]


def names(name: str) -> tuple[str, str]:
    """Split a name into the last and the first; what can't be split is a last name."""
    if "," in name:
        last, _, first = name.partition(",")
    else:
        first, _, last = name.strip().rpartition(" ")
    return last.strip(), first.strip()


def _naive(moment: str) -> str:
    """Return a time as nbgrader writes it: UTC, without saying so."""
    try:
        when = datetime.fromisoformat(moment)
    except ValueError:
        return cell(moment)
    if when.tzinfo is not None:
        when = when.astimezone(UTC)
    return f"{when:%Y-%m-%d %H:%M:%S}"
