"""The instructor's files as wholes: whoever has a copy of one has all that is in it."""

from __future__ import annotations

from collections.abc import Mapping

from grader.authoring.release.manifest import digest
from grader.language import Text, text
from grader.model.course import Course

_LEAST = 64
"""Bytes below which two files may be the same by chance: an empty module, a `{}`."""


def copies(course: Course) -> Mapping[str, Text]:
    """Return what each file of the solutions is, by its digest, of all exercises of a course.

    Programs are among them; what `secrets` looks for is their parts.
    """
    found: dict[str, Text] = {}
    for exercise in course.exercises:
        if exercise.solution is None:
            continue
        for path in sorted(exercise.solution.rglob("*")):
            if "__pycache__" in path.parts or not path.is_file():
                continue
            content = path.read_bytes()
            if len(content) >= _LEAST:
                name = path.relative_to(exercise.solution).as_posix()
                found[digest(content)] = text("{path} of {id}", path=name, id=exercise.id)
    return found
