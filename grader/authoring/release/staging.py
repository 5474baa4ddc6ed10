"""Puts what was handed in, in whichever folders, where a grader finds it.

On a platform nobody knows how students packed their files: the exercises' files are found by their
names, the one that lies highest first.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from grader.grading.reading import names
from grader.model.course import Course

_MOST = 20_000
"""Files that are looked at."""
_SIZE = 64 << 20
"""Bytes of a file that is taken."""


def stage(course: Course, submission: Path, desk: Path) -> None:
    """Copy the exercises' files of a submission, each exercise's into its own folder.

    Args:
        course: the exercises that there are.
        submission: what was handed in; it is hostile: links are not followed.
        desk: an empty folder.
    """
    places: dict[str, list[Path]] = {}
    for path in _files(submission):
        places.setdefault(path.name, []).append(path.parent)
    for exercise in course.exercises:
        there = {folder for name in names(exercise) for folder in places.get(name, ())}
        if not there:
            continue
        folder = min(there, key=lambda folder: (len(folder.parts), str(folder)))
        (desk / exercise.id).mkdir()
        for name in sorted({*names(exercise), *exercise.files}):
            if _is_plain(folder / name):
                shutil.copy2(folder / name, desk / exercise.id / name)


def _files(submission: Path) -> Iterator[Path]:
    count = 0
    for root, folders, files in os.walk(submission):
        folders[:] = sorted(name for name in folders if not name.startswith((".", "__")))
        for name in sorted(files):
            count += 1
            if count > _MOST:
                return
            if _is_plain(path := Path(root, name)):
                yield path


def _is_plain(path: Path) -> bool:
    try:
        return not path.is_symlink() and path.is_file() and path.lstat().st_size <= _SIZE
    except (OSError, ValueError):
        return False
