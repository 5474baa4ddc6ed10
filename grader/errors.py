"""The trusted side's exceptions.

    GraderError
    ├── UsageError              the caller's: exit code 4
    │   ├── NothingToGrade      exit code 5
    │   └── ExerciseFileError   a file of an exercise is malformed: file, key, value
    ├── CheckDefinitionError    the check author's: a check can't be what it says
    └── InternalError           ours: exit code 3

What a student's code does wrong is an `Outcome`, never one of these. The bridge has exceptions of
its own (`grader.bridge.errors`), because both sides of the boundary load it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from grader.language import Text, text

if TYPE_CHECKING:
    from pathlib import Path


class GraderError(Exception):
    """Root of the tree; its message is a `Text`, so that it can be read in any language."""

    def __init__(self, message: Text | str) -> None:
        self.message = message if isinstance(message, Text) else Text(message)
        super().__init__(str(self.message))


class UsageError(GraderError):
    """The caller asked for something that can't be done."""


class NothingToGrade(UsageError):
    """The question was fine, but there is nothing to grade."""


class ExerciseFileError(UsageError):
    """A file that belongs to an exercise is malformed."""

    def __init__(self, path: Path, key: str, value: object, problem: Text | str) -> None:
        self.path, self.key, self.value = path, key, value
        problem = problem if isinstance(problem, Text) else Text(problem)
        super().__init__(
            text(
                "{path}: {key} = {value}: {problem}",
                path=path,
                key=key,
                value=repr(value),
                problem=problem,
            )
        )


class CheckDefinitionError(GraderError):
    """A check is defined wrongly: its author has to mend it."""


class InternalError(GraderError):
    """The grader itself failed."""
