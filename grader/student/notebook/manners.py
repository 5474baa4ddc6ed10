"""How both of our shells differ from IPython's own.

They write no files (no profile, no history), name a cell's code by the cell, and don't hand lines
to the system's shell unless the exercise allows it.
"""

from __future__ import annotations

import linecache
import os
from collections.abc import Callable
from typing import Any

from IPython.core.compilerop import CachingCompiler
from IPython.core.interactiveshell import ExecutionResult, InteractiveShell
from IPython.core.magics.script import ScriptMagics
from IPython.core.profiledir import ProfileDir
from traitlets import Type
from traitlets.config import Config

NOWHERE = "/nonexistent"
"""A folder that is never made."""

PACKAGERS = ("pip", "conda", "mamba", "micromamba", "uv")
"""Magics that install packages; of the last four, IPython asks first whether they are there."""

MAX_COMMANDS = 20
MAX_COMMAND = 200


class NeedsKernel(BaseException):
    """A cell asks for what only a kernel with a front end has; no `except Exception` hides it."""


class CommandRefused(Exception):
    """A cell hands a line to the system's shell, and the exercise does not allow that."""


class NoProfile(ProfileDir):
    """A profile without a folder."""

    def _location_changed(self, change: object) -> None:
        """Make no folders."""


class CellCompiler(CachingCompiler):
    """Names the code of a cell by the cell: `cell 3`."""

    cell = "cell"

    def cache(self, transformed_code: str, number: int = 0, raw_code: str | None = None) -> str:
        """Let tracebacks show what the student wrote, not what IPython makes of its magics."""
        name = super().cache(transformed_code, number, raw_code)
        lines = (raw_code or "").splitlines(keepends=True)
        if len(lines) == len(transformed_code.splitlines()):
            linecache.cache[name] = (len(raw_code or ""), None, lines, name)
        return name

    def get_code_name(self, raw_code: str, transformed_code: str, number: int) -> str:  # noqa: ARG002 - IPython's signature
        """Return what tracebacks call the file."""
        return self.cell


def settings() -> Config:
    """Return the configuration of both shells."""
    # Plots go where they can be kept; without a display no other back end would do.
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    return Config({"HistoryManager": {"enabled": False}})


class Manners(InteractiveShell):
    """Mixed into a shell."""

    compiler_class = Type(CellCompiler)
    policy = "skip"
    """What becomes of commands: `skip`, `refuse` or `run`."""

    def _ipython_dir_changed(self, change: object) -> None:
        """Make no folder."""

    def init_ipython_dir(self, ipython_dir: str) -> None:  # noqa: ARG002 - IPython's signature
        """Look for none: without a home folder, IPython would make one somewhere."""
        self.ipython_dir = NOWHERE

    def _format_exception_for_storage(self, exception: object, *_: object, **__: object) -> Any:
        """For a history that is not kept, no traceback is made: a deep one takes seconds."""
        return {"ename": type(exception).__name__, "evalue": "", "traceback": []}

    def behave(self, policy: str) -> None:
        """Take up the policy; call once, before the first cell."""
        self.policy = policy
        self.commands: list[str] = []
        self.result: ExecutionResult | None = None
        self.events.register("post_run_cell", self._keep_result)
        if policy != "run":
            self._withhold_scripts()

    def take_error(self) -> BaseException | None:
        """Return what the last cell raised."""
        result, self.result = self.result, None
        if result is None:
            return None
        error: BaseException | None = result.error_before_exec or result.error_in_exec
        return error

    def take_commands(self) -> list[str]:
        """Return the commands that were left out since the last call."""
        commands, self.commands = self.commands, []
        return commands[:MAX_COMMANDS]

    def name_cell(self, number: int) -> None:
        """What is compiled from now on belongs to this cell."""
        compiler = self.compile
        assert isinstance(compiler, CellCompiler)
        compiler.cell = f"cell {number}"

    def system(self, cmd: str) -> Any:
        """`!command`."""
        return super().system(cmd) if self.policy == "run" else self._withheld(f"!{cmd}")

    def init_virtualenv(self) -> None:
        """Take nothing from another environment, and say nothing of it."""

    def getoutput(self, cmd: str, split: bool = True, depth: int = 0) -> Any:  # noqa: FBT001, FBT002 - IPython's signature
        """`lines = !command`."""
        if self.policy == "run":
            return super().getoutput(cmd, split=split, depth=depth + 1)
        self._withheld(f"!{cmd}")
        return [] if split else ""

    def enable_matplotlib(self, gui: str | None = None) -> Any:
        """`%matplotlib inline` asks for nothing that would be missed where nothing is plotted."""
        try:
            return super().enable_matplotlib(gui)
        except ModuleNotFoundError:
            return gui, "inline"

    def ask_exit(self) -> None:
        """`exit` and `quit` end the cell as they end a program; no front end is there to ask."""
        raise SystemExit

    def _keep_result(self, result: ExecutionResult) -> None:
        self.result = result

    def _withheld(self, command: str) -> None:
        if self.policy == "refuse":
            raise CommandRefused(f"`{command}` is refused: notebooks may not run commands here")
        self.commands.append(command[:MAX_COMMAND])
        print(f"(`{command[:MAX_COMMAND]}` was left out: commands are not run here)")

    def _withhold_scripts(self) -> None:
        """`%%bash`, `%pip` and their like."""
        scripts = self.magics_manager.registry[ScriptMagics.__name__]
        for name in list(scripts.magics["cell"]):
            self.magics_manager.register_function(self._script(name), "cell", name)
        for name in PACKAGERS:
            self.magics_manager.register_function(self._packager(name), "line", name)

    def _script(self, name: str) -> Callable[[str, str], None]:
        def withhold(line: str, cell: str = "") -> None:  # noqa: ARG001 - a cell magic's signature
            self._withheld(f"%%{name} {line}".rstrip())

        return withhold

    def _packager(self, name: str) -> Callable[[str], None]:
        return lambda line: self._withheld(f"%{name} {line}".rstrip())
