"""Reads what one attempt holds: loose files, archives, archives in archives.

It is read when it is asked for and not kept, so that a large class needs no more memory than one
student's work. Whatever a student did, reading ends in works and problems, never in an exception.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath

from grader.errors import UsageError
from grader.gradebook.layouts.material import File
from grader.gradebook.layouts.naming import SOURCES, archive_suffix, exercise_of
from grader.gradebook.layouts.trees import Tree
from grader.grading.grading import Work
from grader.grading.reading import Piece, begun_in, chosen, in_memory, with_others
from grader.intake.archives import MAX_ARCHIVE, read_archive
from grader.intake.notebooks import MAX_NOTEBOOK
from grader.language import Text, text
from grader.model.exercise import Exercise
from grader.model.source import MAX_BYTES, decoded
from grader.model.submission import Submission

MAX_DEPTH = 3
"""Archives within each other, that of the class among them."""
MAX_OPENED = 24
"""Archives of one attempt."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What could be read of an attempt."""

    works: tuple[Work, ...]
    """Per exercise; a submission's `problem` says why there are no files."""
    problem: Text | None = None
    """Why nothing, or not all, could be read."""
    left: tuple[str, ...] = ()
    """Files that no exercise asks for."""


@dataclass(frozen=True, slots=True)
class Content:
    """What belongs to one attempt."""

    tree: Tree
    files: tuple[File, ...]
    owner: str
    only: Exercise | None = None
    """The exercise that it is for, whatever its one file is called."""
    depth: int = 0
    """How many archives it lies in."""

    def read(self, exercises: Sequence[Exercise]) -> Reading:
        """Read what there is for these exercises; never raises for what a student did."""
        if self.only is not None:
            exercises = [e for e in exercises if e.id == self.only.id]
        return _Reader(self, exercises).reading()


@dataclass(frozen=True, slots=True)
class _Found:
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


class _Reader:
    def __init__(self, content: Content, exercises: Sequence[Exercise]) -> None:
        self.content = content
        self.exercises = exercises
        self.works: dict[str, Work] = {}
        self.problems: list[Text] = []
        self.used: set[Path] = set()
        self.opened = 0

    def reading(self) -> Reading:
        tree, files = self.content.tree, self.content.files
        loose = [self._loose(file) for file in files]
        self._take(loose, strict=False)
        packed = [f for f in files if archive_suffix(f.name.name)]
        for file in packed:
            if len(self.works) == len(self.exercises):
                break
            path = tree.source.joinpath(*file.entry.parts)
            try:
                raw = self._raw(file, MAX_ARCHIVE)
            except UsageError as error:
                self.problems.append(_told(error.message, path, file.name))
                continue
            self._unpack(raw, path, file.name, self.content.depth)
        if not self.works and not self.problems:
            self._nothing()
        works = tuple(self.works[e.id] for e in self.exercises if e.id in self.works)
        left = (f for f in loose if f.path not in self.used)
        return Reading(
            works,
            next(iter(self.problems), None),
            tuple(str(f.name) for f in left if not archive_suffix(f.name.name)),
        )

    def _nothing(self) -> None:
        listed = ", ".join(e.files[0] for e in self.exercises)
        problem = text(
            "No exercise's file is in {path}; looked for {names}.",
            path=self.content.owner,
            names=listed,
        )
        problems = [f.entry.problem for f in self.content.files if f.entry.problem]
        self.problems.append(next(iter(problems), problem))

    def _loose(self, file: File) -> _Found:
        path = self.content.tree.source.joinpath(*file.entry.parts)
        limit = MAX_NOTEBOOK if file.name.suffix.lower() == ".ipynb" else MAX_BYTES
        return _Found(file.name, path, lambda: self._raw(file, limit), file.entry.modified)

    def _raw(self, file: File, limit: int) -> bytes:
        if file.entry.problem:
            raise UsageError(file.entry.problem)
        return self.content.tree.read(file.entry, limit)

    def _take(self, files: Sequence[_Found], *, strict: bool) -> None:
        """Make works of files, for exercises that have none yet."""
        by_exercise: dict[str, list[_Found]] = {}
        for file in files:
            if named := exercise_of(file.name.name, self.exercises):
                exercise, distance = named
                found = replace(file, distance=distance)
                by_exercise.setdefault(exercise.id, []).append(found)
        if (only := self.content.only) and not by_exercise and only in self.exercises:
            any_name = [f for f in files if f.name.suffix.lower() in SOURCES]
            if len({f.name.with_suffix("") for f in any_name}) == 1:
                by_exercise[only.id] = [replace(f, distance=1) for f in any_name]
        for exercise in self.exercises:
            if (found_ := by_exercise.get(exercise.id)) and exercise.id not in self.works:
                submission = self._submission(exercise, found_, files, strict=strict)
                self.works[exercise.id] = (exercise, submission)

    def _submission(
        self,
        exercise: Exercise,
        found: Sequence[_Found],
        files: Sequence[_Found],
        *,
        strict: bool,
    ) -> Submission:
        at = found[0]
        owner = self.content.owner
        try:
            here = _beside(_place(exercise, found, strict=strict))
            at = here[0]
            self.used.update(file.path for file in here)
            # `chosen` is told of each by its path.
            pieces = [_piece(file) for file in here]
            submission, piece = chosen(exercise, pieces, owner)
            at = next(f for f in here if f.path == piece.path or _plain(f.path) == piece.path)
            others = {}
            for file in files:
                if file.name.parent == at.name.parent and file.name.name in exercise.files[1:]:
                    self.used.add(file.path)
                    others[file.name.name] = decoded(file.raw(), file.path)
            submission = replace(with_others(submission, others), path=at.path)
        except UsageError as error:
            problem = error.message
            for file in found:
                problem = _told(problem, file.path, file.name)
            return Submission({}, at.path, owner, problem)
        if at.distance:
            asked = exercise.files[0] if at.name.suffix.lower() == ".py" else f"{exercise.id}.ipynb"
            note = text("{path} was taken for {name}.", path=at.name.name, name=asked)
            submission = replace(submission, notes=(*submission.notes, note))
        return submission

    def _unpack(self, raw: bytes, path: Path, name: PurePosixPath, depth: int) -> None:
        """Take what an archive holds; where it holds no source at all, what its archives hold."""
        if depth >= MAX_DEPTH or self.opened >= MAX_OPENED:
            problem = text("its archives are nested too deep, or there are too many")
            refused = text("{path} can't be accepted: {problem}.", path=str(name), problem=problem)
            self.problems.append(refused)
            return
        self.opened += 1
        try:
            files = list(_members(raw, path, self._wanted))
            inner = [] if files else list(_members(raw, path, lambda n: bool(archive_suffix(n))))
        except UsageError as error:
            self.problems.append(_told(error.message, path, name))
            return
        self._take(files, strict=True)
        for file in inner:
            self._unpack(file.raw(), file.path, name / file.name, depth + 1)

    def _wanted(self, name: str) -> bool:
        if any(name in e.files for e in self.exercises) or exercise_of(name, self.exercises):
            return True
        return self.content.only is not None and name.lower().endswith(SOURCES)


