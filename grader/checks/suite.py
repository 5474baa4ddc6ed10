"""The checks of some exercises, run on one submission after another."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping, Sequence

import pytest

from grader.checks import places
from grader.checks.cells import CellsRun
from grader.checks.evidence import Evidence
from grader.checks.examiner import CHECK, SHRINKS, Examiner, in_order
from grader.language import Text, text
from grader.model.exercise import Exercise
from grader.model.outcome import Broken, Failed, Skipped
from grader.model.report import CheckResult, Place
from grader.model.submission import Submission
from grader.sandbox.job_time import NO_TIME

LOADS = Text(
    "The file can be imported.",
    others={"zh": "文件可以被导入。"},
)
CELLS = Text(
    "Every cell of the notebook runs, from top to bottom.",
    others={"zh": "笔记本的每个单元格都能从上到下运行。"},
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
            return self._unloadable(exercise, submission, Failed(submission.problem), "")
        bench = self._examiner.bench
        bench.place(exercise, submission)
        self._examiner.forget()
        try:
            failure = bench.load()
            if bench.job.is_up and (failure or not bench.cells):
                late = self._skipped(exercise, Skipped(NO_TIME, "time"))
                for result in late:
                    seen(result)
                return late
            if failure:
                return self._unloadable(exercise, submission, failure, bench.end())
            results = []
            if failure := bench.failed_cell():
                place = self._failed_place(submission)
                results.append(_beside((exercise, "cells", CELLS), failure, bench.end(), place))
                seen(results[0])
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
                return self._unloadable(exercise, submission, failure, bench.end())[:1]
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
    def out_of_time(self) -> bool:
        """Whether the job's time is up, and nothing more is run."""
        return self._examiner.bench.job.is_up

    @property
    def cells(self) -> CellsRun | None:
        """How the last submission's cells ran, where it was a notebook."""
        return self._examiner.bench.cells

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
        self, exercise: Exercise, submission: Submission, failure: Failed, output: str
    ) -> tuple[CheckResult, ...]:
        title = LOADS if submission.cells is None else CELLS
        place = self._failed_place(submission)
        loads = _beside((exercise, "loads", title), failure, output, place)
        waiting = Skipped(text("waits for: {title}", title=title), "after")
        return (loads, *self._skipped(exercise, waiting))

    def _failed_place(self, submission: Submission) -> Place:
        """Where loading failed: the line, the cell, or the file as a whole."""
        bench = self._examiner.bench
        if submission.problem is None and bench.cells and bench.cells.failures:
            cell, raised = bench.cells.failures[0]
            found = places.of_error(submission, raised)
            return found if found.line else places.of_cell(submission, cell.number)
        if submission.problem is None and bench.raised:
            return places.of_error(submission, bench.raised)
        return places.of_definition(submission, ())

    def _skipped(self, exercise: Exercise, outcome: Skipped) -> tuple[CheckResult, ...]:
        results = []
        for item in self.of(exercise):
            check = item.stash[CHECK]
            results.append(
                CheckResult(
                    check.id,
                    check.title,
                    self._examiner.lacking(check) or outcome,
                    check.info.points,
                    check.visibility,
                    check.info.evidence,
                )
            )
        return tuple(results)


def _beside(
    what: tuple[Exercise, str, Text], failure: Failed, output: str, place: Place
) -> CheckResult:
    """A result that is no check of the exercise's own, and worth nothing."""
    exercise, name, title = what
    return CheckResult(
        f"{exercise.id}/{name}",
        title,
        failure,
        0.0,
        "visible",
        output=output,
        concerns=(f"cell {place.cell}",) if place.cell else (),
        place=place,
    )
