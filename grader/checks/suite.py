"""The checks of some exercises, collected once by pytest, and run on one submission after another.

pytest owns its loop, so it calls us: `run` collects, then hands a `Suite` to the function that
wants to grade, from within pytest's own main loop. Everything of pytest works in a check:
assertion rewriting, fixtures, parametrisation, hypothesis.
"""

from __future__ import annotations

import functools
import gc
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import Generic, TypeVar

import pytest
import torch

from grader.checks import plugin
from grader.checks.bench import Bench
from grader.checks.evidence import Evidence
from grader.checks.examiner import CHECK, SHRINKS, Examiner, in_order
from grader.errors import CheckDefinitionError, InternalError, UsageError
from grader.language import Text, text
from grader.model.exercise import Exercise
from grader.model.outcome import Broken, Failed, Skipped
from grader.model.report import CheckResult
from grader.model.submission import Submission
from grader.sandbox.process import Launcher

Result = TypeVar("Result")

LOADS = Text(
    "The file can be imported.",
    others={"zh": "文件可以被导入。"},
)


class Suite:
    """Collected checks."""

    def __init__(self, items: Sequence[pytest.Item], examiner: Examiner) -> None:
        self._items = items
        self._examiner = examiner

    def of(self, exercise: Exercise) -> list[pytest.Item]:
        """Return the checks of one exercise, in the order in which they run."""
        return [item for item in self._items if item.stash[CHECK].exercise.id == exercise.id]

    def examine(
        self,
        exercise: Exercise,
        submission: Submission,
        seen: Callable[[CheckResult], None] = lambda _: None,
    ) -> tuple[CheckResult, ...]:
        """Run the checks of an exercise on a submission.

        Args:
            exercise: one of those that were collected.
            submission: its files; the first is loaded under the exercise's own name.
            seen: called with each result as it comes.
        """
        if submission.problem:
            return self._unloadable(exercise, Failed(submission.problem), "")
        bench = self._examiner.bench
        bench.place(exercise, submission)
        self._examiner.forget()
        try:
            if failure := bench.load():
                return self._unloadable(exercise, failure, bench.end())
            results = []
            for item in self.of(exercise):
                result = self._run(item)
                seen(result)
                results.append(result)
            return tuple(results)
        finally:
            bench.clear()

    def until_failure(
        self, exercise: Exercise, submission: Submission, rank: Callable[[str], float]
    ) -> tuple[CheckResult, ...]:
        """Run the checks until one does not pass, which is the last result then.

        A failing input is taken as it is found: nobody reads it, so no smaller one is sought.

        Args:
            exercise: one of those that were collected; its limits may be others.
            submission: its files.
            rank: of a check's id; checks of low rank run first, where `after` allows it.
        """
        items = {item.stash[CHECK].name: item for item in self.of(exercise)}
        preferred = sorted(items, key=lambda name: rank(f"{exercise.id}/{name}"))
        bench = self._examiner.bench
        bench.place(exercise, submission)
        self._examiner.forget()
        self._examiner.shrinks = 0
        try:
            if failure := bench.load():
                return self._unloadable(exercise, failure, bench.end())[:1]
            results: list[CheckResult] = []
            for item in in_order({name: items[name] for name in preferred}):
                results.append(self._run(item))
                if isinstance(results[-1].outcome, (Failed, Broken)):
                    break
            return tuple(results)
        finally:
            self._examiner.shrinks = SHRINKS
            bench.clear()

    @property
    def evidence(self) -> Mapping[str, Evidence]:
        """What each failed check of the last submission saw, by the check's id."""
        return dict(self._examiner.evidence)

    @property
    def examples(self) -> Mapping[str, Mapping[str, object]]:
        """The inputs that failed for the last submission, for checks by property."""
        return dict(self._examiner.examples)

    def replay(
        self,
        exercise: Exercise,
        submission: Submission,
        pinned: Mapping[str, Mapping[str, object]],
    ) -> Mapping[str, Evidence]:
        """Run some checks on another submission; return what those that fail see.

        Args:
            exercise: one of those that were collected.
            submission: its files.
            pinned: for each check's id the one input to try; empty for a check with fixed inputs.
        """
        bench = self._examiner.bench
        bench.place(exercise, submission)
        self._examiner.forget()
        try:
            if bench.load():
                return {}
            for item in self.of(exercise):
                if (ident := item.stash[CHECK].id) in pinned:
                    self._run_pinned(item, pinned[ident])
            return self.evidence
        finally:
            bench.clear()

    def _run_pinned(self, item: pytest.Item, example: Mapping[str, object]) -> None:
        assert isinstance(item, pytest.Function)
        whole = item.obj
        if example:
            item.obj = functools.partial(whole.hypothesis.inner_test, **example)
        try:
            # What it waits for is of no account here.
            self._examiner.results.clear()
            self._run(item)
        finally:
            item.obj = whole

    def not_started(self, exercise: Exercise) -> tuple[CheckResult, ...]:
        """Return the results for a stub that was left as it was, without running anything."""
        return self._skipped(exercise, Skipped(text("not started"), "not_started"))

    def _run(self, item: pytest.Item) -> CheckResult:
        ident = item.stash[CHECK].id
        self._protocol(item)
        if self._examiner.starved:
            # The machine was too busy to run the student's process: once more, alone.
            self._protocol(item)
        return self._examiner.results[ident]

    def _protocol(self, item: pytest.Item) -> None:
        # pytest tears down what the successor does not need. With the session in its place, the
        # session's fixtures live on, and whichever item comes next finds nothing left over.
        item.ihook.pytest_runtest_protocol(item=item, nextitem=item.session)

    def _unloadable(
        self, exercise: Exercise, failure: Failed, output: str
    ) -> tuple[CheckResult, ...]:
        loads = CheckResult(
            f"{exercise.id}/loads",
            LOADS,
            failure,
            0.0,
            "visible",
            output=output,
        )
        waiting = Skipped(text("waits for: {title}", title=LOADS), "after")
        return (loads, *self._skipped(exercise, waiting))

    def _skipped(self, exercise: Exercise, outcome: Skipped) -> tuple[CheckResult, ...]:
        results = []
        for item in self.of(exercise):
            check = item.stash[CHECK]
            obstacle = self._examiner.obstacle(check)
            left_out = obstacle if obstacle and obstacle.cause == "needs" else outcome
            results.append(
                CheckResult(
                    check.id,
                    check.title,
                    left_out,
                    check.info.points,
                    check.visibility,
                    check.info.evidence,
                )
            )
        return tuple(results)


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
) -> Result:
    """Collect the checks of the exercises, and return what `use` makes of them.

    Raises:
        CheckDefinitionError: a file of checks can't be collected.
    """
    # Oracles are small, and a verdict must not depend on how many threads share a sum.
    torch.set_num_threads(1)
    examiner = Examiner(Bench(launcher), seed)
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
