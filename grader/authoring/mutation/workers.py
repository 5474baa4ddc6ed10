"""Worker processes, each with a warm student's side, that grade mutants side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from grader.authoring.mutation import worker
from grader.grading.programs import Program, Programs
from grader.model.course import Course
from grader.model.exercise import Exercise
from grader.sandbox.policy import Level


@dataclass(frozen=True, slots=True)
class Task:
    """One source to grade until a check fails."""

    exercise: str
    source: str
    function: str = ""
    """Where it was changed."""
    scale: float | None = None
    """See `grader.authoring.mutation.worker.limited`."""
    seconds: Mapping[str, float] = field(default_factory=dict)
    """How long each check takes with the reference."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of it."""

    outcome: str
    """passed, failed or broken."""
    check: str
    """That which failed or broke."""
    message: str
    left_out: Sequence[str]
    """Checks whose needs the machine does not meet."""
    seconds: Mapping[str, float]
    """How long each check took."""
    took_s: float
    """How long it all took."""


class Workers:
    """A pool of workers; a context manager that ends them."""

    def __init__(
        self, course: Course, exercises: Sequence[Exercise], jobs: int, level: Level | None
    ) -> None:
        names = [f"{exercise.track}/{exercise.id}" for exercise in exercises]
        arguments = [str(course.root), level or "", *names]
        self._programs = Programs(jobs, lambda: Program(worker.__name__, arguments))

    def grade(self, task: Task) -> Future[Answer]:
        """Have a task done by whichever worker is free first."""
        words = {name: getattr(task, name) for name in Task.__slots__}
        return self._programs.submit(lambda program: Answer(**program.ask(words)))

    def __enter__(self) -> Self:
        self._programs.__enter__()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._programs.__exit__(kind, error, trace)
