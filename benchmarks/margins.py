"""How far from the bounds of `expect.close` are honest results, and how far are wrong ones?

    python benchmarks/margins.py [--mutants] [EXERCISE ...]

Honest: every reference and variant, with 1, 2 and 4 threads, and without the fast kernels (no
vector instructions, MKL's compatible mode, no oneDNN); variants take sums in orders of their own.
Wrong: every mistake, at each check whose comparison it fails; with `--mutants`, which takes long,
also every small change of the reference.

The ratio of a comparison is its largest error over its bound. Of a wrong result it is the factor
by which every bound could grow with the check still failing: the largest ratio among the failing
comparisons of that check. A wrong shape or a missing number is infinitely far away. Where a value
is compared with a printed one, its bound is half a unit of the last printed place, and says nothing
about rounding: the honest ratio is then the spread of all honest values over the room that is left
to the bound.
"""

from __future__ import annotations

import argparse
import ast
import contextlib
import math
import sys
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType
from typing import Any
from unittest import mock

import torch
from timing import machine

from grader.authoring.mutation.mutant import mutants_of
from grader.checks import expect, tolerance
from grader.checks.collect import run
from grader.checks.examiner import CHECK
from grader.checks.suite import Suite
from grader.model.course import Course
from grader.model.exercise import Exercise
from grader.model.mistake import read_mistake
from grader.model.outcome import Failed, Passed
from grader.model.report import CheckResult, left_out
from grader.model.submission import Submission
from grader.sandbox.capabilities import launcher

ROOT = Path(__file__).resolve().parents[1]
FACTOR = 10
"""What is asked for on both sides."""
MARGINS = (4.0, 8.0, 16.0, 32.0, 64.0)
"""Values of `tolerance.MARGIN` to look at; the real one is among them, or added."""

SLOW = {"ATEN_CPU_CAPABILITY": "default", "MKL_CBWR": "COMPATIBLE", "ONEDNN_MAX_CPU_ISA": "SSE41"}
SIDES = {
    "1 thread": "",
    "2 threads": "import torch; torch.set_num_threads(2)",
    "4 threads": "import torch; torch.set_num_threads(4)",
    "slow kernels": f"import os; os.environ.update({SLOW!r}); "
    "import torch; torch.backends.mkldnn.enabled = False",
}
"""What every process of the submission begins with. Kernels are chosen at their first use."""

Wrong = tuple[str, Submission, Collection[str]]
"""A name, what is handed in, and the checks to look at."""

Ratios = dict[float, float]
"""Largest error over bound, by the value of MARGIN."""


@dataclass(slots=True)
class Comparison:
    """One call of `expect.close`."""

    where: str
    failed: bool = False
    ratios: Ratios = field(default_factory=dict)
    printed: list[tuple[float, float, float]] | None = None
    """Value, printed value and bound of each element, where printed values are compared with."""


@dataclass(slots=True)
class Extreme:
    """The largest honest ratio, or the smallest wrong one, and whose it is."""

    ratio: float
    whose: str = "-"


