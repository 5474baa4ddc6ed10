"""Raw system calls of the student's side, Linux only; everywhere else they do nothing.

Python has no name for these. Each is one call, with its reason.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_SET_CHILD_SUBREAPER = 36


def _prctl(option: int, value: int) -> None:
    if sys.platform != "linux":
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))


def die_with_parent() -> None:
    """Be killed when the parent ends: no student's code outlives the grader."""
    _prctl(PR_SET_PDEATHSIG, signal.SIGKILL if sys.platform != "win32" else 0)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ended, so that they can be found."""
    _prctl(PR_SET_CHILD_SUBREAPER, 1)


def children() -> list[int]:
    """Return the process ids of this process's children."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:  # noqa: PTH123 - pathlib is slower to no end
            return [int(word) for word in file.read().split()]
    except OSError:
        return []
