"""How `grader batch` and its gradebook hold up to a very large class.

    python benchmarks/scale.py [--sizes 1000 10000 100000]

Only the grading itself is simulated: a stub answers at once, with the report of a real submission.
Everything else is real: so many files on a disk, the reading of the class, the keys, the
transactions of the gradebook, and, afterwards, the questions that somebody asks it. For each size,
in a process of its own: what a submission costs beside its grading, how much memory the process
took for the list of the class, and how much more while it was graded, the size of the gradebook,
and the median of the time that a row of a student takes.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path
from typing import Any

from timing import machine

from grader.gradebook.batch import Batch, Class
from grader.gradebook.keys import Keys
from grader.gradebook.layouts import read_class
from grader.gradebook.pool import Answer, LocalPool, Setting
from grader.gradebook.store import FILE, Gradebook
from grader.gradebook.worker import task_of
from grader.model.course import Course
from grader.model.submission import Submission

ROOT = Path(__file__).resolve().parents[1]
EXERCISE = "parameter_count"
ASKED = 200
"""Rows that are looked up."""


class Stub:
    """A pool that grades nothing: everybody gets what one submission got."""

    width = 2

    def __init__(self, course: Mapping[str, Any], found: Mapping[str, Any]) -> None:
        self._course, self._found = course, found

    def course(self) -> Mapping[str, Any]:
        """What the real one announced."""
        return self._course

    def submit(self, task: Mapping[str, Any], *, gpu: bool) -> Future[Answer]:
        """Answer at once; a program would get the task as JSON."""
        del gpu
        json.dumps(task)
        future: Future[Answer] = Future()
        future.set_result(Answer(self._found, "stub"))
        return future

    def renew(self) -> None:
        """Nothing is lost here."""

    def check(self) -> None:
        """All is well here."""

    def close(self) -> None:
        """Nothing is to be closed."""

    def kill(self) -> None:
        """Nothing is to be killed."""


class Silent:
    """Watches, and says nothing."""

    def begins(self, total: int, known: int) -> None:
        """See `Watcher`."""

    def working(self, works: object) -> None:
        """See `Watcher`."""

    def graded(self, work: str, score: float, most: float, broken: float) -> None:
        """See `Watcher`."""


def real_answer(course: Course, path: Path) -> None:
    """Grade a submission for real, and write what a program says of it."""
    exercise = course.exercise(EXERCISE)
    assert exercise.reference
    pool = LocalPool(
        Setting(str(ROOT), (f"{exercise.track}/{exercise.id}",), "0", "", "en", "", True), jobs=1
    )
    announced = pool.course()
    found = pool.submit(task_of(exercise.id, Submission.read(exercise.reference)), gpu=False)
    path.write_text(json.dumps([announced, found.result().found]), encoding="utf-8")
    pool.close()


def one(size: int, folder: Path) -> None:
    """Grade a class of `size`, and print what it took, as JSON."""
    course = Course.load(ROOT)
    exercise = course.exercise(EXERCISE)
    handed = folder / "class"
    handed.mkdir()
    for number in range(size):
        (handed / f"student{number:06}.py").write_text(f"x = {number}\n", encoding="utf-8")
    announced, found = json.loads((folder / "answer.json").read_text(encoding="utf-8"))
    before = _memory_mb()
    start = time.perf_counter()
    with Gradebook(folder / "results", make=True) as book:
        attempts = read_class(course, handed, exercise=exercise.id)
        run = Batch(course, Class(attempts, {}, ()), book, Keys("0", []), source=handed)
        run.prepare({"keep": "latest"}, "latest", force=False)
        listed = _memory_mb()
        summary = run.run(Stub(announced, found), Silent())
        seconds = time.perf_counter() - start
        graded = _memory_mb()
        assert summary.graded == size
        rows = []
        for number in random.Random(0).sample(range(size), min(ASKED, size)):
            start = time.perf_counter()
            _row_of(book, f"student{number:06}")
            rows.append(time.perf_counter() - start)
        stored = (folder / "results" / FILE).stat().st_size
    print(
        json.dumps(
            {
                "each_ms": 1e3 * seconds / size,
                "listed_mb": listed - before,
                "memory_mb": graded - listed,
                "stored_kb": stored / size / 1024,
                "row_ms": 1e3 * statistics.median(rows),
                "slowest_row_ms": 1e3 * max(rows),
            }
        )
    )


def _row_of(book: Gradebook, student: str) -> None:
    """All that is known of one student: the mark, the attempts, every check, the report."""
    asked = (
        "SELECT * FROM marks WHERE student = ?",
        "SELECT * FROM attempts WHERE student = ? AND present = 1",
        "SELECT outcomes.* FROM attempts JOIN outcomes USING (result) WHERE student = ?",
        "SELECT report FROM attempts JOIN results ON key = attempts.result WHERE student = ?",
    )
    for query in asked:
        assert book.connection.execute(query, (student,)).fetchall()


def _memory_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description="How does a very large class hold up?")
    parser.add_argument("--sizes", type=int, nargs="+", default=[1000, 10_000, 100_000])
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.one:
        one(options.one, options.folder)
        return
    with tempfile.TemporaryDirectory() as given:
        answer = Path(given, "answer.json")
        real_answer(Course.load(ROOT), answer)
        print(machine())
        print()
        print(
            "| submissions | each, beside its grading, ms | memory for the list, MB "
            "| more while grading, MB | gradebook, KB each | a student's row, ms "
            "| the slowest of them, ms |"
        )
        print("|---|---|---|---|---|---|---|")
        for size in options.sizes:
            place = Path(given, str(size))
            place.mkdir()
            os.link(answer, place / "answer.json")
            script = [sys.executable, __file__, "--one", str(size), "--folder", str(place)]
            done = subprocess.run(script, check=True, capture_output=True, text=True)
            told = json.loads(done.stdout)
            print(
                f"| {size:,} | {told['each_ms']:.2f} | {told['listed_mb']:.0f} "
                f"| {told['memory_mb']:.0f} | {told['stored_kb']:.1f} | {told['row_ms']:.2f} "
                f"| {told['slowest_row_ms']:.2f} |"
            )


if __name__ == "__main__":
    main()
