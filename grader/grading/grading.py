"""Grades submissions: a warm student's side, checks collected once, one result after another."""

from __future__ import annotations

import gc
import platform
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

import grader
from grader.grading.reading import untouched
from grader.model.exercise import Exercise
from grader.model.report import CheckResult, ExerciseResult, Report
from grader.model.submission import Submission
from grader.sandbox import capabilities
from grader.sandbox.job_time import JobTime

if TYPE_CHECKING:
    from grader.checks.cells import Kind
    from grader.checks.evidence import Evidence
    from grader.checks.suite import Suite
    from grader.sandbox.policy import Level
    from grader.sandbox.process import Launcher

Result = TypeVar("Result")
Seen = Callable[[Exercise, CheckResult], None]
Work = tuple[Exercise, Submission]

DEFAULT_SEED = "0"
"""Everyone's self-check sees the same inputs; an instructor's own seed may be secret."""


class Grading:
    """What `grading` hands to its caller: grade as many submissions as you like."""

    def __init__(self, suite: Suite, launcher: Launcher) -> None:
        from grader.diagnosis.diagnose import Diagnostician

        self._suite = suite
        self._launcher = launcher
        self._diagnostician = Diagnostician(suite)
        self.run = secrets.token_hex(6)
        """Identifies this run. It says nothing about the seed."""
        self.evidence: Mapping[str, Evidence] = {}
        """What each failed check of the last work saw, by the check's id."""
        self.examples: Mapping[str, Mapping[str, object]] = {}
        """The inputs that failed, for its checks by property."""
        self.outputs: Mapping[int, str] = {}
        """What each cell of the last work showed, by its index, where a kernel ran them."""

    @property
    def level(self) -> Level:
        """How student code is shut in here."""
        return self._launcher.level

    def grade(
        self,
        exercise: Exercise,
        submission: Submission,
        seen: Seen = lambda *_: None,
        *,
        diagnose: bool = True,
    ) -> ExerciseResult:
        """Grade one submission of one exercise.

        Args:
            exercise: one of those that were announced.
            submission: its files; a stub that was left as it was is not run.
            seen: called with each check's result as it comes.
            diagnose: whether to name the mistakes behind what fails.
        """
        self.evidence, self.examples, self.outputs = {}, {}, {}
        notes = submission.notes
        if untouched(exercise, submission):
            checks = self._suite.not_started(exercise)
        else:
            from grader.checks.cells import notes_of

            checks = self._suite.examine(exercise, submission, lambda r: seen(exercise, r))
            self.evidence, self.examples = self._suite.evidence, self._suite.examples
            if run := self._suite.cells:
                self.outputs, notes = run.outputs, (*notes, *notes_of(run, exercise))
        result = ExerciseResult(exercise.id, exercise.title, checks, notes)
        if not diagnose:
            return result
        diagnosed = self.diagnosed(exercise, result, self.evidence, self.examples)
        # Where some mistakes could not be tried, another one may look like the only one.
        return result if self._suite.out_of_time else diagnosed

    def not_started(self, exercise: Exercise) -> ExerciseResult:
        """Return the result of a stub that was left as it was: what its checks are."""
        return ExerciseResult(exercise.id, exercise.title, self._suite.not_started(exercise))

    def diagnosed(
        self,
        exercise: Exercise,
        result: ExerciseResult,
        evidence: Mapping[str, Evidence],
        examples: Mapping[str, Mapping[str, object]],
        *,
        renew: bool = False,
    ) -> ExerciseResult:
        """Return a result with its mistakes named.

        Args:
            exercise: one of those that were announced.
            result: of one submission of it.
            evidence: what its failed checks saw: `evidence` after `grade`.
            examples: the inputs that failed: `examples` after `grade`.
            renew: whether the exercise's mistakes have changed since the last time.
        """
        if renew:
            self._diagnostician.renew(exercise)
        checks = self._diagnostician.diagnose(exercise, result.checks, evidence, examples)
        return replace(result, checks=checks)

    def until_failure(
        self, exercise: Exercise, submission: Submission, rank: Callable[[str], float]
    ) -> tuple[CheckResult, ...]:
        """Run checks until one does not pass, which is the last result then; name no mistake.

        Args:
            exercise: one of those that were announced, with limits that may be others.
            submission: its files.
            rank: of a check's id; checks of low rank run first, where `after` allows it.
        """
        return self._suite.until_failure(exercise, submission, rank)

    def report(self, works: Sequence[Work], seen: Seen = lambda *_: None) -> Report:
        """Grade one student's work on several exercises."""
        results = tuple(self.grade(exercise, submission, seen) for exercise, submission in works)
        return Report(results, self.run, _described(works), environment(self._launcher.level))


def grading(
    exercises: Sequence[Exercise],
    use: Callable[[Grading], Result],
    *,
    seed: str = DEFAULT_SEED,
    hidden: bool = True,
    level: Level | None = None,
    notebooks: Kind | None = None,
    job: JobTime | None = None,
) -> Result:
    """Warm up, collect the checks of `exercises`, and return what `use` makes of them.

    The student's side starts first: its imports run while the checks are collected here.

    Args:
        exercises: what can be graded.
        use: is given a `Grading`.
        seed: what the inputs of all checks are derived from.
        hidden: whether hidden checks run, where this machine has them.
        level: the level of isolation to run at; the highest that this machine gives if None.
        notebooks: how those will run that come; what that needs is then warm. None: none is
            expected.
        job: how long anything is run; what is not yet graded then was not run for want of time.

    Raises:
        UsageError: this machine does not give that level.
        CheckDefinitionError: a file of checks is wrong.
    """
    preload = dict.fromkeys(name for e in exercises for name in e.grants.preload)
    if notebooks:
        preload[f"grader.student.notebook.{notebooks}"] = None
    launcher = capabilities.launcher(tuple(preload), level)
    # While modules are imported and checks collected there is nothing to collect.
    gc.disable()
    try:
        from grader.checks import collect

        def begin(collected: Suite) -> Result:
            if level:
                launcher.wait_ready()  # says now that this machine does not give it
            return use(Grading(collected, launcher))

        kind: Kind = notebooks or "shell"
        return collect.run(
            exercises, launcher, begin, seed=seed, hidden=hidden, notebooks=kind, job=job
        )
    finally:
        gc.enable()
        launcher.close()


def environment(level: Level) -> Mapping[str, object]:
    """Say what graded: the trusted side's own versions and devices, and how code was shut in."""
    import torch

    devices = ["cpu"]
    if torch.cuda.is_available():
        devices += [torch.cuda.get_device_name(n) for n in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        devices.append("mps")
    return MappingProxyType(
        {
            "python": platform.python_version(),
            "torch": str(torch.__version__),
            "devices": tuple(devices),
            "sandbox": level,
            "grader": grader.__version__,
        }
    )


def _described(works: Sequence[Work]) -> Mapping[str, str]:
    owner = next((s.owner for _, s in works if s.owner), None)
    described = {
        "files": ", ".join(s.path.name for _, s in works if s.path),
        "digest": ", ".join(s.digest[:16] for _, s in works),
    }
    return MappingProxyType({"owner": owner, **described} if owner else described)
