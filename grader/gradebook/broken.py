"""The result of a work that could not be graded, by our own fault."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from grader.gradebook.worker import answer_of
from grader.language import Text, text
from grader.model.exercise import Exercise
from grader.model.outcome import Broken
from grader.model.report import CheckResult, ExerciseResult, Report

if TYPE_CHECKING:
    from grader.gradebook.store import Gradebook


def broken_answer(book: Gradebook, exercise: Exercise, reason: str) -> dict[str, Any]:
    """Return an answer in which every check of the exercise is broken."""
    rows = book.connection.execute(
        "SELECT * FROM checks WHERE exercise = ? ORDER BY position", (exercise.id,)
    )
    told = Broken(text("The grader failed: {reason}.", reason=reason), "")
    checks = tuple(
        CheckResult(row["id"], Text(row["title"]), told, row["points"], row["visibility"])
        for row in rows
    )
    environment = {"python": "", "torch": "", "devices": (), "sandbox": "process", "grader": ""}
    result = ExerciseResult(exercise.id, exercise.title, checks)
    return answer_of(Report((result,), book.run, environment=environment), "en", 0.0)
