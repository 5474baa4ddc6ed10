"""Does the same submission get the same report on every run, thread count and load of the machine?

    python benchmarks/fairness.py [--runs 50] [--ddp-runs 10] [--at-once 2] [--keep FILE]
                                  [--mistakes 3] [--hogs 3] [EXERCISE ...]

Grades every reference and every variant, and of the mistakes a sample (their reports have values in
them), again and again, while more processes compute than there are cores. Every few runs take place
in a new process, with another OMP_NUM_THREADS and another PYTHONHASHSEED; correct solutions also
begin with a line that sets a number of threads of their own, another one in every run. Reports are
compared as JSON with hidden checks in full, without the durations, the name of the run and, for
that line's sake, the digest.

With `--keep`, what was seen is kept in a file and a later call goes on from there, so the runs can
be made in pieces. Ends with 1 where two reports differ.
"""

from __future__ import annotations

import argparse
import contextlib
import difflib
import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from margins import ROOT, beginning_with
from timing import machine

from grader.grading.grading import Grading, grading
from grader.model.course import Course
from grader.model.exercise import Exercise
from grader.model.report import Report
from grader.model.submission import Submission
from grader.report.json_format import to_data

TOGETHER = 5
"""Runs that are made in one process."""
THREADS = (1, 2, 4)


@dataclass(slots=True)
class Seen:
    """What was seen up to now; keys are exercises, or names of submissions."""

    runs: dict[str, int] = field(default_factory=dict)
    seconds: dict[str, float] = field(default_factory=dict)
    reports: dict[str, str] = field(default_factory=dict)
    """The first report of each submission."""
    differences: dict[str, list[str]] = field(default_factory=dict)
    """Other reports of it, each as lines of a diff."""


def comparable(report: Report) -> str:
    """Return a report as text, without what differs between runs by its nature."""
    data = to_data(report)
    del data["run"], data["submission"]["digest"]
    for exercise in data["exercises"]:
        for check in exercise["checks"]:
            check.pop("duration_s", None)
    return json.dumps(data, indent=1, ensure_ascii=False)


