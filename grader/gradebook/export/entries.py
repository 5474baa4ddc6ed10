"""What a gradebook says: for each student and exercise, the mark and what it rests on."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal

from grader.errors import NothingToGrade, UsageError
from grader.language import Text, text

NO_EXERCISE = text(
    "No exercise is known, as nothing that was handed in could be read, so there are no marks. If "
    "you know what was assigned, name it: grader batch --exercise"
)
WITHOUT_MARK = ("waiting", "broken")
"""The states of work that nobody can give a mark yet."""


@dataclass(frozen=True, slots=True)
class Student:
    """A person, by all the names that course systems have for them."""

    key: str
    name: str
    login: str
    number: str
    email: str
    section: str
    sis_id: str
    team: str
    in_roster: bool
    problems: tuple[str, ...] = ()
    """What was handed in and belongs to no exercise, or could not be read."""
    numbered: bool = False
    """Whether the key is the course system's own number, as in downloads of Canvas and Moodle."""


@dataclass(frozen=True, slots=True)
class Exercise:
    """An exercise, with its points after corrections."""

    id: str
    title: str
    points: float


@dataclass(frozen=True, slots=True)
class Entry:
    """A student's mark in an exercise."""

    student: str
    exercise: str
    state: str
    nominal: float
    mark: float | None
    score: float | None
    max_score: float | None
    factor: float
    reason: str
    late_reason: str
    attempt: int | None
    attempts: int
    submitted: str
    late: bool | None
    """By the platform's word or the policy; None where neither says."""
    path: str
    result: str | None

    @property
    def score_of_nominal(self) -> float | None:
        """What was reached before lateness, as part of the nominal points."""
        if self.score is None or not self.max_score:
            return None
        return round(self.score / self.max_score * self.nominal, 6)


@dataclass(frozen=True, slots=True)
class Book:
    """All of it, in an order that does not change."""

    students: tuple[Student, ...]
    exercises: tuple[Exercise, ...]
    entries: Mapping[tuple[str, str], Entry]

    def of(self, student: Student) -> tuple[Entry, ...]:
        """Return the entries of a student, in the order of the exercises."""
        return tuple(self.entries[student.key, exercise.id] for exercise in self.exercises)

    def total(self, student: Student) -> float | None:
        """Return the sum of a student's marks; None while one of them, or all, are unknown."""
        marks = [entry.mark for entry in self.of(student)]
        known = [mark for mark in marks if mark is not None]
        return round(sum(known), 6) if known and len(known) == len(marks) else None

    @property
    def nominal(self) -> float:
        """The points of all exercises."""
        return round(sum(exercise.points for exercise in self.exercises), 6)

    def why_none(self, student: Student) -> tuple[Text, ...]:
        """Say, where no exercise is known, what became of what a student handed in."""
        if self.exercises:
            return ()
        return tuple(map(Text, student.problems)) or (text("Nothing was handed in."),)

    def without_mark(self) -> list[Text]:
        """Say of whom no mark is known, and why."""
        if not self.exercises:
            return [NO_EXERCISE]
        return [
            text(
                "{student}, {exercise}: no mark ({state}).",
                student=student.key,
                exercise=entry.exercise,
                state=state(entry),
            )
            for student in self.students
            for entry in self.of(student)
            if entry.mark is None
        ]


def state(entry: Entry) -> Text:
    """Say why there is no mark."""
    if entry.state == "broken":
        return text("a check failed by the grader's own fault")
    if entry.result is not None and entry.attempt is not None and not entry.max_score:
        return text("it is still to be graded, or can't be graded here")
    return text("it is still to be graded")


