"""Finds what a job was told to grade, for a platform that takes marks from it.

`locate` finds what somebody has begun, and says what is wrong with a path. A mark is out of what
was assigned, whatever became of it: an exercise that is named counts when its file is missing or
can't be read, and costs its own points and no other's. Each is graded once, from its own place,
however many files of its name lie about.
"""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from grader.errors import NothingToGrade, UsageError
from grader.grading.file_names import asked_for
from grader.grading.grading import Work
from grader.grading.locate import Portfolio, locate, packer, read, works_in
from grader.grading.reading import names
from grader.language import Text, text
from grader.model.course import Course
from grader.model.exercise import Exercise
from grader.model.submission import Submission


def assigned(
    course: Course, targets: Sequence[str], folder: Path, *, exercise: str | None = None
) -> list[Portfolio]:
    """Find one person's work.

    Args:
        course: the exercises that there are.
        targets: names of exercises, each of which counts; files, archives and folders; none means
            all that is in `folder`.
        folder: the working directory.
        exercise: the exercise that a file is for, where its name does not tell.

    Raises:
        NothingToGrade: what was handed in is the reason that nothing can be graded.
        UsageError: the command itself is wrong: it names what is in no course.
    """
    if exercise is not None and len(targets) == 1:
        one = course.exercise(exercise)
        given = functools.partial(_given, course, one, targets, folder)
        return _one(course, targets, [_work(one, given, folder)])
    if exercise is not None:
        return locate(course, targets, folder, exercise=exercise)
    works: list[Work] = []
    for target in targets or ["."]:
        works += _target(course, target, folder)
    # One file may be found by its name and in its folder: it counts once.
    once = {one.id: (one, work) for one, work in reversed(works)}
    return _one(course, targets, [once[one.id] for one in course.exercises if one.id in once])


def _one(course: Course, targets: Sequence[str], works: Iterable[Work]) -> list[Portfolio]:
    found = tuple(works)
    if not found:
        words = "No exercise's file is in {path}; looked for {names}."
        listed = ", ".join(e.files[0] for e in course.exercises)
        raise NothingToGrade(Text(words, {"path": ", ".join(targets) or ".", "names": listed}))
    owner = next((work.owner for _, work in found if work.owner), None)
    return [Portfolio(owner, found)]


def _target(course: Course, target: str, folder: Path) -> list[Work]:
    path = folder / target
    name = target.rstrip("/")
    if named := next((e for e in course.exercises if name in (e.id, f"{e.track}/{e.id}")), None):
        return [_named(named, folder)]
    if os.path.isdir(path):  # noqa: PTH112 - never raises, whatever the name
        found = [_work(e, functools.partial(_in_folder, e, path), folder) for e in course.exercises]
        return [work for work in found if work[1].problem or work[1].files]
    if packer(path) is not None:
        return list(_unpacked(course, target, folder))
    if by_file := asked_for(course, path):
        return [_work(by_file, lambda: read(by_file, path), folder)]
    if not path.suffix:
        course.exercise(target)  # says which there are
    locate(course, [target], folder)
    raise AssertionError(target)


def _named(exercise: Exercise, folder: Path) -> Work:
    def found() -> Submission:
        if works := works_in((exercise,), folder):
            return works[0][1]
        script, notebook = names(exercise)
        raise NothingToGrade(
            text(
                "Nothing was handed in for {id}: neither {script} nor {notebook} is there.",
                id=exercise.id,
                script=script,
                notebook=notebook,
            )
        )

    return _work(exercise, found, folder)


def _in_folder(exercise: Exercise, folder: Path) -> Submission:
    works = works_in((exercise,), folder)
    return works[0][1] if works else Submission({})


def _unpacked(course: Course, target: str, folder: Path) -> tuple[Work, ...]:
    try:
        return locate(course, [target], folder)[0].works
    except UsageError as error:
        raise NothingToGrade(_known(error.message, folder)) from None


def _given(course: Course, exercise: Exercise, targets: Sequence[str], folder: Path) -> Submission:
    return locate(course, [str(folder / targets[0])], folder, exercise=exercise.id)[0].works[0][1]


def _work(exercise: Exercise, find: Callable[[], Submission], folder: Path) -> Work:
    """Return an exercise's work; what can't be read is a problem that fails it alone."""
    try:
        return exercise, find()
    except UsageError as error:
        where = error.message.values.get("path")
        path = where if isinstance(where, Path) else Path(exercise.files[0])
        return exercise, Submission({}, path, problem=_known(error.message, folder))


def _known(message: Text, folder: Path) -> Text:
    """Return a message with the paths that its reader knows: no folder that was made for a job."""

    def shown(value: object) -> object:
        if not isinstance(value, Path) or not value.is_absolute():
            return value
        return value.relative_to(folder) if value.is_relative_to(folder) else value.name

    return replace(message, values={name: shown(value) for name, value in message.values.items()})