def submissions(exercise: Exercise, run: int, sample: int) -> Iterator[tuple[str, Submission]]:
    """Yield all that is graded in one run, with names."""
    assert exercise.reference
    assert exercise.solution
    line = f"import torch; torch.set_num_threads({THREADS[run % len(THREADS)]})"
    for path in (exercise.reference, *sorted((exercise.solution / "variants").glob("*.py"))):
        kind = "reference" if path == exercise.reference else f"variant {path.stem}"
        yield f"{exercise.id}: {kind}", beginning_with(line, exercise, path)
    mistakes = sorted((exercise.solution / "mistakes").glob("*.py"))
    for path in mistakes[:: -(-len(mistakes) // sample) or 1] if sample else ():
        yield f"{exercise.id}: mistake {path.stem}", beginning_with("", exercise, path)


def work(name: str, first: int, count: int, sample: int) -> None:
    """In a process of its own: make some runs, and print one JSON line for each report."""
    exercise = next(e for e in Course.load(ROOT).exercises if e.id == name)

    def use(bench: Grading) -> None:
        for run in range(first, first + count):
            for submission_name, submission in submissions(exercise, run, sample):
                start = time.perf_counter()
                text = comparable(bench.report([(exercise, submission)]))
                seconds = time.perf_counter() - start
                print(json.dumps([run, submission_name, seconds, text]))

    grading([exercise], use)


@contextlib.contextmanager
def busy(count: int) -> Iterator[None]:
    """Keep `count` processes busy beside the grading."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit("ended"))  # and leave none of them behind
    hogs = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()


LOCK = threading.Lock()


def piece(seen: Seen, keep: Path | None, name: str, first: int, count: int, *, sample: int) -> None:
    """Make some runs of an exercise, from number `first`, and compare with the first reports."""
    number = first // TOGETHER
    threads = str(THREADS[number % len(THREADS)])
    command = [sys.executable, __file__, "--work", str(first), str(count), str(sample), name]
    environment = {**os.environ, "OMP_NUM_THREADS": threads, "PYTHONHASHSEED": str(number)}
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, text=True, encoding="utf-8", check=True
    )
    with LOCK:
        for line in done.stdout.splitlines():
            run, submission, seconds, text = json.loads(line)
            seen.seconds[name] = seen.seconds.get(name, 0.0) + seconds
            compare(seen, submission, run, text)
        seen.runs[name] = seen.runs.get(name, 0) + count
        if keep:
            keep.write_text(json.dumps(asdict(seen)), encoding="utf-8")
    print(f"{name}: {seen.runs[name]} runs", file=sys.stderr, flush=True)


def compare(seen: Seen, submission: str, run: int, text: str) -> None:
    """Compare a report with the first one of the same submission."""
    known = seen.reports.setdefault(submission, text)
    if text != known:
        lines = difflib.unified_diff(
            known.splitlines(), text.splitlines(), "first", f"run {run + 1}", lineterm="", n=0
        )
        seen.differences.setdefault(submission, []).append("\n".join(lines))


def report(seen: Seen) -> None:
    """Print a table, and every difference."""
    print(machine())
    print()
    print("| exercise | submissions | runs | reports that differ from the first | one run, s |")
    print("|---|---|---|---|---|")
    for exercise, runs in seen.runs.items():
        of_it = [name for name in seen.reports if name.startswith(f"{exercise}: ")]
        differ = sum(len(seen.differences.get(name, ())) for name in of_it)
        print(
            f"| {exercise} | {len(of_it)} | {runs} | {differ} of {len(of_it) * (runs - 1)} "
            f"| {seen.seconds[exercise] / runs:.0f} |"
        )
    for name, differences in seen.differences.items():
        print(f"\n{name}, {len(differences)} times; the first time:\n\n{differences[0]}")


def main() -> None:
    """Make the runs that are asked for, and report."""
    parser = argparse.ArgumentParser(description="Are reports the same on every run?")
    parser.add_argument("--runs", type=int, default=50)
    parser.add_argument("--ddp-runs", type=int, default=10, help="ddp takes much longer than all")
    parser.add_argument("--at-once", type=int, default=2, help="exercises graded side by side")
    parser.add_argument("--mistakes", type=int, default=3, help="of each exercise, as a sample")
    hogs = (os.cpu_count() or 1) + 1
    parser.add_argument("--hogs", type=int, default=hogs, help="processes that only compute")
    parser.add_argument("--keep", type=Path, help="where to keep what was seen, and to go on from")
    parser.add_argument("--work", type=int, nargs=3, help=argparse.SUPPRESS)
    parser.add_argument("exercises", nargs="*")
    options = parser.parse_args()
    names = options.exercises or [e.id for e in Course.load(ROOT).exercises]
    if options.work:
        work(names[0], *options.work)
        return
    seen = Seen()
    if options.keep and options.keep.exists():
        kept: dict[str, Any] = json.loads(options.keep.read_text(encoding="utf-8"))
        seen = Seen(**kept)
    with busy(options.hogs):
        for first in range(0, max(options.runs, options.ddp_runs), TOGETHER):
            with ThreadPoolExecutor(options.at_once) as workers:
                pieces = []
                for name in names:
                    done = seen.runs.get(name, 0)
                    end = min(first + TOGETHER, options.ddp_runs if name == "ddp" else options.runs)
                    if done < end:
                        task = (seen, options.keep, name, done, end - done)
                        sample = options.mistakes
                        pieces.append(workers.submit(piece, *task, sample=sample))
            for one in pieces:
                one.result()  # raises what it raised
    report(seen)
    sys.exit(bool(seen.differences))


if __name__ == "__main__":
    main()
