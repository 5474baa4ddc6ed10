"""The result of grading one submission: scores are computed here and nowhere else."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Literal

from grader.language import Text
from grader.model.outcome import Broken, Failed, Outcome, Passed, Skipped

SCHEMA = "torchgrade/report/v1"

Visibility = Literal["visible", "hidden"]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in the student's work a failure shows."""

    file: str
    """Its name or path, with `/` between folders."""
    line: int | None = None
    """Counted from 1; in a notebook, in its cell. None where no line is known."""
    cell: int | None = None
    """Of a notebook, counted as `Cell.number`."""


@dataclass(frozen=True, slots=True)
class CheckResult:
    """One check of one submission."""

    id: str
    """`exercise/name_of_the_check`."""
    title: Text
    outcome: Outcome
    max_points: float
    visibility: Visibility
    evidence: Literal["value", "claim"] = "value"
    """`claim`: the points rest on something that only the student's process can say."""
    output: str = ""
    """What the student's code printed meanwhile."""
    tells_mistake: bool = True
    """Whether the student may read the diagnosis; an author may keep that of a hidden check."""
    duration_s: float = 0.0
    concerns: tuple[str, ...] = ()
    """The names of the student's module that it used, in their order."""
    place: Place | None = None
    """Of what failed. For a hidden check the definition that it concerns, never where it raised."""

    @property
    def points(self) -> float:
        """Full points for a pass, none otherwise."""
        return self.max_points if isinstance(self.outcome, Passed) else 0.0

    def redacted(self) -> CheckResult:
        """What the student may see: of a hidden check neither inputs nor values nor output."""
        if self.visibility == "visible":
            return self
        outcome = self.outcome
        if isinstance(outcome, Failed):
            outcome = Failed(
                Text("This check is hidden: it shows its title and its outcome only."),
                diagnosis=outcome.diagnosis if self.tells_mistake else None,
            )
        elif isinstance(outcome, Broken):
            outcome = Broken(outcome.reason, "")
        return replace(self, outcome=outcome, output="")


@dataclass(frozen=True, slots=True)
class ExerciseResult:
    """All checks of one exercise."""

    id: str
    title: Text
    checks: tuple[CheckResult, ...]
    notes: tuple[Text, ...] = ()
    """What was done with the files that their author may not expect; no verdict."""

    @property
    def score(self) -> float:
        """Points earned."""
        return sum(check.points for check in self.checks)

    @property
    def max_score(self) -> float:
        """Points that could be earned here: without what the machine lacks and what broke."""
        return self.nominal_score - self.skipped_points - self.broken_points

    @property
    def nominal_score(self) -> float:
        """Points of the exercise on a machine that has everything."""
        return sum(check.max_points for check in self.checks)

    @property
    def skipped_points(self) -> float:
        """Points of checks whose `needs` this machine does not meet."""
        return sum(c.max_points for c in self.checks if left_out(c.outcome))

    @property
    def broken_points(self) -> float:
        """Points of checks that failed by our own fault."""
        return sum(c.max_points for c in self.checks if isinstance(c.outcome, Broken))

    @property
    def not_started(self) -> bool:
        """Whether the stub was handed in as it was."""
        outcomes = [c.outcome for c in self.checks if not left_out(c.outcome)]
        return bool(outcomes) and all(
            isinstance(outcome, Skipped) and outcome.cause == "not_started" for outcome in outcomes
        )

    @property
    def passed(self) -> bool:
        """Whether every check that could run holds."""
        return all(isinstance(c.outcome, Passed) or left_out(c.outcome) for c in self.checks)


def left_out(outcome: Outcome) -> bool:
    """Whether an outcome leaves the denominator: the machine lacked what the check needs."""
    return isinstance(outcome, Skipped) and outcome.cause == "needs"


@dataclass(frozen=True, slots=True)
class Report:
    """What one grading of one submission found."""

    exercises: tuple[ExerciseResult, ...]
    run: str
    """Identifies the run; never the seed."""
    submission: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """owner, path, digest: what is known of it."""
    environment: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    @property
    def score(self) -> float:
        """Points earned."""
        return sum(exercise.score for exercise in self.exercises)

    @property
    def max_score(self) -> float:
        """Points that could be earned on this machine."""
        return sum(exercise.max_score for exercise in self.exercises)

    @property
    def skipped_points(self) -> float:
        """Points that this machine could not give."""
        return sum(exercise.skipped_points for exercise in self.exercises)

    @property
    def broken_points(self) -> float:
        """Points of checks that failed by our own fault."""
        return sum(exercise.broken_points for exercise in self.exercises)

    @property
    def passed(self) -> bool:
        """Whether every check that could run holds."""
        return all(exercise.passed for exercise in self.exercises)

    def redacted(self) -> Report:
        """The student's report: hidden checks keep title, outcome and points."""
        return replace(
            self,
            exercises=tuple(
                replace(exercise, checks=tuple(check.redacted() for check in exercise.checks))
                for exercise in self.exercises
            ),
        )
