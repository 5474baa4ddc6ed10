"""Grading in a warm process: again and again, and against the same checks called directly."""

from __future__ import annotations

import os
import statistics
import time
from pathlib import Path

import psutil
from direct import DirectStudent, NeedsProcess
from timing import machine

from grader.checks.collect import run
from grader.checks.examiner import CHECK
from grader.checks.reference import Reference
from grader.checks.suite import Suite
from grader.model.course import Course
from grader.model.exercise import Exercise
from grader.model.report import left_out
from grader.model.submission import Submission
from grader.sandbox.capabilities import launcher

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 5
WITHOUT = {"ddp"}
"""It starts processes of its own."""


def direct(suite: Suite, exercise: Exercise, submission: Submission) -> dict[str, float]:
    """Seconds that each check takes when it calls the code in this process."""
    student = DirectStudent(submission.files)
    reference = Reference(exercise.reference) if exercise.reference else None
    seconds = {}
    for item in suite.of(exercise):
        fixtures = {"student": student, "reference": reference}
        function = item.function  # type: ignore[attr-defined]
        wanted = {name: fixtures[name] for name in item.fixturenames if name in fixtures}  # type: ignore[attr-defined]
        start = time.perf_counter()
        try:
            function(**wanted)
        except NeedsProcess:
            continue
        except Exception:  # noqa: BLE001 - a check that can't run so is left out on both sides
            continue
        seconds[item.stash[CHECK].id] = time.perf_counter() - start
    return seconds


def compare(suite: Suite, exercise: Exercise) -> None:
    """Print a row for an exercise."""
    assert exercise.reference
    submission = Submission.read(exercise.reference)
    totals, isolated, bare = [], [], []
    for round_ in range(ROUNDS + 1):
        start = time.perf_counter()
        results = suite.examine(exercise, submission)
        total = time.perf_counter() - start
        alone = direct(suite, exercise, submission)
        same = [r for r in results if r.id in alone and not left_out(r.outcome)]
        # What the isolated run costs beyond its checks (fork, loading, end) is counted in full.
        around = total - sum(r.duration_s for r in results)
        if round_:
            totals.append(total)
            isolated.append(around + sum(r.duration_s for r in same))
            bare.append(sum(alone[r.id] for r in same))
    count = f"{len(same)} of {len(results)}"
    ratio = statistics.median(isolated) / statistics.median(bare)
    print(
        f"| {exercise.id} | {1e3 * statistics.median(totals):.0f} | {count} "
        f"| {1e3 * statistics.median(isolated):.0f} | {1e3 * statistics.median(bare):.0f} "
        f"| {ratio:.1f} |"
    )
    _SUMS[0] += statistics.median(isolated)
    _SUMS[1] += statistics.median(bare)


_SUMS = [0.0, 0.0]


def again(suite: Suite, exercise: Exercise) -> None:
    """Print how long grading the reference again takes, on all cores."""
    assert exercise.reference
    submission = Submission.read(exercise.reference)
    seconds = []
    for _ in range(4 * ROUNDS):
        start = time.perf_counter()
        suite.examine(exercise, submission)
        seconds.append(time.perf_counter() - start)
    median = 1e3 * statistics.median(seconds[1:])
    print(f"| `{exercise.id}`, {len(suite.of(exercise))} checks | {median:.0f} |")


def pin() -> None:
    """Keep this process and its descendants to one core."""
    core = {min(os.sched_getaffinity(0))}
    for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
        process.cpu_affinity(list(core))


def main() -> None:
    """Print two tables."""
    course = Course.load(ROOT)
    exercises = [e for e in course.exercises if e.id not in WITHOUT]
    started = launcher(tuple(dict.fromkeys(n for e in exercises for n in e.grants.preload)))

    def use(suite: Suite) -> None:
        print(machine())
        print()
        print("| grading it again in a warm process, on all cores | median ms |")
        print("|---|---|")
        for exercise in exercises:
            again(suite, exercise)
        print()
        print("Pinned to one core:")
        print()
        pin()
        print(
            "| reference of | grading it again, ms | same checks | isolated, ms "
            "| called directly, ms | ratio |"
        )
        print("|---|---|---|---|---|---|")
        for exercise in exercises:
            compare(suite, exercise)
        print(
            f"| together | | | {1e3 * _SUMS[0]:.0f} | {1e3 * _SUMS[1]:.0f} "
            f"| {_SUMS[0] / _SUMS[1]:.1f} (target: at most 3) |"
        )

    try:
        run(exercises, started, use)
    finally:
        started.close()


if __name__ == "__main__":
    main()
