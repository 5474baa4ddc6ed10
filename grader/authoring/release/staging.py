"""Puts what was handed in, in whichever folders, where a grader finds it.

On a platform nobody knows how students packed their files: the exercises' files are found by their
names. Of several, a stub that nobody began does not count beside work, nor does what lies where a
course keeps its own stubs; then the one that lies highest does.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from pathlib import Path, PurePosixPath

from grader.grading.reading import begun_in, names, on_disk
from grader.model.course import Course
from grader.model.exercise import Exercise

_MOST = 20_000
"""Files that are looked at."""
_SIZE = 64 << 20
"""Bytes of a file that is taken."""
_COMPARED = 20
"""Folders with an exercise's files of which it is asked whether they were begun: each is read."""


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
        folder = _meant(exercise, submission, there)
        (desk / exercise.id).mkdir()
        for name in sorted({*names(exercise), *exercise.files}):
            if _is_plain(folder / name):
                shutil.copy2(folder / name, desk / exercise.id / name)


def _meant(exercise: Exercise, submission: Path, there: Iterable[Path]) -> Path:
    """Return the folder whose files are graded."""
    ordered = sorted(there, key=lambda folder: (len(folder.parts), str(folder)))[:_COMPARED]
    if len(ordered) == 1:
        return ordered[0]
    called = {PurePosixPath(folder.relative_to(submission)): folder for folder in ordered}
    pieces = {
        name: [
            on_disk(folder / file, submission)
            for file in names(exercise)
            if _is_plain(folder / file)
        ]
        for name, folder in called.items()
    }
    return called[begun_in(exercise, pieces)[0]]


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
