"""What a notebook costs beyond the same code as a file, in a warm process: both executors.

Beside them stands what nbclient takes with a kernel of its own, started cold, outside of any walls,
to run the same cells and check nothing.
"""

from __future__ import annotations

import time
from dataclasses import replace
from pathlib import Path

import nbformat
from nbclient import NotebookClient
from timing import in_turns, machine

from grader.authoring.cells import to_notebook
from grader.checks.collect import run
from grader.checks.suite import Suite
from grader.intake.notebooks import cells_of, joined
from grader.model.course import Course
from grader.model.exercise import Exercise
from grader.model.submission import Submission
from grader.sandbox.capabilities import launcher

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 9
EXERCISES = ("training", "parameter_count")
TARGETS = {"shell": 100, "kernel": 1000}
PRELOAD = ("grader.student.notebook.shell", "grader.student.notebook.kernel")


def as_notebook(submission: Submission) -> tuple[Submission, nbformat.NotebookNode]:
    """The same code, cut into cells."""
    notebook = to_notebook(next(iter(submission.files.values())))
    path = Path("work.ipynb")
    cells = cells_of(nbformat.writes(notebook).encode(), path)
    files = {next(iter(submission.files)): joined(cells)}
    return replace(submission, files=files, cells=cells, path=path), notebook


def compare(suite: Suite, exercise: Exercise) -> None:
    """Print the rows of an exercise."""
    assert exercise.reference
    script = Submission.read(exercise.reference)
    submission, notebook = as_notebook(script)

    def graded(work: Submission, kind: str) -> None:
        suite._examiner.bench.kind = kind  # type: ignore[assignment]  # noqa: SLF001 - a benchmark
        results = suite.examine(exercise, work)
        assert all(r.outcome.name != "failed" for r in results), results

    def cold() -> None:
        NotebookClient(nbformat.from_dict(notebook), kernel_name="python3").execute()

    medians = in_turns(
        {
            "the file": lambda: graded(script, "shell"),
            "shell": lambda: graded(submission, "shell"),
            "kernel": lambda: graded(submission, "kernel"),
            "nbclient, cold kernel, no checks": cold,
        },
        ROUNDS,
    )
    base = medians["the file"]
    for name, seconds in medians.items():
        target = f" (target: at most {TARGETS[name]})" if name in TARGETS else ""
        more = f"{1e3 * (seconds - base):+.0f}{target}" if name in TARGETS else ""
        print(f"| {exercise.id} | {name} | {1e3 * seconds:.0f} | {more} |")


def main() -> None:
    """Print a table."""
    course = Course.load(ROOT)
    exercises = [course.exercise(name) for name in EXERCISES]
    preload = dict.fromkeys([n for e in exercises for n in e.grants.preload] + list(PRELOAD))
    started = launcher(tuple(preload))

    def use(suite: Suite) -> None:
        print(machine())
        print()
        print("| exercise | how | grading it again, median ms | more than the file, ms |")
        print("|---|---|---|---|")
        for exercise in exercises:
            compare(suite, exercise)

    start = time.perf_counter()
    try:
        run(exercises, started, use)
    finally:
        started.close()
    print(f"\n({time.perf_counter() - start:.0f} s)")


if __name__ == "__main__":
    main()
