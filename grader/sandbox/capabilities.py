"""What this machine gives: which launcher, which level of isolation, and why not more."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from grader.language import Text, text
from grader.sandbox.fresh import FreshProcesses
from grader.sandbox.zygote import Zygote

Level = Literal["process", "restricted", "full"]


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that a machine has or lacks."""

    name: str
    present: bool
    reason: Text


def can_fork() -> bool:
    """Whether a warm process may fork after torch was imported: on Linux alone.

    macOS has `fork`, but its system libraries do not survive one; Windows has none.
    """
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


def launcher(preload: Sequence[str] = ()) -> Zygote | FreshProcesses:
    """Start the launcher that this machine allows."""
    return Zygote(preload) if can_fork() else FreshProcesses(preload)


def level() -> Level:
    """Return the level of isolation that student code runs at."""
    return "process"


def capabilities() -> tuple[Capability, ...]:
    """Return what `grader doctor` shows about the student's process."""
    fork = can_fork()
    return (
        Capability(
            "fork",
            fork,
            text("a warm process forks one for each submission, in milliseconds")
            if fork
            else text(
                "this system can't fork after torch was imported: "
                "each submission pays a start of its own"
            ),
        ),
        Capability(
            "separate process",
            True,
            text("student code never shares a process with the checks and the reference"),
        ),
        Capability(
            "resource limits",
            sys.platform != "win32",
            text("memory, CPU time, file size and open files are limited by the system")
            if sys.platform != "win32"
            else text("this system has no limits for a process: only deadlines hold it"),
        ),
        Capability(
            "system-call lockdown",
            False,
            text("not part of this version: student code may read files and use the network"),
        ),
    )
