"""Worker processes, each with a warm student's side, that grade mutants side by side."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self

from grader.authoring.mutation import worker
from grader.errors import CheckDefinitionError, GraderError, InternalError, UsageError
from grader.model.course import Course
from grader.model.exercise import Exercise
from grader.sandbox.policy import Level

END_S = 20.0
"""How long a worker may take to end."""


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


class _Worker:
    def __init__(self, arguments: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", worker.__name__, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, task: Task) -> Answer:
        assert self._process.stdin
        assert self._process.stdout
        words = {name: getattr(task, name) for name in Task.__slots__}
        try:
            self._process.stdin.write(json.dumps(words) + "\n")
            self._process.stdin.flush()
        except BrokenPipeError:
            pass  # its last words say why
        if not (line := self._process.stdout.readline()):
            raise InternalError(f"the process that graded mutants of {task.exercise} has ended")
        answer = json.loads(line)
        if "error" in answer:
            raise _error(answer)
        return Answer(**answer)

    def close(self) -> None:
        assert self._process.stdout
        try:
            self._process.communicate(timeout=END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.communicate()


def _error(answer: Mapping[str, Any]) -> GraderError:
    kinds = {kind.__name__: kind for kind in (UsageError, CheckDefinitionError)}
    return kinds.get(answer["error"], InternalError)(answer["message"])


class Workers:
    """A pool of workers; a context manager that ends them."""

    def __init__(
        self, course: Course, exercises: Sequence[Exercise], jobs: int, level: Level | None
    ) -> None:
        names = [f"{exercise.track}/{exercise.id}" for exercise in exercises]
        self._arguments = [str(course.root), level or "", *names]
        self._own = threading.local()
        self._all: list[_Worker] = []
        self._threads = ThreadPoolExecutor(jobs, initializer=self._start)

    def grade(self, task: Task) -> Future[Answer]:
        """Have a task done by whichever worker is free first."""
        return self._threads.submit(self._ask, task)

    def _start(self) -> None:
        self._own.worker = _Worker(self._arguments)
        self._all.append(self._own.worker)

    def _ask(self, task: Task) -> Answer:
        answer: Answer = self._own.worker.ask(task)
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._threads.shutdown(cancel_futures=True)
        for one in self._all:
            one.close()
