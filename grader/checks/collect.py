"""Collects the checks of some exercises with pytest, once, and hands them on.

pytest owns its loop, so it calls us: `run` collects, then hands a `Suite` to the function that
wants to grade, from within pytest's own main loop. Everything of pytest works in a check:
assertion rewriting, fixtures, parametrisation, hypothesis.
"""

from __future__ import annotations

import gc
import os
import sys
from collections.abc import Callable, Sequence
from typing import Generic, TypeVar

import pytest
import torch

from grader.checks import plugin
from grader.checks.bench import Bench
from grader.checks.cells import Kind
from grader.checks.examiner import Examiner
from grader.checks.suite import Suite
from grader.errors import CheckDefinitionError, InternalError, UsageError
from grader.language import text
from grader.model.exercise import Exercise
from grader.sandbox.job_time import JobTime
from grader.sandbox.process import Launcher

Result = TypeVar("Result")


class _Hooks(Generic[Result]):
    """Hands the collected items to `use` in place of pytest's own loop over them."""

    def __init__(self, examiner: Examiner, use: Callable[[Suite], Result]) -> None:
        self._examiner, self._use = examiner, use
        self.problems: list[str] = []
        self.result: Result | None = None
        self.done = False
        self.error: BaseException | None = None

    def pytest_configure(self, config: pytest.Config) -> None:
        config.stash[plugin.EXAMINER] = self._examiner

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.problems.append(str(report.longrepr))

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        if self.problems:
            return True
        # torch and hypothesis have made half a million objects that live as long as the process:
        # a collection that walks them costs a tenth of a second, each time.
        gc.freeze()
        gc.enable()
        try:
            self.result = self._use(Suite(session.items, self._examiner))
            self.done = True
        except BaseException as error:  # noqa: BLE001 - carried through pytest to our caller
            self.error = error
        return True


def run(
    exercises: Sequence[Exercise],
    launcher: Launcher,
    use: Callable[[Suite], Result],
    *,
    seed: str = "0",
    hidden: bool = True,
    notebooks: Kind = "shell",
    job: JobTime | None = None,
) -> Result:
    """Collect the checks of the exercises, and return what `use` makes of them.

    Raises:
        CheckDefinitionError: a file of checks can't be collected.
    """
    _draw_the_same_everywhere()
    # Oracles are small, and a verdict must not depend on how many threads share a sum.
    torch.set_num_threads(1)
    examiner = Examiner(Bench(launcher, notebooks, job or JobTime()), seed)
    hooks = _Hooks(examiner, use)
    files = [
        str(path)
        for exercise in exercises
        for path in exercise.check_files
        if hidden or path.parent == exercise.folder
    ]
    if not files:
        raise UsageError(text("These exercises have no checks."))
    try:
        status = pytest.main(
            [*_ARGUMENTS, f"--rootdir={_root(exercises)}", *files], [hooks, plugin]
        )
    finally:
        examiner.bench.clear()
        _forget(files)
    if hooks.error:
        raise hooks.error
    if hooks.problems:
        raise CheckDefinitionError("\n".join(hooks.problems))
    if not hooks.done:
        raise InternalError(f"pytest ended with status {status} before anything was examined")
    return hooks.result  # type: ignore[return-value]


def _draw_the_same_everywhere() -> None:
    """Let inputs depend on the seed alone.

    hypothesis mixes in constants of all modules that lie outside of site-packages: inputs would
    differ between a clone and an installed grader, with what was imported by then, and with every
    change of a module. It has no setting for that. It also kept them in the working directory.
    """
    from hypothesis.internal.conjecture import providers

    vars(providers)["is_local_module_file"] = lambda _: False


def _forget(files: Sequence[str]) -> None:
    """Let a later run in this process import the checks anew: this one's hooks stand in them."""
    for name, module in list(sys.modules.items()):
        if getattr(module, "__file__", None) in files:
            del sys.modules[name]


def _root(exercises: Sequence[Exercise]) -> str:
    return os.path.commonpath(
        [str(e.folder) for e in exercises] + [str(e.solution) for e in exercises if e.solution]
    )


_ARGUMENTS = (
    # Nothing that lies about on this machine takes part: no configuration, conftest or plugin.
    "--disable-plugin-autoload",
    "--noconftest",
    f"--config-file={os.devnull}",
    # Many files are called checks.py.
    "--import-mode=importlib",
    "--override-ini=python_functions=",
    "--override-ini=python_classes=",
    # Our own output is the only one.
    "--capture=no",
    *(
        f"-pno:{name}"
        for name in (
            "terminal",
            "cacheprovider",
            "faulthandler",
            "logging",
            "warnings",
            "unraisableexception",
            "threadexception",
            "pastebin",
            "junitxml",
            "doctest",
            "stepwise",
            "debugging",
            "setuponly",
            "setupplan",
            "recwarn",
            "monkeypatch",
            "legacypath",
            "unittest",
            "tmpdir",
        )
    ),
)
"""Plugins of pytest's own that checks have no use for are left out: each costs a little."""
