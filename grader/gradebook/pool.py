"""Who grades: programs on this machine, or on the workers of a Dask cluster."""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Mapping
from concurrent.futures import Future, as_completed
from dataclasses import dataclass
from typing import Any, Protocol

from grader.errors import InternalError, UsageError
from grader.gradebook import worker
from grader.grading.programs import Program, ProgramEnded, Programs
from grader.language import text


@dataclass(frozen=True, slots=True)
class Setting:
    """What each program has to know."""

    root: str
    """The course's folder."""
    exercises: tuple[str, ...]
    seed: str
    level: str
    """"" for the highest that there is."""
    language: str
    notebooks: str
    """How notebooks run; "" if there are none."""
    unsandboxed: bool
    """Whether student code may run behind no walls but those of a process."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a task."""

    found: Mapping[str, Any]
    """See `grader.gradebook.worker`."""
    worker: str


UNSAFE = text(
    "This machine gives no walls around student code but those of a process; a class is not graded "
    "so. See grader doctor, or add --allow-unsandboxed if you trust them all."
)


class PoolLost(InternalError):
    """Nobody grades any more; what is kept is kept."""


class TaskLost(InternalError):
    """Whoever had a task is gone, with what was needed for it: to be submitted again."""


class Pool(Protocol):
    """Takes tasks."""

    width: int
    """How many are done side by side."""

    def course(self) -> Mapping[str, Any]:
        """Begin, and return what is graded, exercises and checks: see `grader.gradebook.worker`.

        Raises:
            GraderError: nobody can grade it.
        """
        ...

    def submit(self, task: Mapping[str, Any], *, gpu: bool) -> Future[Answer]:
        """Have a submission graded; `gpu`: by who has one, if anybody has."""
        ...

    def renew(self) -> None:
        """After a `TaskLost`: make ready for tasks to be submitted again."""
        ...

    def check(self) -> None:
        """See whether somebody still grades; called several times a second.

        Raises:
            GraderError: nobody does.
        """
        ...

    def close(self) -> None:
        """End in good order."""
        ...

    def kill(self) -> None:
        """End at once."""
        ...


class Grader:
    """A program, started when it is first needed, and once more where it ended by itself."""

    def __init__(self, setting: Setting) -> None:
        self._setting = setting
        self._program: Program | None = None
        self._ended = threading.Event()
        self._course: Mapping[str, Any] = {}
        self.name = f"{socket.gethostname()}-{os.getpid()}"

    def grade(self, task: Mapping[str, Any]) -> Answer:
        """Grade a submission.

        Raises:
            GraderError: the program can't grade.
        """
        for try_ in (1, 2):
            try:
                return self._try(task)
            except ProgramEnded:
                self._drop()
                if try_ == 2 or self._ended.is_set():
                    raise
        raise InternalError("a program that graded has ended twice")  # pragma: no cover

    def _try(self, task: Mapping[str, Any]) -> Answer:
        return Answer(self._started().ask(task), self.name)

    def course(self) -> Mapping[str, Any]:
        """Start, and return what is graded."""
        self._started()
        return self._course

    def _started(self) -> Program:
        if self._ended.is_set():
            raise ProgramEnded("the run was ended")
        if self._program is None:
            setting = self._setting
            self._program = Program(
                worker.__name__,
                [
                    *(setting.root, setting.level, setting.language, setting.notebooks),
                    *setting.exercises,
                ],
            )
            if self._ended.is_set():  # meanwhile
                self._drop()
                raise ProgramEnded("the run was ended")
            course = self._program.ask({"seed": setting.seed})
            if course["sandbox"] == "process" and not setting.unsandboxed:
                self._drop()
                raise UsageError(UNSAFE)
            self._course = course
        return self._program

    def close(self) -> None:
        """End in good order."""
        if self._program:
            self._program.close()
            self._program = None

    def kill(self) -> None:
        """End at once, and for good; called from another thread than the one that grades."""
        self._ended.set()
        self._drop()

    def _drop(self) -> None:
        if program := self._program:
            self._program = None
            program.kill()


class LocalPool:
    """Programs on this machine."""

    def __init__(self, setting: Setting, jobs: int) -> None:
        self.width = jobs
        self._programs = Programs(jobs, lambda: Grader(setting))

    def course(self) -> Mapping[str, Any]:
        """See `Pool`."""
        every = [self._programs.submit(Grader.course) for _ in range(self.width)]
        return next(as_completed(every)).result()

    def submit(self, task: Mapping[str, Any], *, gpu: bool) -> Future[Answer]:  # noqa: ARG002 - all here have what this machine has
        """See `Pool`."""
        return self._programs.submit(lambda grader: grader.grade(task))

    def renew(self) -> None:
        """See `Pool`: no task is lost here."""

    def check(self) -> None:
        """See `Pool`: a program that ends is started again."""

    def close(self) -> None:
        """See `Pool`."""
        self._programs.__exit__(None, None, None)

    def kill(self) -> None:
        """See `Pool`."""
        self._programs.kill()