def points(value: float) -> str:
    """Return points with two decimals, as gradebooks have them; halves are rounded up."""
    return str(Decimal(repr(value)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def read(connection: sqlite3.Connection, exercises: Sequence[str] = ()) -> Book:
    """Read a gradebook, of some exercises alone if any are named.

    Raises:
        UsageError: an exercise that is named is not in it.
        NothingToGrade: it has no students.
    """
    listed = connection.execute("SELECT * FROM exercises ORDER BY position, id").fetchall()
    known = [row["id"] for row in listed]
    for name in exercises:
        if name not in known:
            raise UsageError(
                text(
                    "The gradebook has no exercise {name}; it has: {known}.",
                    name=name,
                    known=", ".join(known) or "-",
                )
            )
    wanted = [row for row in listed if not exercises or row["id"] in exercises]
    students = _students(connection)
    if not students:
        raise NothingToGrade(text("The gradebook holds no marks yet."))
    marks = {(row["student"], row["exercise"]): row for row in connection.execute(MARKS)}
    counts = {(row[0], row[1]): row[2] for row in connection.execute(COUNTS)}
    entries = {
        (student.key, row["id"]): _entry(
            student.key,
            row,
            marks.get((student.key, row["id"])),
            counts.get((student.key, row["id"]), 0),
        )
        for student in students
        for row in wanted
    }
    return Book(
        students,
        tuple(Exercise(row["id"], row["title"], _nominal(row, entries)) for row in wanted),
        entries,
    )


MARKS = """
SELECT marks.*, attempts.number, attempts.submitted, attempts.late, attempts.path,
       attempts.factor_reason, attempts.result, attempts.problem
FROM marks LEFT JOIN attempts ON attempts.id = marks.attempt
"""
NUMBERED = """
SELECT DISTINCT student FROM attempts WHERE present = 1 AND layout IN ('canvas', 'moodle')
"""
COUNTS = "SELECT student, exercise, count(*) FROM attempts WHERE present = 1 GROUP BY 1, 2"


def _students(connection: sqlite3.Connection) -> tuple[Student, ...]:
    numbered = {row["student"] for row in connection.execute(NUMBERED)}
    problems: dict[str, list[str]] = {}
    for row in connection.execute(
        "SELECT student, problem FROM attempts WHERE exercise = '' AND present = 1 ORDER BY id"
    ):
        problems.setdefault(row["student"], []).append(row["problem"])
    return tuple(
        Student(
            row["key"],
            row["name"],
            row["login"],
            row["number"],
            row["email"],
            row["section"],
            row["sis_id"],
            row["team"],
            bool(row["in_roster"]),
            tuple(problems.get(row["key"], ())),
            row["key"] in numbered,
        )
        for row in connection.execute("SELECT * FROM students WHERE present = 1 ORDER BY key")
    )


def _entry(student: str, exercise: sqlite3.Row, row: sqlite3.Row | None, count: int) -> Entry:
    if row is None:  # a run that was ended before it came to this one
        values = (None, None, None, 1.0, "", "", None, count, "", None, "", None)
        return Entry(student, exercise["id"], "waiting", exercise["points"], *values)
    return Entry(
        student=student,
        exercise=exercise["id"],
        state=row["state"],
        nominal=row["nominal"],
        mark=None if row["state"] in WITHOUT_MARK else row["mark"],
        score=row["score"],
        max_score=row["max_score"],
        factor=row["factor"],
        reason=row["reason"] or row["problem"] or "",
        late_reason=row["factor_reason"] or "",
        attempt=row["number"],
        attempts=count,
        submitted=row["submitted"] or "",
        late=_late(row),
        path=row["path"] or "",
        result=row["result"],
    )


def _late(row: sqlite3.Row) -> bool | None:
    if row["factor"] < 1:
        return True
    return None if row["late"] is None else bool(row["late"])


def _nominal(row: sqlite3.Row, entries: Mapping[tuple[str, str], Entry]) -> float:
    """Corrections change the points for everybody."""
    found = [entry.nominal for (_, exercise), entry in entries.items() if exercise == row["id"]]
    return max(set(found), key=found.count) if found else float(row["points"])
