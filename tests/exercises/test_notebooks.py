"""The same code in a notebook is graded as it is in a file: outcomes, points, named mistakes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from grader.authoring.cells import to_notebook, written
from grader.checks.cells import Kind
from grader.grading.grading import Grading, grading
from grader.grading.reading import in_memory
from grader.model.course import Course
from grader.model.exercise import Exercise
from grader.model.outcome import Failed
from grader.model.report import ExerciseResult
from grader.model.source import read_source
from grader.model.submission import Submission

ROOT = Path(__file__).resolve().parents[2]
COURSE = Course.load(ROOT)
EXERCISES = {exercise.id: exercise for exercise in COURSE.exercises}

VARIANTS = 1
EVERY = 15
"""Of the mistakes, the short form takes one in so many."""
KERNEL = 40
"""With a real kernel one in so many."""
SLOW = {"ddp": 100, "single_gpu": 2}
"""Exercises of real launches, or of a process for each check: so many times fewer mistakes."""


@dataclass(frozen=True)
class Seen:
    """What is the same for a file and a notebook."""

    checks: tuple[tuple[str, str, float, str | None], ...]
    """For each check its id, its outcome, its points, and the mistake that it names."""

    @classmethod
    def of(cls, result: ExerciseResult) -> Seen:
        return cls(
            tuple(
                (check.id, check.outcome.name, check.points, _named(check.outcome))
                for check in result.checks
            )
        )

    def differences(self, other: Seen) -> Iterator[str]:
        names = {ident: rest for ident, *rest in self.checks}
        others = {ident: rest for ident, *rest in other.checks}
        for ident in {**names, **others}:
            if names.get(ident) != others.get(ident):
                yield f"{ident}: {names.get(ident)} as a file, {others.get(ident)} as a notebook"


def _named(outcome: object) -> str | None:
    return outcome.diagnosis.mistake if isinstance(outcome, Failed) and outcome.diagnosis else None


def as_file(exercise: Exercise, path: Path) -> Submission:
    return Submission({exercise.files[0]: read_source(path)}, path)


def as_notebook(exercise: Exercise, path: Path) -> Submission:
    """As it is found on a disk: bytes, with the name that the exercise asks for."""
    source = read_source(path)
    if exercise.notebooks.script:
        source = f"%%writefile {exercise.files[0]}\n{source}"
    made = written(to_notebook(source))
    piece = in_memory(path.with_name(f"{exercise.id}.ipynb"), made.encode(), 0.0)
    return piece.submission(exercise)


def works(exercise: Exercise, every: int, variants: int | None = None) -> list[Path]:
    """The reference, some variants, and one mistake in so many, the last among them.

    The same ones every time. (The first mistake of `ddp` hangs until its time is up.)
    """
    assert exercise.solution
    assert exercise.reference
    both = [sorted((exercise.solution / part).glob("*.py")) for part in ("variants", "mistakes")]
    return [exercise.reference, *both[0][:variants], *both[1][::-every]]


def compare(exercise: Exercise, paths: list[Path], kind: Kind) -> dict[str, list[str]]:
    """What differs, by the name of the file."""

    def use(bench: Grading) -> dict[str, list[str]]:
        found = {}
        for path in paths:
            seen = [
                Seen.of(bench.grade(exercise, make(exercise, path)))
                for make in (as_file, as_notebook)
            ]
            if differences := list(seen[0].differences(seen[1])):
                found[path.stem] = differences
        return found

    return grading([exercise], use, notebooks=kind)


Told = Callable[[str, object], None]


@pytest.mark.parametrize("name", EXERCISES)
def test_a_notebook_is_graded_as_the_file_is_in_short(name: str, record_property: Told) -> None:
    variants = 0 if name in SLOW else VARIANTS
    paths = works(EXERCISES[name], EVERY * SLOW.get(name, 1), variants)
    assert compare(EXERCISES[name], paths, "shell") == {}
    record_property("told", f"{len(paths)} notebooks of {name} are graded as their files are")


@pytest.mark.slow
@pytest.mark.parametrize("name", EXERCISES)
def test_a_notebook_is_graded_as_the_file_is(name: str, request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--nightly"):
        pytest.skip("the short form runs; --nightly runs the whole")
    assert compare(EXERCISES[name], works(EXERCISES[name], 1), "shell") == {}


KERNELS = pytest.mark.parametrize("name", [name for name in EXERCISES if name != "ddp"])
"""ddp's notebook holds a script: no kernel has to do with it."""


@KERNELS
def test_a_real_kernel_says_the_same_in_short(name: str) -> None:
    paths = works(EXERCISES[name], KERNEL * SLOW.get(name, 1), 0)
    assert compare(EXERCISES[name], paths, "kernel") == {}


@pytest.mark.slow
@KERNELS
def test_a_real_kernel_says_the_same(name: str, request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--nightly"):
        pytest.skip("the short form runs; --nightly runs the whole")
    assert compare(EXERCISES[name], works(EXERCISES[name], 1), "kernel") == {}
