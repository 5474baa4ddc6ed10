"""What became of one check."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from grader.language import Text


@dataclass(frozen=True, slots=True)
class Passed:
    """The check holds."""

    name = "passed"


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """The misconception that a failure shows."""

    mistake: str
    """The name of a file in `mistakes/`."""
    text: Text
    """What to tell the student."""


@dataclass(frozen=True, slots=True)
class Failed:
    """The check does not hold: whatever a student's process can provoke ends here."""

    message: Text
    call: str | None = None
    """The call that was made, as source text: `count_parameters(NeuralNetwork(2, 2))`."""
    expected: str | None = None
    received: str | None = None
    counterexample: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    """The smallest failing input that hypothesis found: argument -> its source text."""
    traceback: str = ""
    """The student's own lines only."""
    diagnosis: Diagnosis | None = None
    hint: Text | None = None
    details: str = ""
    """For the instructor: a traceback through the check, where one helps."""
    name = "failed"


@dataclass(frozen=True, slots=True)
class Skipped:
    """The check was not run."""

    reason: Text
    cause: Literal["needs", "after", "not_started", "time"]
    """`needs`: the machine lacks something, the points leave the denominator.
    `after`: a check that it depends on failed. `not_started`: the stub was not touched.
    `time`: the job had no time left; the points stay, or slow code would shrink the denominator."""
    name = "skipped"


@dataclass(frozen=True, slots=True)
class Broken:
    """The check itself failed: our fault, never counted against the student."""

    reason: Text
    traceback: str
    name = "broken"


Outcome = Passed | Failed | Skipped | Broken
