"""Which exercise a file is for, by its name, and by what systems make of names."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path, PurePosixPath

from grader.grading.reading import NOTEBOOK
from grader.model.course import Course
from grader.model.exercise import Exercise

SOURCES = (".py", NOTEBOOK)

_COPY = r"(?:[-_ ]+(?P<a>\d{1,4})| ?[(（](?P<b>\d{1,4})[)）]|(?: - |[-_ ])(?P<c>copy|副本))"
"""What systems append to a name that is taken: Canvas `-1`, browsers ` (1)`, Windows ` - Copy`."""
_COPIED = re.compile(_COPY + r"$", re.IGNORECASE)


def asked_for(course: Course, path: Path) -> Exercise | None:
    """Return the exercise that a file of one's own is for: a script or a notebook, or a copy."""
    script = path.with_suffix(".py").name if path.suffix == NOTEBOOK else path.name
    if exercise := course.by_file(script):
        return exercise
    copy = exercise_of(path.name, course.exercises) if path.suffix in SOURCES else None
    return copy[0] if copy else None


def copied(stem: str) -> tuple[str, int]:
    """Split what a system appended to a name that was taken from the name: `x (2)` -> `x`, 2."""
    if not (match := _COPIED.search(stem)) or not match.start():
        return stem, 0
    return stem[: match.start()], int(match["a"] or match["b"] or 1)


def exercise_of(name: str, exercises: Sequence[Exercise]) -> tuple[Exercise, int] | None:
    """Return the exercise that a file is for, by its name, and how far the name is from it.

    0 is the name that is asked for; more are the numbers of copies (`training-2.py`), and 1 is
    `Training.PY`.
    """
    path = PurePosixPath(name)
    if path.suffix.lower() not in SOURCES:
        return None
    for exercise in exercises:
        if path.stem == exercise.id and path.suffix in SOURCES:
            return exercise, 0
    stem, number = copied(path.stem)
    for exercise in exercises:
        if path.stem.casefold() == exercise.id.casefold():
            return exercise, 1
        if stem.casefold() == exercise.id.casefold():
            return exercise, max(number, 1)
    return None
