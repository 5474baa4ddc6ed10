"""A process that grades mutants: a task in JSON on each line of its input, an answer on its output.

It is started by `grader.authoring.mutation.workers`, as a program of its own, because pytest and
the student's side keep one process busy with one submission at a time.

    task    {"exercise", "source", "function", "scale", "seconds"}
    answer  {"outcome", "check", "message", "left_out", "seconds", "took_s"}
            or {"error", "message"}
"""

from __future__ import annotations

import json
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.grading.grading import Grading, grading
from grader.grading.programs import answering
from grader.model.course import Course
from grader.model.exercise import Exercise, Limits
from grader.model.outcome import Broken, Failed, Passed
from grader.model.report import CheckResult, left_out
from grader.model.submission import Submission

Answer = Callable[[Mapping[str, Any]], None]

SHORT = Limits(load_seconds=5, call_seconds=2, total_seconds=6)
"""CPU seconds that are plenty for a small exercise, and end an endless loop soon."""

UNKNOWN_S = 0.05
"""What a check is taken to last as long as nobody knows."""


class Killers:
    """Which checks to try first: those that are quick, and that killed mutants of this function."""

    def __init__(self) -> None:
        self._kills: Counter[tuple[str, str]] = Counter()

    def rank(self, check: str, function: str, seconds: float) -> float:
        """Return the rank of a check; low is first."""
        likely = 1 + self._kills["", check] + 10 * self._kills[function, check]
        return seconds / likely

    def killed(self, check: str, function: str) -> None:
        """Take note of a kill."""
        self._kills["", check] += 1
        self._kills[function, check] += 1


def limited(exercise: Exercise, scale: float | None) -> Exercise:
    """Return the exercise with short limits, `scale` times `SHORT`; its own ones if None."""
    if scale is None:
        return exercise
    own = exercise.limits
    limits = replace(
        own,
        load_seconds=min(own.load_seconds, scale * SHORT.load_seconds),
        call_seconds=min(own.call_seconds, scale * SHORT.call_seconds),
        total_seconds=min(own.total_seconds, scale * SHORT.total_seconds),
    )
    return replace(exercise, limits=limits)


def work(bench: Grading, course: Course, tasks: Iterable[str], answer: Answer) -> None:
    """Do the tasks, one after another."""
    killers: dict[str, Killers] = {}
    for line in tasks:
        task = json.loads(line)
        exercise = limited(course.exercise(task["exercise"]), task["scale"])
        known = killers.setdefault(exercise.id, Killers())
        function, seconds = task["function"], task["seconds"]

        def rank(
            check: str,
            known: Killers = known,
            function: str = function,
            seconds: dict[str, float] = seconds,
        ) -> float:
            return known.rank(check, function, seconds.get(check, UNKNOWN_S))

        submission = Submission({exercise.files[0]: task["source"]})
        start = time.monotonic()
        found = _found(bench.until_failure(exercise, submission, rank))
        found["took_s"] = time.monotonic() - start
        if found["outcome"] == Failed.name:
            known.killed(found["check"], function)
        answer(found)


def _found(results: tuple[CheckResult, ...]) -> dict[str, Any]:
    last = results[-1]
    message = ""
    match last.outcome:
        case Failed():
            message = str(last.outcome.message)
        case Broken():
            message = f"{last.outcome.reason}\n{last.outcome.traceback}"
        case _:
            pass
    ended = isinstance(last.outcome, (Failed, Broken))
    return {
        "outcome": last.outcome.name if ended else Passed.name,
        "check": last.id if ended else "",
        "message": message,
        "left_out": [result.id for result in results if left_out(result.outcome)],
        "seconds": {result.id: result.duration_s for result in results},
    }


def main(arguments: list[str]) -> None:
    """Grade what comes, for the course and the exercises that the command line names."""
    root, level, *names = arguments

    def serve(answer: Answer) -> None:
        course = Course.load(Path(root))
        exercises = [course.exercise(name) for name in names]
        grading(
            exercises,
            lambda bench: work(bench, course, sys.stdin, answer),
            level=level or None,  # type: ignore[arg-type]
        )

    answering(serve)


if __name__ == "__main__":
    main(sys.argv[1:])
