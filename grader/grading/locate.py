"""Finds what is to be graded: from names, files and folders to submissions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.errors import NothingToGrade, UsageError
from grader.grading.grading import Work
from grader.language import text
from grader.model.course import Course
from grader.model.exercise import Exercise
from grader.model.submission import Submission, read_source


@dataclass(frozen=True, slots=True)
class Portfolio:
    """One person's work: on one exercise or several."""

    owner: str | None
    works: tuple[Work, ...]


def locate(
    course: Course, targets: Sequence[str], folder: Path, *, exercise: str | None = None
) -> list[Portfolio]:
    """Find the submissions that `targets` name.

    Args:
        course: the exercises that there are.
        targets: names of exercises, files and folders; none means all that was begun in `folder`.
        folder: the working directory.
        exercise: the exercise that a file is for, where its name does not tell.

    Raises:
        UsageError: a target is not there, can't be read, or belongs to no exercise.
        NothingToGrade: the targets are there, but no work is in them.
    """
    if exercise is not None:
        return [_single(course.exercise(exercise), targets)]
    if not targets:
        works = _works_in(course, folder, None)
        if not works:
            raise NothingToGrade(
                text("Nothing has been begun in {path}. Begin with: grader start", path=folder)
            )
        return [Portfolio(None, works)]
    found: list[Portfolio] = []
    for target in targets:
        found += _target(course, target, folder)
    alone = [p for p in found if p.owner is None]
    if len(alone) > 1:
        # Several of one's own exercises make one report.
        merged = tuple(work for portfolio in alone for work in portfolio.works)
        return [Portfolio(None, merged), *(p for p in found if p.owner is not None)]
    return found


def _single(exercise: Exercise, targets: Sequence[str]) -> Portfolio:
    if len(targets) != 1:
        raise UsageError(
            text("--exercise goes with one file; {count} were named.", count=len(targets))
        )
    return Portfolio(None, ((exercise, read(exercise, Path(targets[0]))),))


def read(exercise: Exercise, path: Path, owner: str | None = None) -> Submission:
    """Read a submission of `exercise` from a file of any name.

    Raises:
        UsageError: the file can't be read.
        NothingToGrade: it is empty.
    """
    source = read_source(path)
    if not source.strip():
        raise NothingToGrade(text("{path} is empty.", path=path))
    files = {exercise.files[0]: source}
    for name in exercise.files[1:]:
        if (beside := path.with_name(name)).is_file():
            files[name] = read_source(beside)
    return Submission(files, path, owner)


def _target(course: Course, target: str, folder: Path) -> list[Portfolio]:
    path = Path(target) if Path(target).is_absolute() else folder / target
    if path.is_dir():
        return _folder(course, path)
    if path.exists():
        exercise = course.by_file(path.name)
        if exercise is None:
            read_source(path)  # what is no Python file at all is told so first
            raise UsageError(
                text(
                    "The name of {path} does not tell which exercise it is for. "
                    "Say so with --exercise, one of: {names}.",
                    path=path,
                    names=", ".join(e.id for e in course.exercises),
                )
            )
        return [Portfolio(None, ((exercise, read(exercise, path)),))]
    if path.suffix or "/" in target or "\\" in target:
        raise UsageError(text("There is no file or folder {path}.", path=target))
    exercise = course.exercise(target)
    works = _works_in(course, folder, None, only=exercise)
    if not works:
        raise NothingToGrade(
            text(
                "{id} has not been begun in {path}. Begin with: grader start {id}",
                id=exercise.id,
                path=folder,
            )
        )
    return [Portfolio(None, works)]


def _folder(course: Course, folder: Path) -> list[Portfolio]:
    """A folder holds one person's work, or a folder for each person."""
    if works := _works_in(course, folder, None):
        return [Portfolio(None, works)]
    people = sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
    portfolios = [
        Portfolio(person.name, works)
        for person in people
        if (works := _works_in(course, person, person.name))
    ]
    if not portfolios:
        names = ", ".join(e.files[0] for e in course.exercises)
        raise NothingToGrade(
            text("No exercise's file is in {path}; looked for {names}.", path=folder, names=names)
        )
    return portfolios


def _works_in(
    course: Course, folder: Path, owner: str | None, *, only: Exercise | None = None
) -> tuple[Work, ...]:
    """`NAME.py` or `NAME/NAME.py` for each exercise."""
    works = []
    for exercise in course.exercises if only is None else (only,):
        name = exercise.files[0]
        candidates = (folder / name, folder / exercise.id / name)
        path = next((c for c in candidates if c.is_file()), None)
        if path is not None and not path.samefile(exercise.stub):
            works.append((exercise, read(exercise, path, owner)))
    return tuple(works)
