"""Marks for Canvas's gradebook: a sheet exported from it and filled in, or a new one.

Canvas finds people by `ID`, then SIS id, then login, then name, and an assignment by the number in
`Title (number)`. The columns up to `Section` say who; a row `Points Possible` may follow the
header. `EX` excuses somebody and stays.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from grader.errors import UsageError
from grader.gradebook.export.entries import Book, Exercise, Student, points
from grader.gradebook.export.people import Kind, Names, match
from grader.gradebook.export.sheets import Sheet, disarmed, folded
from grader.language import Text, text

HEADER = ("Student", "ID", "SIS User ID", "SIS Login ID", "Section")
KINDS: tuple[Kind, ...] = ("number", "sis_id", "login", "name")
COLUMNS: Mapping[Kind, str] = {
    "number": "ID",
    "sis_id": "SIS User ID",
    "login": "SIS Login ID",
    "name": "Student",
}
POSSIBLE = "    Points Possible"
EXCUSED = "ex"

_ASSIGNMENT = re.compile(r"(?P<title>.*?)\s*\((?P<number>\d+)\)\s*", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Filled:
    """A file for a course system, and what is to be said of it."""

    content: bytes
    notes: tuple[Text, ...]


def made(book: Book, columns: Mapping[str, str]) -> Filled:
    """Return a new sheet of those whom Canvas can find.

    Args:
        book: the marks.
        columns: exercise -> header of its column; its title where it is not named.

    Raises:
        UsageError: nobody has an id that Canvas knows.
    """
    found = [student for student in book.students if _is_known(student)]
    unknown = [student for student in book.students if not _is_known(student)]
    if not found:
        problem = text(
            "The gradebook knows nobody's ID in Canvas. Export the gradebook there and name it "
            "with --sheet, or give it to grader batch as the roster."
        )
        raise UsageError(problem)
    out = io.StringIO()
    table = csv.writer(out, lineterminator="\n")
    titles = [columns.get(exercise.id, exercise.title) for exercise in book.exercises]
    table.writerow([*HEADER, *(disarmed(title) for title in titles)])
    table.writerow([POSSIBLE, "", "", "", "", *(points(e.points) for e in book.exercises)])
    for student in found:
        who = (student.name, student.number, student.sis_id, student.login, student.section)
        marks = [entry.mark for entry in book.of(student)]
        table.writerow(
            [
                *(disarmed(value) for value in who),
                *("" if mark is None else points(mark) for mark in marks),
            ]
        )
    notes = tuple(
        text("{student} has no ID in Canvas, and no row in the file.", student=student.key)
        for student in unknown
    )
    return Filled(out.getvalue().encode(), notes)


def _is_known(student: Student) -> bool:
    return bool(student.number or student.sis_id or (student.in_roster and student.login))


def filled(book: Book, sheet: Sheet, columns: Mapping[str, str]) -> Filled:
    """Return a sheet that Canvas gave out, with the marks in it.

    Args:
        book: the marks.
        sheet: as it was read; it is changed.
        columns: exercise -> title, number or whole header of its column.

    Raises:
        UsageError: it is no gradebook of Canvas, or one of another course.
    """
    header = [name.strip() for name in sheet.rows[0]]
    missing = [name for name in ("Student", "ID", "Section") if name not in header]
    if missing:
        raise UsageError(
            text(
                "{path} is no gradebook exported from Canvas: it has no column {names}.",
                path=sheet.path,
                names=", ".join(missing),
            )
        )
    places, notes = _places(book, sheet, header, columns)
    people = [
        (number, names)
        for number, row in enumerate(sheet.rows)
        if number and (names := _names(header, row)) is not None
    ]
    matched = match(book.students, people, KINDS)
    if not matched.rows:
        raise UsageError(
            text(
                "Nobody in {path} is in the gradebook: is it the sheet of another course?",
                path=sheet.path,
            )
        )
    notes += matched.notes
    for exercise, at in places.items():
        notes += _other_points(sheet, at, exercise)
        for number, student in matched.rows.items():
            mark = book.entries[student.key, exercise.id].mark
            if sheet.rows[number][at].strip().casefold() == EXCUSED:
                notes.append(
                    text(
                        "{student} is excused from {exercise} and stays so.",
                        student=student.key,
                        exercise=exercise.id,
                    )
                )
            elif mark is not None:
                sheet.put(number, at, points(mark))
    return Filled(sheet.written(), tuple(notes))


def _names(header: Sequence[str], row: Sequence[str]) -> Names | None:
    """Return what a row says of its student; None of a row that is no student's."""
    names: dict[Kind, str] = {
        kind: row[header.index(column)].strip()
        for kind, column in COLUMNS.items()
        if column in header
    }
    if folded(names["name"]) == folded(POSSIBLE) or not any(names.values()):
        return None
    return names


def _places(
    book: Book, sheet: Sheet, header: Sequence[str], columns: Mapping[str, str]
) -> tuple[dict[Exercise, int], list[Text]]:
    """Return the column of each exercise."""
    begin = header.index("Section") + 1
    places: dict[Exercise, int] = {}
    notes: list[Text] = []
    for exercise in book.exercises:
        asked = columns.get(exercise.id)
        wanted = {folded(asked)} if asked else {folded(exercise.title), folded(exercise.id)}
        found = [at for at in range(begin, len(header)) if wanted & _called(header[at])]
        if len(found) == 1:
            places[exercise] = found[0]
        elif found:
            raise UsageError(
                text(
                    "Several columns could be {exercise}: {columns}. Name one: "
                    "--column {exercise}=NUMBER",
                    exercise=exercise.id,
                    columns=", ".join(header[at] for at in found),
                )
            )
        elif asked:
            raise UsageError(text("{path} has no column {name}.", path=sheet.path, name=asked))
        else:
            notes.append(text("{exercise} has no column in the sheet.", exercise=exercise.id))
    if len(set(places.values())) < len(places):
        raise UsageError(text("Two exercises can't fill in the same column."))
    if not places and book.exercises:
        raise UsageError(
            text(
                "No column of {path} is called like an exercise ({exercises}). If one is meant for "
                "it, say so: --column EXERCISE=TITLE",
                path=sheet.path,
                exercises=", ".join(exercise.id for exercise in book.exercises),
            )
        )
    return places, notes


def _called(name: str) -> set[str]:
    """Return all that a column may be called by."""
    found = _ASSIGNMENT.fullmatch(name)
    return {folded(name), *((folded(found["title"]), found["number"]) if found else ())}


def _other_points(sheet: Sheet, at: int, exercise: Exercise) -> list[Text]:
    for row in sheet.rows[1:4]:
        if folded(row[0]) == folded(POSSIBLE):
            try:
                possible = float(row[at])
            except ValueError:
                return []
            if abs(possible - exercise.points) > 0.005:
                return [
                    text(
                        "{exercise} is worth {possible} points in the sheet, and its marks are out "
                        "of {nominal}.",
                        exercise=exercise.id,
                        possible=f"{possible:g}",
                        nominal=f"{exercise.points:g}",
                    )
                ]
    return []