class Recorder:
    """Stands in the way of `expect.close`, and takes note of every comparison."""

    def __init__(self, margins: Iterable[float]) -> None:
        self.margins = sorted({*margins, tolerance.MARGIN})
        self.pending: list[Comparison] = []
        self._bounds: list[dict[float, torch.Tensor]] = []
        self._wanted: tolerance.Wanted | None = None
        self._originals = expect.close, tolerance.derive, tolerance._widened  # noqa: SLF001 - measured

    @contextlib.contextmanager
    def installed(self) -> Iterator[None]:
        """Record while the context lasts."""
        with (
            mock.patch.object(expect, "close", self._close),
            mock.patch.object(tolerance, "derive", self._derive),
            mock.patch.object(tolerance, "_widened", self._widened),
        ):
            yield

    def _widened(self, spread: torch.Tensor, truth: torch.Tensor, eps: float) -> torch.Tensor:
        widened = self._originals[2]
        bounds = {}
        for margin in self.margins:
            with mock.patch.object(tolerance, "MARGIN", margin):
                bounds[margin] = widened(spread.clone(), truth, eps)
        self._bounds.append(bounds)
        return bounds[tolerance.MARGIN]

    def _derive(
        self, oracle: object, inputs: Any, decimals: int | None, enough: object = None
    ) -> tolerance.Wanted:
        """All runs are made here, whatever is enough for a verdict."""
        del enough
        self._bounds = []
        self._wanted = self._originals[1](oracle, inputs, decimals)
        self._bounds = self._bounds[-len(self._wanted.leaves) :]
        if decimals is not None:
            self._bounds = [dict.fromkeys(self.margins, b) for b in self._wanted.bounds]
        return self._wanted

    def _close(self, actual: object, oracle: object, *inputs: object, **options: Any) -> None:
        comparison = Comparison(_line(sys._getframe(1).f_code, sys._getframe(1).f_lineno))  # noqa: SLF001 - the check's line
        self.pending.append(comparison)
        try:
            self._originals[0](actual, oracle, *inputs, **options)
        except expect.Mismatch:
            comparison.failed = True
            raise
        finally:
            self._measure(comparison, actual, printed=options.get("decimals") is not None)

    def _measure(self, comparison: Comparison, actual: object, *, printed: bool) -> None:
        assert self._wanted
        truths = [truth for _, truth in self._wanted.leaves]
        values = [value for _, value in tolerance.flatten(actual) or []]
        if [v.shape for v in values] != [t.shape for t in truths]:
            comparison.ratios = dict.fromkeys(self.margins, math.inf)
            return
        wide = [tolerance.wide(value) for value in values]
        for margin in self.margins:
            ratios = [
                _ratio(value, truth, bounds[margin])
                for value, truth, bounds in zip(wide, truths, self._bounds, strict=True)
            ]
            comparison.ratios[margin] = max(ratios, default=0.0)
        if printed:
            comparison.printed = [
                element
                for leaf in zip(wide, truths, self._wanted.bounds, strict=True)
                for element in zip(*(part.reshape(-1).tolist() for part in leaf), strict=True)
            ]


def _line(code: CodeType, line: int) -> str:
    return f"{Path(code.co_filename).name}:{line}"


def _ratio(value: torch.Tensor, truth: torch.Tensor, bound: torch.Tensor) -> float:
    """Return the largest error over its bound; what is not a number is infinitely wrong."""
    if not value.numel():
        return 0.0
    same = (value == truth) | (torch.isnan(value) & torch.isnan(truth))
    ratio = ((value - truth).abs() / bound).masked_fill(same, 0.0)
    return float(torch.nan_to_num(ratio, nan=math.inf, posinf=math.inf).max())


class Sums:
    """What the report says of one exercise."""

    def __init__(self, margins: Iterable[float]) -> None:
        self.comparisons = 0
        self.honest_runs = 0
        self.wrong_checks = 0
        self.honest = {margin: Extreme(0.0) for margin in margins}
        self.wrong = {margin: Extreme(math.inf) for margin in margins}
        self.unexpected: list[str] = []
        self.near_honest: dict[str, Extreme] = {}
        """What is not far enough from its bound, by the comparison."""
        self.near_wrong: dict[str, Extreme] = {}
        self._printed: dict[object, list[tuple[float, float, float]]] = defaultdict(list)

    def add_honest(self, check: str, comparisons: list[Comparison], whose: str) -> None:
        for comparison in comparisons:
            self.comparisons += 1
            if comparison.printed is None:
                found = Extreme(comparison.ratios[tolerance.MARGIN], whose)
                self._note(self.near_honest, f"{check} {comparison.where}", found)
                for margin, ratio in comparison.ratios.items():
                    if ratio > self.honest[margin].ratio:
                        self.honest[margin] = Extreme(ratio, f"{check} {comparison.where}, {whose}")
            for number, element in enumerate(comparison.printed or ()):
                key = check, comparison.where, number, element[1]
                self._printed[key].append(element)

    def add_wrong(self, check: str, comparisons: list[Comparison], whose: str) -> None:
        failing = [comparison for comparison in comparisons if comparison.failed]
        if not failing:
            return  # it fails in another way
        self.wrong_checks += 1
        best = max(failing, key=lambda c: c.ratios[tolerance.MARGIN])
        found = Extreme(best.ratios[tolerance.MARGIN], whose)
        self._note(self.near_wrong, f"{check} {best.where}", found)
        for margin, smallest in self.wrong.items():
            largest = max(failing, key=lambda c: c.ratios[margin])
            if largest.ratios[margin] < smallest.ratio:
                self.wrong[margin] = Extreme(
                    largest.ratios[margin], f"{check} {largest.where}, {whose}"
                )

    def _note(self, near: dict[str, Extreme], where: str, found: Extreme) -> None:
        """Take note of what is within the factor, the worst for each comparison of a check."""
        if not 1 / FACTOR < found.ratio < FACTOR:
            return
        worst = max if near is self.near_honest else min
        near[where] = worst(found, near.get(where, found), key=lambda extreme: extreme.ratio)

    def count_printed(self) -> None:
        """Let the honest ratios of comparisons with printed values count."""
        for (check, where, *_), elements in self._printed.items():
            values = [value for value, _, _ in elements]
            room = min(bound - abs(value - printed) for value, printed, bound in elements)
            ratio = (max(values) - min(values)) / room if room > 0 else math.inf
            for margin, extreme in self.honest.items():
                if ratio > extreme.ratio:
                    self.honest[margin] = Extreme(ratio, f"{check} {where}, printed value")


