"""Marks for a Moodle assignment: its offline grading worksheet, filled in.

Moodle compares headers with those of its own language, to the letter; so a downloaded worksheet is
filled in, and none is made. Whatever the language, the identifier stands in the first column, and
the grade left of the maximum grade (Moodle's `mod/assign/gradingtable.php`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from grader.errors import UsageError
from grader.gradebook.export.canvas import Filled
from grader.gradebook.export.entries import Book, points
from grader.gradebook.export.people import Kind, Names, match
from grader.gradebook.export.sheets import Sheet, folded
from grader.language import Text, text

KINDS: tuple[Kind, ...] = ("email", "number", "name")

GRADES: Final = frozenset(
    folded(word)
    for word in (
        *("Grade", "成绩", "成績", "分數", "Bewertung", "Note", "Calificación", "Nota", "評点"),
        *("評定", "Valutazione", "Beoordeling", "Cijfer", "Cualificación", "Оценка", "Ocena"),
    )
)
"""What Moodle's languages call the grade; elsewhere the maximum tells where it stands."""

_COMMENT = re.compile(r"feedback|反馈|評語|评语|フィードバック|retroaliment|commentaire|comentario")
_DIGITS = re.compile(r"(\d+)\s*$")
_NUMBER = re.compile(r"\s*\d+(?:[.,]\d+)?\s*")
OURS = '<p class="torchgrade">'
"""How our comments begin: those of an earlier export are replaced, those of people are not."""


def filled(book: Book, sheet: Sheet, comments: Mapping[str, str] | None = None) -> Filled:
    """Return a worksheet with the marks in it: of the exercise, or the sum of several.

    Args:
        book: the marks.
        sheet: as it was read; it is changed.
        comments: student -> HTML for the column of comments, if it has one.

    Raises:
        UsageError: it is no worksheet, or one of another course.
    """
    header = sheet.rows[0]
    at = _grade(sheet, header)
    matched = match(book.students, _people(sheet, at), KINDS)
    if not matched.rows:
        raise UsageError(
            text(
                "Nobody in {path} is in the gradebook: is it the sheet of another course?",
                path=sheet.path,
            )
        )
    notes = list(matched.notes)
    comma = _maximum(sheet, at, book, notes)
    column = _comments(header, at) if comments else None
    for number, student in matched.rows.items():
        mark = book.total(student)
        if mark is not None:
            sheet.put(number, at, points(mark).replace(".", "," if comma else "."))
        if column is None or not comments:
            continue
        before = sheet.rows[number][column]
        if not before.strip() or OURS in before:
            sheet.put(number, column, f"{OURS}{comments.get(student.key, '')}</p>")
        else:
            notes.append(
                text("{student} has a comment in the sheet already; it stays.", student=student.key)
            )
    return Filled(sheet.written(), tuple(notes))


def _grade(sheet: Sheet, header: Sequence[str]) -> int:
    """Return where the grade stands."""
    if not any(_DIGITS.search(row[0]) for row in sheet.rows[1:]):
        raise _no_worksheet(sheet)
    named = [at for at, name in enumerate(header) if at and folded(name) in GRADES]
    if len(named) == 1:
        return named[0]
    maxima = [at for at in range(2, len(header)) if _is_maximum(sheet, at)]
    if len(maxima) == 1:
        return maxima[0] - 1
    raise _no_worksheet(sheet)


def _is_maximum(sheet: Sheet, at: int) -> bool:
    """Whether a column holds the same number in all rows, and grades or nothing left of it."""
    values = {row[at].strip() for row in sheet.rows[1:]}
    left = (row[at - 1].strip() for row in sheet.rows[1:])
    return (
        len(values) == 1
        and all(_NUMBER.fullmatch(value) for value in values)
        and all(value in ("", "-") or _NUMBER.fullmatch(value) for value in left)
    )


def _no_worksheet(sheet: Sheet) -> UsageError:
    return UsageError(
        text(
            "{path} is no grading worksheet of Moodle: no column of grades was found. In the "
            "assignment, switch on offline grading worksheets and download one.",
            path=sheet.path,
        )
    )


def _people(sheet: Sheet, at: int) -> list[tuple[int, Names]]:
    people: list[tuple[int, Names]] = []
    for number, row in enumerate(sheet.rows[1:], 1):
        digits = _DIGITS.search(row[0])
        emails = [value.strip() for value in row[1:at] if re.fullmatch(r"\s*\S+@\S+\s*", value)]
        names: Names = {
            "number": digits[1] if digits else row[0],
            "name": row[1] if at > 1 and row[1].strip() not in emails else "",
            "email": emails[0] if emails else "",
        }
        people.append((number, names))
    return people


def _maximum(sheet: Sheet, at: int, book: Book, notes: list[Text]) -> bool:
    """Note another maximum than ours; return whether numbers are written with a comma."""
    if at + 1 >= len(sheet.rows[0]) or not _is_maximum(sheet, at + 1):
        return False
    told = sheet.rows[1][at + 1].strip()
    if abs(float(told.replace(",", ".")) - book.nominal) > 0.005:
        notes.append(
            text(
                "The sheet's maximum is {maximum}, and the marks are out of {nominal}.",
                maximum=told,
                nominal=f"{book.nominal:g}",
            )
        )
    return "," in told


def _comments(header: Sequence[str], at: int) -> int | None:
    found = [
        place
        for place in range(at + 1, len(header))
        if _COMMENT.search(name := folded(header[place])) and "file" not in name
    ]
    return found[0] if len(found) == 1 else None
