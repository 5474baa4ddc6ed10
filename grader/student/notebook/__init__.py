"""Runs a notebook cell by cell, in the student's process: `shell` or `kernel`, one interface.

What a cell defines becomes the student's module; from the last cell on, a notebook is graded as a
file is.
"""

from __future__ import annotations

import types
from collections.abc import Mapping
from typing import Any, Protocol


class Executor(Protocol):
    """Runs cells in one name space."""

    module: types.ModuleType
    """What the cells define."""

    def run(self, number: int, source: str) -> bool:
        """Run a cell; what it raises is raised.

        Args:
            number: which cell, for tracebacks.
            source: its text, magics and all.

        Returns:
            Whether it ran; False where it asks for more than this executor has: run all the cells
            in a real kernel.
        """
        ...

    def shown(self) -> Mapping[str, Any]:
        """Say what the last cell showed, and left out.

        Returns:
            `commands`: lines for the system's shell that were not run; `outputs`: JSON text, where
            the executor collects them.
        """
        ...

    def settle(self) -> None:
        """No more cells come: prints go to the process's own streams from now on."""
        ...


def executor(kind: str, commands: str) -> Executor:
    """Return an executor.

    Args:
        kind: `kernel` for a real one, spoken to by nbclient; `shell` for IPython's shell alone.
        commands: what becomes of lines for the system's shell: `skip`, `refuse` or `run`.
    """
    if kind == "kernel":
        from grader.student.notebook.kernel import KernelExecutor

        return KernelExecutor(commands)
    from grader.student.notebook.shell import ShellExecutor

    return ShellExecutor(commands)
