"""Finds what is to be graded: from names, files, folders and archives to submissions.

A path that the user names is the user's own, and may be a link. What is found in a folder or an
archive was handed in, and is read as hostile.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from grader.errors import NothingToGrade, UsageError
from grader.grading.file_names import asked_for
from grader.grading.grading import Work
from grader.grading.reading import (
    NOTEBOOK,
    Piece,
    begun_in,
    chosen,
    in_memory,
    names,
    on_disk,
    with_others,
)
from grader.language import text
from grader.model.course import Course
from grader.model.exercise import Exercise
from grader.model.source import decoded, read_source
from grader.model.submission import Submission

ARCHIVES = (".zip", ".tar", ".tar.gz", ".tgz", ".tar.bz2", ".tbz2", ".tar.xz", ".txz")
"""How the names of archives end."""


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
        targets: names of exercises, files, archives and folders; none means all that was begun in
            `folder`.
        folder: the working directory.
        exercise: the exercise that a file is for, where its name does not tell.

    Raises:
        UsageError: a target is not there, can't be read, or belongs to no exercise.
        NothingToGrade: the targets are there, but no work is in them.
    """
    if exercise is not None:
        return [_single(course.exercise(exercise), targets)]
    if not targets:
        works = works_in(course.exercises, folder)
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
    path = Path(targets[0])
    if (owner := packer(path)) is not None:
        return Portfolio(owner, _unpacked((exercise,), path, owner))
    return Portfolio(None, ((exercise, read(exercise, path)),))


def read(
    exercise: Exercise, path: Path, owner: str | None = None, *, inside: Path | None = None
) -> Submission:
    """Read a submission of `exercise` from a Python file or a notebook of any name.

    Args:
        exercise: what it is for.
        path: its first file; the others that the exercise asks for lie beside it.
        owner: whose work it is.
        inside: the folder that was handed in, if the user did not name the file.

    Raises:
        UsageError: the file can't be read.
        NothingToGrade: it is empty.
    """
    submission, _ = chosen(exercise, [on_disk(path, inside)], owner)
    return with_others(submission, _beside(exercise, path, inside))


def _beside(exercise: Exercise, path: Path, inside: Path | None) -> dict[str, str]:
    """Read the other files that an exercise asks for, where they are."""
    others = {}
    for name in exercise.files[1:]:
        if os.path.lexists(beside := path.with_name(name)):
            others[name] = read_source(beside, inside=inside or path.parent)
    return others


def _target(course: Course, target: str, folder: Path) -> list[Portfolio]:
    path = folder / target
    if os.path.isdir(path):  # noqa: PTH112 - never raises, whatever the name
        return _folder(course, path)
    if os.path.exists(path):  # noqa: PTH110 - never raises, whatever the name
        if (owner := packer(path)) is not None:
            return [Portfolio(owner, _unpacked(course.exercises, path, owner))]
        exercise = asked_for(course, path)
        if exercise is None:
            _is_sound(path)  # what is no Python file at all is told so first
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
    works = works_in((exercise,), folder)
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
    if works := works_in(course.exercises, folder):
        return [Portfolio(None, works)]
    try:
        people = sorted(p for p in folder.iterdir() if p.is_dir() and not p.name.startswith("."))
    except OSError as error:
        raise UsageError(
            text("{path} can't be read: {reason}.", path=folder, reason=error.strerror)
        ) from None
    portfolios = [
        Portfolio(person.name, works)
        for person in people
        if (works := _works_of(course.exercises, person))
    ]
    if not portfolios:
        raise _nothing(course.exercises, folder)
    return portfolios


def _nothing(exercises: Sequence[Exercise], path: Path) -> NothingToGrade:
    listed = ", ".join(e.files[0] for e in exercises)
    return NothingToGrade(
        text("No exercise's file is in {path}; looked for {names}.", path=path, names=listed)
    )


def works_in(exercises: Sequence[Exercise], folder: Path) -> tuple[Work, ...]:
    """Read one's own work, in a folder: `NAME.py` or `NAME/NAME.py`, or a notebook, each."""
    return tuple(
        (exercise, submission)
        for exercise in exercises
        if (submission := _found_in(exercise, folder, folder, None))
    )


def _works_of(exercises: Sequence[Exercise], person: Path) -> tuple[Work, ...]:
    """Read the work of one of several people: what can't be read fails, and stops no one else."""
    works = []
    for exercise in exercises:
        try:
            if submission := _found_in(exercise, person, person.parent, person.name):
                works.append((exercise, submission))
        except UsageError as error:
            # The path, as that person knows it.
            path = person / exercise.files[0]
            values = {**error.message.values, "path": path.name}
            problem = replace(error.message, values=values)
            works.append((exercise, Submission({}, path, person.name, problem)))
    return tuple(works)


def _found_in(
    exercise: Exercise, folder: Path, inside: Path, owner: str | None
) -> Submission | None:
    """Read what an exercise is handed in as, if it is in a folder and not the course's own stub."""
    for place in (folder, folder / exercise.id):
        paths = [place / name for name in names(exercise)]
        there = [path for path in paths if os.path.lexists(path)]
        if there:
            handed_in = [path for path in there if not _is_stub(exercise, path)]
            if not handed_in:
                return None
            pieces = [on_disk(path, inside) for path in handed_in]
            submission, piece = chosen(exercise, pieces, owner)
            return with_others(submission, _beside(exercise, piece.path, inside))
    return None


def _is_stub(exercise: Exercise, path: Path) -> bool:
    stub = exercise.notebook_stub if path.suffix == NOTEBOOK else exercise.stub
    try:
        return path.samefile(stub)
    except OSError:
        return False


def _is_sound(path: Path) -> None:
    if path.suffix == NOTEBOOK:
        from grader.intake.notebooks import read_notebook

        read_notebook(path)
    else:
        read_source(path)


def packer(path: Path) -> str | None:
    """Return whose submission an archive is, by its name; None for what is no archive."""
    suffix = next((s for s in ARCHIVES if path.name.lower().endswith(s)), None)
    return path.name[: -len(suffix)] if suffix else None


def _unpacked(exercises: Sequence[Exercise], path: Path, owner: str) -> tuple[Work, ...]:
    """Read one person's archive: each exercise's file lies in it once, in whichever folder."""
    from grader.intake.archives import read_archive

    wanted = {name for e in exercises for name in (*e.files, *names(e))}
    content = read_archive(path, wanted.__contains__)
    works = []
    for exercise in exercises:
        found = sorted(name for name in content if name.name in names(exercise))
        if not found:
            continue
        folders: dict[PurePosixPath, list[Piece]] = {}
        for name in found:
            packed = content[name]
            piece = in_memory(path / name, packed.content, packed.modified)
            folders.setdefault(name.parent, []).append(piece)
        meant = list(folders) if len(folders) == 1 else begun_in(exercise, folders)
        if len(meant) > 1:
            raise _ambiguous(path / found[0], found[1])
        submission, piece = chosen(exercise, folders[meant[0]], owner)
        folder = next(name.parent for name in found if path / name == piece.path)
        others = {
            other: decoded(content[folder / other].content, path / folder / other)
            for other in exercise.files[1:]
            if folder / other in content
        }
        works.append((exercise, with_others(submission, others)))
    if not works:
        raise _nothing(exercises, path)
    return tuple(works)


def _ambiguous(path: Path, other: object) -> UsageError:
    return UsageError(
        text(
            "{path} and {other} are both there, for one exercise; leave only the one to grade.",
            path=path,
            other=other,
        )
    )
