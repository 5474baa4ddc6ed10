"""Exit codes: pytest's."""

from __future__ import annotations

from grader.errors import GraderError, NothingToGrade, UsageError

PASSED = 0
FAILED = 1
INTERRUPTED = 2
INTERNAL = 3
USAGE = 4
NOTHING = 5
UNREAD = 141
"""Whoever read the output closed it before the end: what a shell makes of SIGPIPE."""


def of(error: GraderError) -> int:
    """Return the exit code that an error ends with."""
    match error:
        case NothingToGrade():
            return NOTHING
        case UsageError():
            return USAGE
        case _:
            return INTERNAL
