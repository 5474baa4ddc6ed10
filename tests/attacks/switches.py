"""Protections of the trusted side that proofs switch off, one by one."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from unittest import mock

WALLS = (
    "namespaces",
    "landlock",
    "seccomp",
    "limits",
    "environment",
    "descriptors",
    "capabilities",
    "processes",
    "sweep",
)
"""What the student's side leaves out by itself: `grader.student.lockdown.Walls.without`."""


@contextlib.contextmanager
def deadlines() -> Iterator[None]:
    """Nobody looks at what a process uses up; the lab's own patience ends it."""
    with mock.patch("grader.sandbox.process.Watch._look"):
        yield


@contextlib.contextmanager
def seed() -> Iterator[None]:
    """The inputs of hidden checks are those of the public seed."""
    yield


SWITCHES: dict[str, Callable[[], contextlib.AbstractContextManager[None]]] = {
    "deadlines": deadlines,
    "seed": seed,
}
