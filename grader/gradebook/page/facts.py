"""What the gradebook says of a class, read once, in the order in which the page shows it."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from grader.report import safe


@dataclass(frozen=True, slots=True)
class Student:
    """Somebody of the class."""

    number: int
    """The place in `Facts.students`; the page knows people by it, never by their key."""
    key: str
    name: str
    """What to call them: the key where no name is known."""
    section: str
    in_roster: bool


@dataclass(frozen=True, slots=True)
class Exercise:
    """A column of marks."""

    id: str
    title: str
    points: float


@dataclass(frozen=True, slots=True)
class Check:
    """A column of the heat map."""

    id: str
    exercise: str
    title: str
    points: float
    hidden: bool
    correction: str
    """`leave_out` or `grant`, where a correction counts."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """A cell of the heat map, and what stands behind it."""

    kind: str
    """passed | failed | waits | needs | broken"""
    mistake: str
    mistake_text: str


@dataclass(frozen=True, slots=True)
class Mark:
    """What counts of one student in one exercise."""

    student: Student
    exercise: str
    state: str
    mark: float | None
    nominal: float
    factor: float
    reason: str
    path: str
    problem: str
    submitted: str
    late: bool
    attempt: int | None
    result: str
    seconds: float

    @property
    def graded(self) -> bool:
        """Whether a report stands behind it."""
        return bool(self.result)


@dataclass(frozen=True, slots=True)
class Facts:
    """A class, as the gradebook has it."""

    last_run: Mapping[str, Any]
    students: tuple[Student, ...]
    exercises: tuple[Exercise, ...]
    checks: tuple[Check, ...]
    marks: Mapping[tuple[str, str], Mark]
    """By student's key and exercise."""
    outcomes: Mapping[str, Mapping[str, Outcome]]
    """Of each result that counts: by check."""
    problems: tuple[Mapping[str, Any], ...]
    """What was handed in and could not be read."""
    hand_marks: tuple[Mapping[str, Any], ...]
    corrections: tuple[Mapping[str, Any], ...]
    changes: tuple[Mapping[str, Any], ...]
    """Of the last run, and since."""

    def marks_of(self, exercise: str) -> list[Mark]:
        """Return the marks of an exercise, in the order of the students."""
        found = (self.marks.get((student.key, exercise)) for student in self.students)
        return [mark for mark in found if mark]

    def student(self, key: str) -> Student | None:
        """Return who has a key."""
        return next((student for student in self.students if student.key == key), None)


def facts_of(db: sqlite3.Connection) -> Facts:
    """Read a gradebook."""
    last = _rows(db, "SELECT * FROM runs ORDER BY began DESC, rowid DESC LIMIT 1")
    last_run: Mapping[str, Any] = last[0] if last else {}
    students = tuple(_students(db))
    by_key = {student.key: student for student in students}
    return Facts(
        last_run=last_run,
        students=students,
        exercises=tuple(
            Exercise(row["id"], row["title"], row["points"])
            for row in _rows(db, "SELECT id, title, points FROM exercises ORDER BY position, id")
        ),
        checks=tuple(_checks(db)),
        marks={
            (row["student"], row["exercise"]): _mark(row, by_key[row["student"]])
            for row in _rows(db, MARKS)
        },
        outcomes=_outcomes(db),
        problems=_rows(
            db,
            "SELECT student, exercise, path, problem FROM attempts "
            "WHERE problem != '' AND present ORDER BY student, path",
        ),
        hand_marks=_rows(
            db, "SELECT * FROM hand_marks WHERE undone IS NULL ORDER BY student, exercise, id"
        ),
        corrections=_rows(db, "SELECT * FROM corrections ORDER BY id"),
        changes=_rows(
            db,
            "SELECT * FROM changes WHERE run = ? OR (coalesce(run, '') = '' AND made >= ?) "
            "ORDER BY id",
            last_run.get("id"),
            last_run.get("began"),
        ),
    )


MARKS = """
SELECT marks.*, attempts.path, attempts.problem, attempts.submitted, attempts.late,
       attempts.result, results.seconds
FROM marks
LEFT JOIN attempts ON attempts.id = marks.attempt
LEFT JOIN results ON results.key = attempts.result
"""

OUTCOMES = """
SELECT outcomes.* FROM outcomes WHERE result IN (
    SELECT attempts.result FROM marks JOIN attempts ON attempts.id = marks.attempt
) ORDER BY result, "check"
"""

REPORTS = """
SELECT DISTINCT results.key, results.report FROM marks
JOIN attempts ON attempts.id = marks.attempt
JOIN results ON results.key = attempts.result
ORDER BY results.key
"""


def reports(db: sqlite3.Connection) -> Iterator[tuple[str, str]]:
    """Yield the results that count, one after another: the key, and the report as JSON."""
    for row in db.execute(REPORTS):
        yield row["key"], row["report"]


def _rows(db: sqlite3.Connection, query: str, *values: object) -> tuple[Mapping[str, Any], ...]:
    return tuple(dict(row) for row in db.execute(query, values))


def _students(db: sqlite3.Connection) -> Iterator[Student]:
    rows = _rows(db, "SELECT * FROM students WHERE present = 1")
    ordered = sorted(rows, key=lambda row: ((row["name"] or row["key"]).casefold(), row["key"]))
    for number, row in enumerate(ordered):
        yield Student(
            number,
            row["key"],
            safe.line(row["name"].strip() or row["key"]),
            safe.line(row["section"]),
            bool(row["in_roster"]),
        )


def _checks(db: sqlite3.Connection) -> Iterator[Check]:
    counting = {
        row["check"]: row["action"]
        for row in _rows(db, "SELECT * FROM corrections WHERE undone IS NULL ORDER BY id")
    }
    query = """
        SELECT checks.* FROM checks JOIN exercises ON exercises.id = checks.exercise
        ORDER BY exercises.position, checks.exercise, checks.position, checks.id
    """
    for row in _rows(db, query):
        yield Check(
            row["id"],
            row["exercise"],
            row["title"],
            row["points"],
            row["visibility"] == "hidden",
            counting.get(row["id"], ""),
        )


def kind_of(outcome: str, cause: str) -> str:
    """Return the kind of a cell: what was skipped waits, or lacks something."""
    if outcome == "skipped":
        return "needs" if cause == "needs" else "waits"
    return outcome


def _outcomes(db: sqlite3.Connection) -> Mapping[str, Mapping[str, Outcome]]:
    found: dict[str, dict[str, Outcome]] = {}
    for row in db.execute(OUTCOMES):
        found.setdefault(row["result"], {})[row["check"]] = Outcome(
            kind_of(row["outcome"], row["cause"]), row["mistake"], row["mistake_text"]
        )
    return found


def _mark(row: Mapping[str, Any], student: Student) -> Mark:
    return Mark(
        student=student,
        exercise=row["exercise"],
        state=row["state"],
        mark=row["mark"],
        nominal=row["nominal"],
        factor=row["factor"],
        reason=row["reason"],
        path=row["path"] or "",
        problem=row["problem"] or "",
        submitted=row["submitted"] or "",
        late=bool(row["late"]) or row["factor"] < 1,
        attempt=row["attempt"],
        result=row["result"] or "",
        seconds=row["seconds"] or 0.0,
    )
