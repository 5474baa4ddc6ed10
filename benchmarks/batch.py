"""What grading a class costs: against one warm process without isolation, and fresh processes.

    python benchmarks/batch.py [--works 20] [--large 0]

Twenty submissions of `parameter_count` and of `training`, each different from all others, on one
core. `grader batch` runs all checks behind the walls; the warm process imports torch once and calls
the code directly, for those checks that can be run so; a fresh pytest process for each does the
same for one of them, as a grader without any of this would. With `--large N`, also N submissions in
one batch against a tenth of them: the rate, and the parent's memory.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from pathlib import Path

import psutil
from direct import DirectStudent, NeedsProcess
from timing import machine

from grader.model.course import Course

ROOT = Path(__file__).resolve().parents[1]
EXERCISES = ("parameter_count", "training")
FRESH = 4
"""Fresh processes that are measured; the others are taken to last as long."""


def write_class(folder: Path, works: int) -> None:
    """References, each with a comment of its own."""
    course = Course.load(ROOT)
    for number in range(works // len(EXERCISES)):
        for name in EXERCISES:
            reference = course.exercise(name).reference
            assert reference
            place = folder / f"student{number:05}"
            place.mkdir(parents=True, exist_ok=True)
            source = reference.read_text(encoding="utf-8")
            (place / f"{name}.py").write_text(f"{source}\n# {number}\n", encoding="utf-8")


def one_core() -> None:
    """In a child before its program: stay on the first core."""
    psutil.Process().cpu_affinity([min(os.sched_getaffinity(0))])


def timed(command: list[str], **more: object) -> float:
    """Seconds that a command takes on one core."""
    start = time.perf_counter()
    subprocess.run(
        command, check=True, stdout=subprocess.DEVNULL, preexec_fn=one_core, cwd=ROOT, **more
    )  # type: ignore[call-overload]
    return time.perf_counter() - start


def batch(folder: Path, results: Path) -> list[str]:
    grader = str(Path(sys.executable).with_name("grader"))
    return [grader, "batch", str(folder), "-o", str(results), "--course", str(ROOT), "--jobs", "1"]


def direct(folder: Path, only: str = "") -> None:
    """In a process of its own: the same assertions on every submission, called directly."""
    from grader.checks.collect import run
    from grader.checks.reference import Reference
    from grader.checks.suite import Suite
    from grader.sandbox.capabilities import launcher

    course = Course.load(ROOT)
    exercises = [course.exercise(name) for name in EXERCISES]

    class Nobody:
        """Starts nothing."""

        level = "process"

    def use(suite: Suite) -> None:
        begun = time.perf_counter()
        count = made = left = 0
        for path in sorted(folder.glob(only or "*/*.py")):
            exercise = course.exercise(path.stem)
            source = path.read_text(encoding="utf-8")
            student = DirectStudent({path.name: source})
            reference = Reference(exercise.reference) if exercise.reference else None
            for item in suite.of(exercise):
                fixtures = {"student": student, "reference": reference}
                wanted = {n: fixtures[n] for n in item.fixturenames if n in fixtures}  # type: ignore[attr-defined]
                try:
                    item.function(**wanted)  # type: ignore[attr-defined]
                except (NeedsProcess, Exception):  # noqa: BLE001 - one that can't run so is left out
                    left += 1
                else:
                    made += 1
            count += 1
        seconds = (time.perf_counter() - begun) / max(count, 1)
        print(json.dumps({"each": seconds, "made": made, "left": left}))

    del launcher
    run(exercises, Nobody(), use)  # type: ignore[arg-type]


def compare(works: int) -> None:
    """Print the table of twenty."""
    with tempfile.TemporaryDirectory() as folder:
        handed = Path(folder, "class")
        write_class(handed, works)
        ours = timed(batch(handed, Path(folder, "results")))
        script = [sys.executable, __file__, "--direct", str(handed)]
        start = time.perf_counter()
        done = subprocess.run(
            script, check=True, capture_output=True, text=True, preexec_fn=one_core
        )
        warm = time.perf_counter() - start
        told = json.loads(done.stdout.splitlines()[-1])
        each = told["each"]
        fresh = [
            timed([*script, "--only", f"student{number:05}/{name}.py"])
            for number in range(FRESH // len(EXERCISES))
            for name in EXERCISES
        ]
    own = _each(ours, works)
    slow = works * sum(fresh) / len(fresh)
    print(machine())
    print()
    print(f"| {works} works on one core | s | ratio |")
    print("|---|---|---|")
    print(f"| `grader batch`, start and walls included | {ours:.1f} | |")
    print(
        f"| one warm process, no walls, called directly | {warm:.1f} "
        f"| {ours / warm:.2f} (target: at most 1.7) |"
    )
    print(
        f"| a fresh process for each (of {FRESH} measured) | {slow:.1f} "
        f"| {slow / ours:.1f} times longer (target: at least 15) |"
    )
    print(
        f"| (directly, {told['made']} checks were made, and {told['left']} left out, which need "
        "a process of their own) | | |"
    )
    print(
        f"| a work, start excluded: {1e3 * own:.0f} ms against {1e3 * each:.0f} ms | "
        f"| {own / each:.1f} (target: at most 7) |"
    )


def _each(whole: float, works: int) -> float:
    """Seconds that a work costs without the start: a second, larger class tells it."""
    with tempfile.TemporaryDirectory() as folder:
        write_class(Path(folder, "class"), 2 * works)
        twice = timed(batch(Path(folder, "class"), Path(folder, "results")))
    return (twice - whole) / works


def large(works: int) -> None:
    """Print how rate and memory hold."""
    print()
    print("| works | a minute and core | parent's memory, MB |")
    print("|---|---|---|")
    for count in (works // 10, works):
        with tempfile.TemporaryDirectory() as folder:
            write_class(Path(folder, "class"), count)
            start = time.perf_counter()
            process = subprocess.Popen(
                batch(Path(folder, "class"), Path(folder, "results")),
                stdout=subprocess.DEVNULL,
                preexec_fn=one_core,  # noqa: PLW1509 - no thread runs yet
            )
            most = [0]

            def watch(process: subprocess.Popen[bytes] = process, most: list[int] = most) -> None:
                one = psutil.Process(process.pid)
                while process.poll() is None:
                    try:
                        most[0] = max(most[0], one.memory_info().rss)
                    except psutil.NoSuchProcess:
                        return
                    time.sleep(0.2)

            watcher = threading.Thread(target=watch)
            watcher.start()
            process.wait()
            watcher.join()
            seconds = time.perf_counter() - start
        print(f"| {count} | {60 * count / seconds:.0f} | {most[0] / 2**20:.0f} |")


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description="What does a class cost?")
    parser.add_argument("--works", type=int, default=20)
    parser.add_argument("--large", type=int, default=0)
    parser.add_argument("--direct", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--only", default="", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.direct:
        direct(options.direct, options.only)
        return
    compare(options.works)
    if options.large:
        large(options.large)


if __name__ == "__main__":
    main()