def _members(raw: bytes, path: Path, wanted: Callable[[str], bool]) -> Iterator[_Found]:
    """Read an archive that lies in memory; its reader asks for a file, which is gone at once."""
    suffix = archive_suffix(path.name) or ".zip"
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        there = Path(folder) / f"archive{suffix}"
        there.write_bytes(raw)
        try:
            content = read_archive(there, wanted)
        except UsageError as error:
            raise UsageError(_told(error.message, there, PurePosixPath(path.name))) from None
    for name in sorted(content):
        packed = content[name]
        yield _Found(name, path / name, _holding(packed.content), packed.modified)


def _holding(raw: bytes) -> Callable[[], bytes]:
    return lambda: raw


def _place(exercise: Exercise, found: Sequence[_Found], *, strict: bool) -> list[_Found]:
    """Return those that lie in the folder that counts.

    Raises:
        UsageError: they lie in several, and none is the one to look in first.
    """
    by_folder: dict[PurePosixPath, list[_Found]] = {}
    for file in found:
        by_folder.setdefault(file.name.parent, []).append(file)
    exact = {p: fs for p, fs in by_folder.items() if any(f.distance == 0 for f in fs)}
    by_folder = exact or by_folder
    if len(by_folder) > 1 and not strict:
        for first in (PurePosixPath(), PurePosixPath(exercise.id)):
            if first in by_folder:
                return by_folder[first]
    if len(by_folder) > 1:
        pieces = {folder: [_piece(file) for file in files] for folder, files in by_folder.items()}
        by_folder = {folder: by_folder[folder] for folder in begun_in(exercise, pieces)}
    if len(by_folder) > 1:
        one, other = sorted(str(fs[0].name) for fs in by_folder.values())[:2]
        raise UsageError(
            text(
                "{path} and {other} are both there, for one exercise; leave only the one to grade.",
                path=one,
                other=other,
            )
        )
    return next(iter(by_folder.values()))


def _beside(found: Sequence[_Found]) -> list[_Found]:
    """Return a script, a notebook or both: of each the name that is asked for, or the last copy."""
    kinds: dict[str, list[_Found]] = {}
    for file in found:
        kinds.setdefault(file.name.suffix.lower(), []).append(file)
    return [
        min(files, key=lambda f: (f.distance > 0, -f.distance, str(f.name)))
        for _, files in sorted(kinds.items(), reverse=True)
    ]


def _piece(file: _Found) -> Piece:
    """Make a piece whose content is read when it is asked for, like everything here."""

    def submission(exercise: Exercise) -> Submission:
        read = in_memory(_plain(file.path), file.raw(), file.modified)
        return read.submission(exercise)

    return Piece(_plain(file.path), file.modified, submission)


def _plain(path: Path) -> Path:
    """Spell how a file's name ends in lower case: `.PY` is `.py`."""
    return path.with_suffix(path.suffix.lower())


def _told(message: Text, path: Path, name: PurePosixPath) -> Text:
    """Name a file as its author knows it."""
    values = {k: _named(v, path, name) for k, v in message.values.items()}
    return replace(message, values=values)


def _named(value: object, path: Path, name: PurePosixPath) -> object:
    return str(name) if value in (path, str(path), _plain(path), path.name) else value
