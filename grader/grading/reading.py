"""Makes submissions of what was found: scripts, notebooks, and which of both counts.

Where a script and a notebook are there for one exercise, a stub that was left as it was never
counts beside work; then the exercise's own rule decides, or the newer one.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from grader.errors import NothingToGrade, UsageError
from grader.language import Text, text
from grader.model.exercise import Exercise
from grader.model.notebook import Cell
from grader.model.source import decoded, read_source
from grader.model.submission import Submission, same_code

NOTEBOOK = ".ipynb"

AT_ONCE_S = 10.0
"""Files that were last changed so close to each other are as old: a clone, and most programs that
unpack, write all files at once, and what they say of times tells nothing about work."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A script or a notebook that was found for an exercise."""

    path: Path
    """As it is shown."""
    modified: float
    """When it was last changed, in seconds."""
    submission: Callable[[Exercise], Submission]
    """Read it; raises UsageError where that can't be done."""


def names(exercise: Exercise) -> tuple[str, str]:
    """Return what an exercise's script and its notebook are called."""
    return exercise.files[0], Path(exercise.files[0]).stem + NOTEBOOK


def on_disk(path: Path, inside: Path | None) -> Piece:
    """A file; `inside` as in `read_source`."""

    def submission(exercise: Exercise) -> Submission:
        if path.suffix != NOTEBOOK:
            return Submission({exercise.files[0]: read_source(path, inside=inside)}, path)
        from grader.intake.notebooks import read_notebook

        return _of_cells(exercise, read_notebook(path, inside=inside), path)

    try:
        modified = os.lstat(path).st_mtime
    except OSError:
        modified = 0.0
    return Piece(path, modified, submission)


def in_memory(path: Path, content: bytes, modified: float) -> Piece:
    """A member of an archive."""

    def submission(exercise: Exercise) -> Submission:
        if path.suffix != NOTEBOOK:
            return Submission({exercise.files[0]: decoded(content, path)}, path)
        from grader.intake.notebooks import cells_of

        return _of_cells(exercise, cells_of(content, path), path)

    return Piece(path, modified, submission)


def chosen(
    exercise: Exercise, pieces: Sequence[Piece], owner: str | None = None
) -> tuple[Submission, Piece]:
    """Return the submission that counts, with a note on the one that does not, and where it was.

    Args:
        exercise: what they are for.
        pieces: one or two.
        owner: whose they are.

    Raises:
        UsageError: one can't be read.
        NothingToGrade: what counts is empty.
    """
    read = [(piece.submission(exercise), piece) for piece in pieces]
    begun = [pair for pair in read if not untouched(exercise, pair[0])]
    candidates = begun or read
    newest = max(piece.modified for _, piece in candidates)
    submission, piece = max(candidates, key=lambda pair: _rank(exercise, pair[1], newest))
    if not next(iter(submission.files.values())).strip():
        raise NothingToGrade(text("{path} is empty.", path=submission.path))
    # What was never begun needs no word: a student was handed both.
    notes = tuple(_note(exercise, piece, other) for _, other in begun if other != piece)
    return replace(submission, owner=owner, notes=notes), piece


def untouched(exercise: Exercise, submission: Submission) -> bool:
    """Whether what was handed in is the stub, as it was handed out."""
    if submission.problem or not exercise.stub.is_file():
        return False
    source = next(iter(submission.files.values()))
    if same_code(source, exercise.stub.read_text(encoding="utf-8")):
        return True
    if submission.cells is None or not exercise.notebook_stub.is_file():
        return False
    from grader.intake.notebooks import joined, read_notebook

    return same_code(source, joined(read_notebook(exercise.notebook_stub)))


def begun_in(
    exercise: Exercise, folders: Mapping[PurePosixPath, Sequence[Piece]]
) -> list[PurePosixPath]:
    """Of several folders with an exercise's files, return those that may be meant.

    Stubs that were left as they were do not count beside work, and what lies where a course keeps
    its own stubs (`exercises/TRACK/NAME`: a bundle holds both) not beside what lies elsewhere.
    """

    def begun(piece: Piece) -> bool:
        try:
            return not untouched(exercise, piece.submission(exercise))
        except UsageError:
            return True  # somebody made it so

    worked = [folder for folder, pieces in folders.items() if any(map(begun, pieces))]
    left = worked or list(folders)
    home = ("exercises", exercise.track, exercise.id)
    return [folder for folder in left if folder.parts[-3:] != home] or left


def with_others(submission: Submission, others: Mapping[str, str]) -> Submission:
    """Add the other files that an exercise asks for."""
    return replace(submission, files={**submission.files, **others})


def _of_cells(exercise: Exercise, cells: tuple[Cell, ...], path: Path) -> Submission:
    from grader.intake.notebooks import joined, written_file

    first = exercise.files[0]
    if exercise.notebooks.script:
        return Submission({first: written_file(cells, first, path)}, path)
    return Submission({first: joined(cells)}, path, cells=cells)


def _rank(exercise: Exercise, piece: Piece, newest: float) -> tuple[bool, bool, bool]:
    kind = "notebook" if piece.path.suffix == NOTEBOOK else "script"
    recent = newest - piece.modified < AT_ONCE_S
    return exercise.notebooks.prefer == kind, recent, kind == "notebook"


def _note(exercise: Exercise, piece: Piece, other: Piece) -> Text:
    values = {"path": piece.path.name, "other": other.path.name}
    if exercise.notebooks.prefer != "newest":
        return text("{path} was graded, as this exercise asks for, and not {other}.", **values)
    if abs(piece.modified - other.modified) < AT_ONCE_S:
        return text(
            "{path} was graded, and not {other}, which is as old; delete the one that is not to "
            "count.",
            **values,
        )
    return text("{path} was graded, which is newer than {other}.", **values)