def graded(
    suite: Suite, recorder: Recorder, exercise: Exercise, submission: Submission
) -> list[tuple[CheckResult, list[Comparison]]]:
    """Grade once; return each check's result with the comparisons that it made."""
    found = []
    recorder.pending = []

    def seen(result: CheckResult) -> None:
        found.append((result, recorder.pending))
        recorder.pending = []

    suite.examine(exercise, submission, seen)
    return found


def only(suite: Suite, exercise: Exercise, checks: Collection[str]) -> Suite:
    """Return some checks of a suite: most compare exactly, and need not be run again and again."""
    items = [item for item in suite.of(exercise) if item.stash[CHECK].name in checks]
    return Suite(items, suite._examiner)  # noqa: SLF001 - what it has no public way for


def beginning_with(line: str, exercise: Exercise, path: Path) -> Submission:
    """Read a solution, with a line of ours before its first statement."""
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    place = 0
    for statement in ast.parse("".join(lines)).body:
        match statement:
            case ast.Expr(value=ast.Constant(value=str())) | ast.ImportFrom(module="__future__"):
                place = statement.end_lineno or 0
            case _:
                break
    if line:
        lines.insert(place, f"{line}\n")
    return Submission({exercise.files[0]: "".join(lines)}, path)


def _files(exercise: Exercise, folder: str) -> list[Path]:
    assert exercise.solution
    return sorted((exercise.solution / folder).glob("*.py"))


def comparing(suite: Suite, recorder: Recorder, exercise: Exercise) -> set[str]:
    """Return the names of the checks that call `expect.close` on the reference."""
    assert exercise.reference
    results = graded(suite, recorder, exercise, beginning_with("", exercise, exercise.reference))
    return {result.id.partition("/")[2] for result, comparisons in results if comparisons}


def honest(suite: Suite, recorder: Recorder, exercise: Exercise, sums: Sums) -> None:
    """Grade all correct solutions on all sides."""
    assert exercise.reference
    for path in (exercise.reference, *_files(exercise, "variants")):
        for side, line in SIDES.items():
            whose = f"{'reference' if path == exercise.reference else path.stem}, {side}"
            results = graded(suite, recorder, exercise, beginning_with(line, exercise, path))
            sums.honest_runs += 1
            for result, comparisons in results:
                sums.add_honest(result.id.partition("/")[2], comparisons, whose)
                if not isinstance(result.outcome, Passed) and not left_out(result.outcome):
                    sums.unexpected.append(f"{result.id} is {result.outcome.name} for {whose}")


def mistakes(exercise: Exercise, checks: Collection[str]) -> Iterator[Wrong]:
    """Yield the mistakes, each with those of the checks that it is to fail."""
    for path in _files(exercise, "mistakes"):
        if fails := read_mistake(path).fails & set(checks):
            yield path.stem, beginning_with("", exercise, path), fails


