"""The files that there are for an exercise, loose or packed: which of them count."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from grader.errors import UsageError
from grader.grading.reading import Piece, begun_in, in_memory
from grader.language import Text, text
from grader.model.exercise import Exercise
from grader.model.submission import Submission


@dataclass(frozen=True, slots=True)
class Found:
    """A source file, loose or packed."""

    name: PurePosixPath
    """As its author knows it, below the archive that it lies in."""
    path: Path
    """As it is shown."""
    raw: Callable[[], bytes]
    """Read it; raises UsageError."""
    modified: float
    distance: int = 0
    """How far its name is from the one that is asked for."""


def place(exercise: Exercise, found: Sequence[Found], *, strict: bool) -> list[Found]:
    """Return those that lie in the folder that counts.

    Raises:
        UsageError: they lie in several, and none is the one to look in first.
    """
    by_folder: dict[PurePosixPath, list[Found]] = {}
    for file in found:
        by_folder.setdefault(file.name.parent, []).append(file)
    exact = {p: fs for p, fs in by_folder.items() if any(f.distance == 0 for f in fs)}
    by_folder = exact or by_folder
    if len(by_folder) > 1 and not strict:
        for first in (PurePosixPath(), PurePosixPath(exercise.id)):
            if first in by_folder:
                return by_folder[first]
    if len(by_folder) > 1:
        pieces = {folder: [piece(file) for file in files] for folder, files in by_folder.items()}
        by_folder = {folder: by_folder[folder] for folder in begun_in(exercise, pieces)}
    if len(by_folder) > 1:
        one, other = sorted(str(fs[0].name) for fs in by_folder.values())[:2]
        raise UsageError(both_there(one, other))
    return next(iter(by_folder.values()))


def both_there(one: str, other: str) -> Text:
    """Say that a student has to choose."""
    return text(
        "{path} and {other} are both there, for one exercise; leave only the one to grade.",
        path=one,
        other=other,
    )


def beside(found: Sequence[Found]) -> list[Found]:
    """Return a script, a notebook or both: of each the name that is asked for, or the last copy."""
    kinds: dict[str, list[Found]] = {}
    for file in found:
        kinds.setdefault(file.name.suffix.lower(), []).append(file)
    return [
        min(files, key=lambda f: (f.distance > 0, -f.distance, str(f.name)))
        for _, files in sorted(kinds.items(), reverse=True)
    ]


def piece(file: Found) -> Piece:
    """Make a piece whose content is read when it is asked for, like everything here."""

    def submission(exercise: Exercise) -> Submission:
        read = in_memory(plain(file.path), file.raw(), file.modified)
        return read.submission(exercise)

    return Piece(plain(file.path), file.modified, submission)


def plain(path: Path) -> Path:
    """Spell how a file's name ends in lower case: `.PY` is `.py`."""
    return path.with_suffix(path.suffix.lower())


def told(message: Text, path: Path, name: PurePosixPath) -> Text:
    """Name a file as its author knows it."""
    values = {k: _named(v, path, name) for k, v in message.values.items()}
    return replace(message, values=values)


def _named(value: object, path: Path, name: PurePosixPath) -> object:
    return str(name) if value in (path, str(path), plain(path), path.name) else value
