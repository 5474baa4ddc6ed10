"""Runs check items on a bench and keeps what became of them."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest

from grader.checks import needs, places
from grader.checks.bench import Bench
from grader.checks.definition import CheckInfo, info_of
from grader.checks.evidence import Evidence, evidence_of
from grader.checks.outcomes import outcome_of
from grader.checks.student import StudentRaised
from grader.checks.titles import title_of, translated
from grader.checks.words import whole
from grader.errors import CheckDefinitionError
from grader.language import Text, text
from grader.model.exercise import Exercise
from grader.model.outcome import Broken, Failed, Outcome, Passed, Skipped
from grader.model.report import CheckResult, Place, Visibility
from grader.sandbox.deaths import Death
from grader.sandbox.job_time import NO_TIME

SHRINKS = 150
"""Runs after the first failing one, in search of a smaller example."""


@dataclass(frozen=True, slots=True)
class CheckItem:
    """What belongs to a pytest item that is a check."""

    id: str
    name: str
    exercise: Exercise
    info: CheckInfo
    visibility: Visibility
    title: Text
    file: Path


CHECK = pytest.StashKey[CheckItem]()


class Examiner:
    """The state of one pytest session that runs checks."""

    def __init__(self, bench: Bench, seed: str) -> None:
        """`seed` is what all inputs are derived from; it may be secret."""
        self.bench = bench
        self.results: dict[str, CheckResult] = {}
        self.shrinks = SHRINKS
        self.starved = False
        """Whether the last check died because the machine was too busy to run it."""
        self._seed = seed
        self._checks: dict[str, CheckItem] = {}
        self.evidence: dict[str, Evidence] = {}
        """What each failed check saw."""
        self.examples: dict[str, Mapping[str, object]] = {}
        """The inputs that failed, for checks by property."""
        self._example: Mapping[str, object] | None = None
        self._outcome: Outcome | None = None
        self._error: BaseException | None = None
        self._seen: Evidence | None = None
        self._failures = 0
        self._duration = 0.0

    # ---- collection ----

    def adopt(
        self, items: list[pytest.Item], exercise_of: Callable[[Path], Exercise]
    ) -> list[pytest.Item]:
        """Mark the checks among the items, and sort them so that `after` is met.

        Raises:
            CheckDefinitionError: two checks share a name, or `after` names none, or is circular.
        """
        checks: dict[str, dict[str, pytest.Item]] = defaultdict(dict)
        others = []
        for item in items:
            if not isinstance(item, pytest.Function) or not (info := info_of(item.function)):
                others.append(item)
                continue
            if item.function.__module__ != item.module.__name__:
                continue  # imported from another file, to be named in `after`
            exercise = exercise_of(item.path)
            check = self._mark(item, info, exercise)
            if check.name in checks[exercise.id]:
                raise CheckDefinitionError(f"{check.id} is defined twice")
            checks[exercise.id][check.name] = item
            self._checks[check.id] = check
        for known in checks.values():
            others += in_order(known)
        return others

    def _mark(self, item: pytest.Function, info: CheckInfo, exercise: Exercise) -> CheckItem:
        name = item.function.__name__
        check = CheckItem(
            id=f"{exercise.id}/{name}",
            name=name,
            exercise=exercise,
            info=info,
            visibility="visible" if item.path.parent == exercise.folder else "hidden",
            title=title_of(item.function, item.path),
            file=item.path,
        )
        item.stash[CHECK] = check
        if hasattr(item.function, "hypothesis"):
            self._sow(item, check.id)
        return check

    def _sow(self, item: pytest.Function, ident: str) -> None:
        """Derive the check's inputs from the seed, and remember the last failing example.

        hypothesis replays the smallest failure last, so the last one is it.
        """
        import hypothesis

        function: Any = item.function
        digest = hashlib.sha256(f"{self._seed}/{ident}".encode()).digest()
        hypothesis.seed(int.from_bytes(digest[:8], "big"))(function)
        inner = function.hypothesis.inner_test
        fixtures = set(item.fixturenames)

        def remember(**arguments: object) -> None:
            drawn = {name: v for name, v in arguments.items() if name not in fixtures}
            if self._failures and not self._worth_a_try(drawn):
                return
            self.bench.renew()
            try:
                inner(**arguments)
            except Exception:
                self._example = drawn
                raise
            finally:
                self._failures += self._example is not None

        function.hypothesis.inner_test = remember

    def _worth_a_try(self, drawn: Mapping[str, object]) -> bool:
        """Whether to run an example once there is a failing one.

        Shrinking may take hundreds of runs, and a student's code may be slow. After some, all but
        the smallest failing example count as passing: a number of runs and not a time, so that the
        same submission gets the same counterexample on any machine.
        """
        return self._failures <= self.shrinks or whole(drawn) == whole(self._example)

    # ---- one check ----

    def forget(self) -> None:
        """Another submission begins."""
        self.results.clear()
        self.evidence.clear()
        self.examples.clear()

    def start(self) -> None:
        """A check is about to run."""
        self._example = self._outcome = self._error = None
        self._seen = None
        self._failures = 0
        self._duration = 0.0
        self.starved = False

    def lacking(self, check: CheckItem) -> Skipped | None:
        """What this machine lacks for a check, or for one that it waits for.

        No result is looked at: what a mark is out of is the same, whatever was handed in.
        """
        for need in check.info.needs:
            if reason := needs.missing(need):
                return Skipped(reason, "needs")
        befores = (self._checks.get(f"{check.exercise.id}/{name}") for name in check.info.after)
        return next((lack for one in befores if one and (lack := self.lacking(one))), None)

    def obstacle(self, check: CheckItem) -> Skipped | None:
        """Why a check can't be run now."""
        if lacking := self.lacking(check):
            return lacking
        for name in check.info.after:
            before = self.results.get(f"{check.exercise.id}/{name}")
            if before is None or isinstance(before.outcome, Passed):
                continue
            if isinstance(before.outcome, Broken):
                continue
            if isinstance(before.outcome, Skipped) and before.outcome.cause == "time":
                continue
            return Skipped(text("waits for: {title}", title=before.title), "after")
        return Skipped(NO_TIME, "time") if self.bench.job.is_up else None

    def setup(self, check: CheckItem) -> None:
        """Skip what can't be run; tell the bench that a check begins."""
        if obstacle := self.obstacle(check):
            self._outcome = obstacle
            pytest.skip(str(obstacle.reason))
        self.bench.begin()

    def observe(self, call: pytest.CallInfo[None]) -> None:
        """Take note of how a phase of the check went."""
        if call.when == "call":
            self._duration = call.duration
        error = call.excinfo.value if call.excinfo else None
        if error is None:
            if call.when == "call":
                self._outcome = Passed()
            return
        if isinstance(self._outcome, Skipped) or call.when == "teardown":
            return
        self._error = error
        if self.bench.job.is_up:
            # Whatever it was, it may have come of the process that was let go.
            self._outcome = Skipped(NO_TIME, "time")
            return
        shown = {name: whole(value) for name, value in (self._example or {}).items()}
        self._outcome = outcome_of(error, self.bench, MappingProxyType(shown))
        self._seen = evidence_of(error, self.bench.last_call, self.bench.answers, shown)
        if isinstance(error, Death):
            self.bench.lost(error)
            self.starved = error.starved

    def finish(self, check: CheckItem) -> CheckResult:
        """The check has ended: keep its result."""
        output = self.bench.end()
        self.evidence.pop(check.id, None)
        if self._seen is not None:
            self.evidence[check.id] = self._seen
        if self._example is not None:
            self.examples[check.id] = self._example
        outcome = self._outcome or Broken(text("The check did not run."), "")
        result = CheckResult(
            id=check.id,
            title=check.title,
            outcome=translated(outcome, check.file),
            max_points=check.info.points,
            visibility=check.visibility,
            evidence=check.info.evidence,
            output=output if isinstance(outcome, Failed) else "",
            tells_mistake=check.visibility == "visible" or check.exercise.tells_hidden_mistakes,
            duration_s=round(self._duration, 4),
            concerns=tuple(self.bench.used),
            place=self._place(check, outcome) if isinstance(outcome, Failed) else None,
        )
        self.results[check.id] = result
        return result

    def _place(self, check: CheckItem, failed: Failed) -> Place:
        submission = self.bench.submission
        assert submission
        names = list(self.bench.used)
        if check.visibility == "hidden":
            # The line that raised, or what was called, would tell of the inputs.
            return places.of_definition(submission, names[::-1])
        if isinstance(self._error, StudentRaised):
            found = places.of_error(submission, self._error.raised)
            if found.line:
                return found
        return places.of_definition(submission, places.concerned(failed, names))


def in_order(known: Mapping[str, pytest.Item]) -> list[pytest.Item]:
    """Sort the checks of one exercise: as they stand here, but after what they wait for."""
    graph: dict[str, tuple[str, ...]] = {}
    # A hidden file that is run alone, in an editor, may name visible checks that are not there.
    both = len({item.stash[CHECK].visibility for item in known.values()}) == 2
    for name, item in known.items():
        check = item.stash[CHECK]
        for before in check.info.after:
            if before not in known and (check.visibility == "visible" or both):
                raise CheckDefinitionError(f"{check.id}: after={before!r} names no check")
        graph[name] = tuple(before for before in check.info.after if before in known)
    try:
        order = list(TopologicalSorter(graph).static_order())
    except CycleError as error:
        raise CheckDefinitionError(f"after= is circular: {error.args[1]}") from None
    done: list[str] = []
    placed: set[str] = set()

    def place(name: str) -> None:
        if name not in placed:
            placed.add(name)
            for before in graph[name]:
                place(before)
            done.append(name)

    assert len(order) == len(graph)
    for name in known:
        place(name)
    return [known[name] for name in done]
