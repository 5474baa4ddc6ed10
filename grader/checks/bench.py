"""Where a submission is examined: its process, started when needed, replaced when it died."""

from __future__ import annotations

import contextlib
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field

from grader.bridge.messages import Raised
from grader.checks.cells import (
    TOP_DOWN,
    CellsRun,
    Kind,
    NeedsKernel,
    failure_of,
    nothing_defined,
    run_cells,
)
from grader.checks.evidence import Sketch, sketch_of_answer
from grader.checks.raised import IMPORTING, TOP_LEVEL, load_failure
from grader.checks.student import Student, StudentRaised
from grader.language import Text
from grader.model.exercise import Exercise
from grader.model.outcome import Failed
from grader.model.submission import Submission
from grader.sandbox.deaths import Death
from grader.sandbox.job_time import JobTime
from grader.sandbox.policy import Policy
from grader.sandbox.process import Launcher
from grader.sandbox.session import Session

TOTAL = 4.0, 20.0
"""Factor and seconds: the checks of an exercise with a limit of t CPU seconds may take factor * t +
seconds by the clock. Nothing honest comes near; code that sleeps in every call does."""


ANSWERS = 12
"""Answers of the student's process that are kept for the diagnosis of a failure."""


class OutOfTime(Exception):
    """Earlier checks of this exercise used up its time in deadlines."""


