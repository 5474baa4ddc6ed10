"""What an instructor changes by hand, with reason and author: it is kept, and can be undone."""

from __future__ import annotations

import difflib
import getpass
from typing import Any, Literal

from grader.errors import UsageError
from grader.gradebook.store import Gradebook, now
from grader.language import text

Action = Literal["leave_out", "grant"]


def correct(book: Gradebook, check: str, action: Action, reason: str, author: str = "") -> None:
    """Take a check out for everyone, or grant it to everyone; all marks are made anew.

    Raises:
        UsageError: there is no such check in the gradebook.
    """
    known = [row["id"] for row in book.connection.execute("SELECT id FROM checks ORDER BY id")]
    if check not in known:
        near = difflib.get_close_matches(check, known, 5, cutoff=0.3) or known[:5]
        raise UsageError(
            text(
                "The gradebook has no check {name}. Some that it has: {names}.",
                name=repr(check),
                names=", ".join(near) or "-",
            )
        )
    with book.transaction() as connection:
        connection.execute(
            'UPDATE corrections SET undone = ? WHERE "check" = ? AND undone IS NULL', (now(), check)
        )
        connection.execute(
            'INSERT INTO corrections ("check", action, reason, author, made) '
            "VALUES (?, ?, ?, ?, ?)",
            (check, action, reason, author or _account(), now()),
        )
        book.remark(connection, None, f"{check}: {reason}")


def undo_correction(book: Gradebook, check: str) -> None:
    """Let a check count as it was.

    Raises:
        UsageError: it was not corrected.
    """
    with book.transaction() as connection:
        done = connection.execute(
            'UPDATE corrections SET undone = ? WHERE "check" = ? AND undone IS NULL', (now(), check)
        )
        if not done.rowcount:
            raise UsageError(text("{name} was not corrected.", name=check))
        book.remark(connection, None, f"{check}: undone")


def set_mark(
    book: Gradebook, student: str, exercise: str, mark: float, *, reason: str, author: str = ""
) -> None:
    """Set a mark by hand; it stays whatever is graded again.

    Raises:
        UsageError: there is no such student or exercise, or no such mark.
    """
    row = _known(book, student, exercise)
    if not 0 <= mark <= row["nominal"]:
        raise UsageError(
            text(
                "A mark for {exercise} lies between 0 and {most}; {mark} does not.",
                exercise=exercise,
                most=f"{row['nominal']:g}",
                mark=f"{mark:g}",
            )
        )
    with book.transaction() as connection:
        _take_back(connection, student, exercise)
        connection.execute(
            "INSERT INTO hand_marks (student, exercise, mark, reason, author, made) "
            "VALUES (?, ?, ?, ?, ?, ?)",
            (student, exercise, mark, reason, author or _account(), now()),
        )
        book.remark(connection, [student], f"by hand: {reason}")


def undo_mark(book: Gradebook, student: str, exercise: str) -> None:
    """Let the graded mark count again.

    Raises:
        UsageError: it was not set by hand.
    """
    _known(book, student, exercise)
    with book.transaction() as connection:
        if not _take_back(connection, student, exercise):
            problem = text(
                "The mark of {student} for {exercise} was not set by hand.",
                student=student,
                exercise=exercise,
            )
            raise UsageError(problem)
        book.remark(connection, [student], "by hand: undone")


def _take_back(connection: Any, student: str, exercise: str) -> int:
    done = connection.execute(
        "UPDATE hand_marks SET undone = ? WHERE student = ? AND exercise = ? AND undone IS NULL",
        (now(), student, exercise),
    )
    return int(done.rowcount)


def _known(book: Gradebook, student: str, exercise: str) -> Any:
    row = book.connection.execute(
        "SELECT * FROM marks WHERE student = ? AND exercise = ?", (student, exercise)
    ).fetchone()
    if row is None:
        raise UsageError(
            text(
                "The gradebook has no mark of {student} for {exercise}; names are as in the table "
                "of marks: grader export RESULTS --format csv.",
                student=repr(student),
                exercise=repr(exercise),
            )
        )
    return row


def _account() -> str:
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "?"