def mutants(exercise: Exercise, checks: Collection[str]) -> Iterator[Wrong]:
    """Yield small changes of the reference; some are no worse than it, and fail nothing."""
    assert exercise.reference
    for mutant in mutants_of(exercise.reference.read_text(encoding="utf-8")):
        yield f"`{mutant.id}`", Submission({exercise.files[0]: mutant.source}), checks


def wrong(
    suite: Suite, recorder: Recorder, exercise: Exercise, sums: Sums, wrongs: Iterable[Wrong]
) -> None:
    """Grade wrong solutions."""
    for name, submission, checks in wrongs:
        some = only(suite, exercise, checks)
        for result, comparisons in graded(some, recorder, exercise, submission):
            if isinstance(result.outcome, Failed):
                sums.add_wrong(result.id.partition("/")[2], comparisons, name)


def measure(exercise: Exercise, *, with_mutants: bool) -> Sums:
    """Measure one exercise."""
    recorder = Recorder(MARGINS)
    sums = Sums(recorder.margins)

    def use(suite: Suite) -> None:
        with recorder.installed():
            if checks := comparing(suite, recorder, exercise):
                honest(only(suite, exercise, checks), recorder, exercise, sums)
                wrong(suite, recorder, exercise, sums, mistakes(exercise, checks))
                if with_mutants:
                    wrong(suite, recorder, exercise, sums, mutants(exercise, checks))

    started = launcher(tuple(exercise.grants.preload))
    try:
        run([exercise], started, use)
    finally:
        started.close()
    sums.count_printed()
    return sums


def _number(ratio: float) -> str:
    return "∞" if math.isinf(ratio) else f"{ratio:.3g}"


def report(found: Mapping[str, Sums]) -> None:
    """Print the tables."""
    now = tolerance.MARGIN
    print(
        "| exercise | comparisons by honest code | largest honest ratio (target: at most 0.1) "
        "| whose | checks failed by wrong values | smallest wrong ratio (target: at least 10) "
        "| whose |"
    )
    print("|---|---|---|---|---|---|---|")
    for name, sums in found.items():
        if not sums.comparisons:
            print(f"| {name} | none: it compares exactly | | | | | |")
            continue
        ok, bad = sums.honest[now], sums.wrong[now]
        print(
            f"| {name} | {sums.comparisons} in {sums.honest_runs} gradings | {_number(ok.ratio)} "
            f"| {ok.whose} | {sums.wrong_checks} | {_number(bad.ratio)} | {bad.whose} |"
        )
    compared = {name: sums for name, sums in found.items() if sums.comparisons}
    margins = sorted({margin for sums in compared.values() for margin in sums.honest})
    print()
    print("The largest honest and the smallest wrong ratio, had `tolerance.MARGIN` another value:")
    print()
    print("| exercise |" + "".join(f" {m:g}{' (now)' * (m == now)} |" for m in margins))
    print("|---|" + "---|" * len(margins))
    for name, sums in compared.items():
        cells = [
            f"{_number(sums.honest[m].ratio)}, {_number(sums.wrong[m].ratio)}" for m in margins
        ]
        print(f"| {name} | " + " | ".join(cells) + " |")
    for name, sums in found.items():
        for kind, near in (("honest", sums.near_honest), ("wrong", sums.near_wrong)):
            for where, extreme in near.items():
                told = f"{_number(extreme.ratio)} in {name}, {where}: {extreme.whose}"
                print(f"\nNear the bound, though {kind}: {told}")
        for line in sums.unexpected:
            print(f"\nNot full marks: {line}")


def main() -> None:
    """Measure the exercises that are named, or all."""
    parser = argparse.ArgumentParser(description="How far results are from the bounds.")
    parser.add_argument("--mutants", action="store_true", help="small changes are wrong code too")
    parser.add_argument("exercises", nargs="*")
    options = parser.parse_args()
    names = options.exercises
    exercises = [e for e in Course.load(ROOT).exercises if not names or e.id in names]
    found = {}
    for exercise in exercises:
        found[exercise.id] = measure(exercise, with_mutants=options.mutants)
        print(f"measured {exercise.id}", file=sys.stderr, flush=True)
    print(machine())
    print()
    report(found)


if __name__ == "__main__":
    main()
