"""A program that grades submissions for a gradebook: see `grader.grading.programs`.

    task    {"exercise", "files", "cells", "path", "owner"}
    answer  {"score", "max_score", "skipped_points", "broken_points", "seconds",
             "report", "shown", "outcomes"}, reports as JSON text, outcomes as rows
            or {"error", "message"}

Its first answer, to no task, is what will be graded: {"exercises": [...], "checks": [...]}.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from grader.grading.grading import Grading, grading
from grader.grading.programs import answering
from grader.language import Text
from grader.model.course import Course
from grader.model.notebook import Cell
from grader.model.outcome import Failed, Skipped
from grader.model.report import CheckResult, Report
from grader.model.submission import Submission
from grader.report.json_format import to_json


def task_of(exercise: str, submission: Submission) -> dict[str, Any]:
    """Return a submission as a task."""
    cells = submission.cells
    return {
        "exercise": exercise,
        "files": dict(submission.files),
        "cells": None
        if cells is None
        else [[cell.number, cell.index, cell.source, sorted(cell.tags)] for cell in cells],
        "path": str(submission.path or ""),
        "owner": submission.owner,
        "notes": [str(note) for note in submission.notes],
    }


def submission_of(task: Mapping[str, Any]) -> Submission:
    """Return a task's submission."""
    cells = task["cells"]
    return Submission(
        task["files"],
        Path(task["path"]) if task["path"] else None,
        task["owner"],
        cells=None
        if cells is None
        else tuple(
            Cell(number, index, source, frozenset(tags)) for number, index, source, tags in cells
        ),
        notes=tuple(Text(note) for note in task["notes"]),
    )


def answer_of(report: Report, language: str, seconds: float) -> dict[str, Any]:
    """Return what the gradebook keeps of a report on one exercise."""
    (exercise,) = report.exercises
    return {
        "score": exercise.score,
        "max_score": exercise.max_score,
        "skipped_points": exercise.skipped_points,
        "broken_points": exercise.broken_points,
        "seconds": seconds,
        "report": to_json(report, language, indent=None),
        "shown": to_json(report.redacted(), language, indent=None),
        "outcomes": [_row(check, language) for check in exercise.checks],
    }


def _row(check: CheckResult, language: str) -> dict[str, Any]:
    outcome = check.outcome
    diagnosis = outcome.diagnosis if isinstance(outcome, Failed) else None
    return {
        "check": check.id,
        "outcome": outcome.name,
        "cause": outcome.cause if isinstance(outcome, Skipped) else "",
        "points": check.points,
        "max_points": check.max_points,
        "mistake": diagnosis.mistake if diagnosis else "",
        "mistake_text": diagnosis.text.render(language) if diagnosis else "",
        "seconds": check.duration_s,
    }


def main(arguments: list[str]) -> None:
    """Grade what comes: root, level, seed, language, how notebooks run, and the exercises."""
    root, level, language, notebooks, *names = arguments
    seed = json.loads(sys.stdin.readline())["seed"]  # a command line can be read by everybody

    def serve(answer: Callable[[Mapping[str, Any]], None]) -> None:
        course = Course.load(Path(root))
        exercises = [course.exercise(name) for name in names]

        def work(bench: Grading) -> None:
            answer(announced(bench, exercises, language))
            for line in sys.stdin:
                task = json.loads(line)
                work = (course.exercise(task["exercise"]), submission_of(task))
                start = time.monotonic()
                report = bench.report([work])
                answer(answer_of(report, language, time.monotonic() - start))

        grading(
            exercises,
            work,
            seed=seed,
            level=level or None,  # type: ignore[arg-type]
            notebooks=notebooks or None,  # type: ignore[arg-type]
        )

    answering(serve)


def announced(bench: Grading, exercises: list[Any], language: str) -> dict[str, Any]:
    """Say what is graded: exercises and checks, in their order."""
    results = {exercise.id: bench.not_started(exercise) for exercise in exercises}
    return {
        "sandbox": bench.level,
        "exercises": [
            {
                "id": result.id,
                "title": result.title.render(language),
                "points": result.nominal_score,
            }
            for result in results.values()
        ],
        "checks": [
            {
                "id": check.id,
                "exercise": result.id,
                "title": check.title.render(language),
                "points": check.max_points,
                "visibility": check.visibility,
            }
            for result in results.values()
            for check in result.checks
        ],
    }


if __name__ == "__main__":
    main(sys.argv[1:])