@dataclass(slots=True)
class Bench:
    """Holds one submission at a time; implements `grader.checks.student.Host`."""

    launcher: Launcher
    kind: Kind = "shell"
    """How notebooks run."""
    job: JobTime = field(default_factory=JobTime)
    """How long anything is run at all."""
    exercise: Exercise | None = None
    submission: Submission | None = None
    last_call: str | None = None
    """The call that was made last in the current check, as source text."""
    used: dict[str, None] = field(default_factory=dict)
    """The names of the student's module that the current check used, in their order."""
    answers: deque[Sketch] = field(default_factory=lambda: deque(maxlen=ANSWERS))
    """Sketches of the last answers to the current check, or to the current example."""
    answered: bool = False
    """Whether the student's process has been asked anything in the current check."""
    cells: CellsRun | None = None
    """How the submission's cells ran, where it is a notebook."""
    raised: Raised | None = None
    """What loading the submission raised."""
    _kind: Kind = "shell"
    _session: Session | None = None
    _extra: list[Session] = field(default_factory=list)
    _printed: list[str] = field(default_factory=list)
    _seeded: bool = False
    _lost_s: float = 0.0
    _expires: float = 0.0
    """When, by the clock, all checks of the exercise have to be done."""

    def place(self, exercise: Exercise, submission: Submission) -> None:
        """Take up another submission; its process starts when it is first needed."""
        self.clear()
        self.exercise, self.submission = exercise, submission
        self._lost_s = 0.0
        self._kind, self.cells, self.raised = self.kind, None, None
        factor, extra = TOTAL
        self._expires = time.monotonic() + factor * exercise.limits.total_seconds + extra

    @property
    def file(self) -> str:
        """The name of what was handed in, as its author knows it."""
        assert self.exercise
        assert self.submission
        if self.submission.cells is not None and self.submission.path:
            return self.submission.path.name
        return self.exercise.files[0]

    def clear(self) -> None:
        """End all processes."""
        for session in (*self._extra, *([self._session] if self._session else [])):
            session.close()
        self._session = None
        self._extra.clear()
        self._printed.clear()

    def begin(self) -> None:
        """A check begins.

        Raises:
            OutOfTime: nothing more is tried for this submission.
        """
        self.last_call, self.answered = None, False
        self.used.clear()
        self.renew()
        assert self.exercise
        used_up = self._lost_s > self.exercise.limits.total_seconds
        if used_up or time.monotonic() > self._expires:
            raise OutOfTime

    def end(self) -> str:
        """A check has ended: end its extra processes, and return what was printed meanwhile."""
        if self._session:
            self._printed.append(self._session.output())
            if self._session.death:
                self._session.close()
                self._session = None
        for session in self._extra:
            self._printed.append(session.output())
            session.close()
        self._extra.clear()
        printed = "".join(self._printed)
        self._printed.clear()
        return printed

    def load(self) -> Failed | None:
        """Load the submission; what the student has to know where it can't be loaded."""
        try:
            self.session()
        except StudentRaised as error:
            assert self.exercise
            self.raised = error.raised
            limit = self.exercise.limits.memory_mb
            return load_failure(error.raised, self.exercise.files[0], limit)
        except Death as death:
            is_notebook = self.submission is not None and self.submission.cells is not None
            return Failed(death.message, hint=TOP_DOWN if is_notebook else TOP_LEVEL)
        assert self.exercise
        if self.cells and nothing_defined(self.cells, self.exercise):
            return self.failed_cell()
        return None

    def failed_cell(self) -> Failed | None:
        """Say which cell of a notebook failed, if one did."""
        assert self.exercise
        if not self.cells or not self.submission:
            return None
        return failure_of(self.cells, self.submission, self.exercise)

    def session(self) -> Session:
        """Return the submission's session, started and loaded; a fresh one where it died."""
        self.answered = True
        if self._session is None:
            self._session = self._start((), load=True)
        elif self._session.death:
            raise self._session.death
        if not self._seeded:
            self._seeded = True
            self._seed(self._session)
        return self._session

    def renew(self) -> None:
        """A check, or an example of one, begins: nothing of what was before decides what comes.

        The generators start from the same state, so that code which draws from them without a seed
        gives the same values in every run, whatever ran before.
        """
        self.answers.clear()
        self._seeded = False

    def _seed(self, session: Session) -> None:
        self._ask(session, "probe", "probes.state.seed", [], {"number": 0}, what="seed")

    def called(self, call: str) -> None:
        """Take note of a call."""
        self.last_call = call

    def uses(self, name: str) -> None:
        """Take note of a name of the student's module."""
        self.used[name] = None

    def told(self, answer: object) -> None:
        """Take note of an answer."""
        self.answers.append(sketch_of_answer(answer))

    def fresh(self, before: tuple[tuple[str, Mapping[str, object]], ...], *, load: bool) -> Student:
        """Start another process for the same submission, until the end of the check."""
        self.answered = True
        session = self._start(before, load=load)
        self._extra.append(session)
        return Student(self, lambda: session)

    def _start(
        self, before: tuple[tuple[str, Mapping[str, object]], ...], *, load: bool
    ) -> Session:
        try:
            return self._try_start(before, load=load)
        except NeedsKernel:
            self._kind = "kernel"
            return self._try_start(before, load=load)
        except Death:
            if self.launcher.alive():
                raise
            # What it was forked from is gone: another submission's doing, maybe. Once more, anew.
            return self._try_start(before, load=load)

    def _try_start(
        self, before: tuple[tuple[str, Mapping[str, object]], ...], *, load: bool
    ) -> Session:
        assert self.exercise
        assert self.submission
        self.job.expect_more()
        limits = self.exercise.limits
        start = time.monotonic()
        session = Session(self.launcher, Policy(limits, self.exercise.grants), self.job)
        # A start may have had to wait for its turn, or for torch.
        self._expires += time.monotonic() - start
        session.expires = self._expires
        try:
            self._seed(session)
            for probe, keywords in before:
                self._ask(session, "probe", f"probes.{probe}", [], dict(keywords), what=probe)
            if load:
                self._load(session)
        except BaseException:
            with contextlib.suppress(OSError):
                self._printed.append(session.output())
            session.close()
            raise
        return session

    def _load(self, session: Session) -> None:
        assert self.exercise
        assert self.submission
        if self.submission.cells is not None:
            try:
                self.cells = run_cells(session, self.exercise, self.submission, self._kind)
            except Death as death:
                self.lost(death)
                raise
            return
        self._ask(
            session,
            "load",
            dict(self.submission.files),
            cpu_s=self.exercise.limits.load_seconds,
            what=IMPORTING,
        )

    def _ask(
        self,
        session: Session,
        operation: str,
        *arguments: object,
        what: str | Text,
        cpu_s: float | None = None,
    ) -> None:
        try:
            answer = session.request(operation, *arguments, what=what, cpu_s=cpu_s)
        except Death as death:
            self.lost(death)
            raise
        if isinstance(answer, Raised):
            raise StudentRaised(answer, str(what))

    def lost(self, death: Death) -> None:
        """Count what a deadline or a crash takes of the exercise's time; a starved try is free."""
        if not death.starved:
            self._lost_s += death.cost_s
