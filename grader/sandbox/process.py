"""A student's process as the trusted side sees it: how to speak to it and to end it."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

import psutil

from grader.sandbox.output import Drain
from grader.sandbox.policy import Level, Policy


@dataclass(slots=True)
class StudentProcess:
    """A running process: how to speak to it, to watch it, to end it."""

    pid: int
    socket: socket.socket
    output: Drain
    folder: Path
    """Its private work folder."""
    exit_status: Callable[[], int | None]
    """Waits a little for the end; the status, negative for a signal, or None."""
    close: Callable[[], None] = field(repr=False)
    """Frees what the launcher holds, after the end."""
    own_disk: bool = False
    """Whether its folder is a file system of its own, with a size that the kernel holds it to."""
    looked_at: float = 0.0
    """When somebody last looked at what it uses up."""

    def kill(self) -> None:
        """End the process and everything that it started, at once."""
        members = tree(self.pid)
        if hasattr(os, "killpg"):
            # The child leads a group of its own: one call reaches most of its tree at one moment.
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self.pid, signal.SIGKILL)
        for member in members:
            with contextlib.suppress(psutil.NoSuchProcess, psutil.AccessDenied):
                member.kill()


class Launcher(Protocol):
    """Starts student's processes: a zygote's fork where there is one, a fresh process elsewhere."""

    def launch(self, policy: Policy) -> StudentProcess:
        """Start one process."""
        ...

    @property
    def level(self) -> Level:
        """The level of isolation of what it launches."""
        ...

    def alive(self) -> bool:
        """Whether what processes are started from is still there."""
        ...

    def close(self) -> None:
        """End everything."""
        ...


def tree(pid: int) -> list[psutil.Process]:
    """Return a process and its descendants; nothing where it is gone."""
    try:
        root = psutil.Process(pid)
        # A look at this one's own list of children spares the look at every process there is.
        lists = Path(f"/proc/{pid}/task").glob("*/children")
        if (found := [path.read_text(encoding="ascii") for path in lists]) and not any(found):
            return [root]
        return [root, *root.children(recursive=True)]
    except (psutil.NoSuchProcess, OSError):
        return []
