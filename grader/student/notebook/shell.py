"""IPython's shell without a kernel: some ten times faster, and enough for nearly all notebooks."""

from __future__ import annotations

import asyncio
import types
from collections.abc import Mapping
from typing import Any, NoReturn

import comm
from IPython.core.interactiveshell import InteractiveShell

from grader.student.notebook.manners import NOWHERE, Manners, NeedsKernel, NoProfile, settings


class QuietShell(Manners, InteractiveShell):
    """Says nothing of its own: the grader tells what a cell raised."""

    def showtraceback(self, *_: object, **__: object) -> None:
        """Not even made: that of a deep recursion takes seconds, and an odd error's fails."""

    def showsyntaxerror(self, *_: object, **__: object) -> None:
        """Likewise."""

    def show_usage_error(self, exc: object) -> None:
        """Likewise."""

    def enable_gui(self, gui: str | None = None) -> None:
        """No window can open here."""


_MADE = QuietShell(config=settings(), profile_dir=NoProfile(location=NOWHERE), ipython_dir=NOWHERE)
"""Made when this module is imported: before the fork, where the zygote does that."""


class ShellExecutor:
    """Runs cells in a `QuietShell`."""

    def __init__(self, commands: str) -> None:
        """`commands` as in `grader.student.notebook.executor`."""
        self._shell = _MADE
        # What `QuietShell.instance` would have done, for a shell that was there already.
        for cls in QuietShell._walk_mro():  # noqa: SLF001
            cls._instance = _MADE  # type: ignore[assignment]
        _MADE.init_sys_modules()
        settings()  # the environment is another one since
        self._shell.behave(commands)
        comm.create_comm = _no_front_end
        self.module: types.ModuleType = self._shell.user_module
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)

    def run(self, number: int, source: str) -> bool:
        """See `grader.student.notebook.Executor`."""
        self._shell.name_cell(number)
        # Within a loop that runs, as in a kernel: there `asyncio.run` raises.
        self._loop.run_until_complete(self._run(source))
        error = self._shell.take_error()
        if _needs_kernel(error, self._shell):
            return False
        if error is not None:
            raise error
        return True

    def shown(self) -> Mapping[str, Any]:
        """See `grader.student.notebook.Executor`."""
        return {"commands": self._shell.take_commands()}

    async def _run(self, source: str) -> None:
        shell = self._shell
        try:
            transformed, failure = shell.transform_cell(source), None
        except Exception as error:
            transformed, failure = source, (type(error), error, error.__traceback__)
        awaits = shell.should_run_async(
            source, transformed_cell=transformed, preprocessing_exc_tuple=failure
        )
        if not awaits:
            shell.run_cell(source, store_history=True)
            return
        result = await shell.run_cell_async(
            source,
            store_history=True,
            transformed_cell=transformed,
            preprocessing_exc_tuple=failure,
        )
        shell.events.trigger("post_execute")
        shell.events.trigger("post_run_cell", result)

    def settle(self) -> None:
        """See `grader.student.notebook.Executor`."""


def _no_front_end(*_: object, **__: object) -> NoReturn:
    raise NeedsKernel


def _needs_kernel(error: BaseException | None, shell: InteractiveShell) -> bool:
    """Whether a cell failed for want of a kernel: a widget's comm, or `get_ipython().kernel`."""
    if isinstance(error, AttributeError):
        return error.name == "kernel" and error.obj is shell
    return isinstance(error, NeedsKernel)
