"""Reads what one attempt holds: loose files, archives, archives in archives.

It is read when it is asked for and not kept, so that a large class needs no more memory than one
student's work. Whatever a student did, reading ends in works and problems, never in an exception.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path, PurePosixPath

from grader.errors import UsageError
from grader.gradebook.layouts.found import Found, beside, both_there, piece, place, plain, told
from grader.gradebook.layouts.material import File
from grader.gradebook.layouts.naming import archive_suffix
from grader.gradebook.layouts.trees import Tree
from grader.grading.file_names import SOURCES, exercise_of
from grader.grading.grading import Work
from grader.grading.reading import chosen, untouched, with_others
from grader.intake.archives import MAX_ARCHIVE, MAX_TOTAL, read_archive
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
class _Archive:
    path: Path
    """As it is shown."""
    name: PurePosixPath
    """As its author knows it."""
    raw: Callable[[], bytes]
    """Read it; raises UsageError."""


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
        self.works.update(self._taken(loose, strict=False))
        packed = [f for f in files if archive_suffix(f.name.name)]
        self._unpack(
            [
                _Archive(
                    tree.source.joinpath(*file.entry.parts),
                    file.name,
                    partial(self._raw, file, MAX_ARCHIVE),
                )
                for file in packed
            ]
        )
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

    def _loose(self, file: File) -> Found:
        path = self.content.tree.source.joinpath(*file.entry.parts)
        limit = MAX_NOTEBOOK if file.name.suffix.lower() == ".ipynb" else MAX_BYTES
        return Found(file.name, path, lambda: self._raw(file, limit), file.entry.modified)

    def _raw(self, file: File, limit: int) -> bytes:
        if file.entry.problem:
            raise UsageError(file.entry.problem)
        return self.content.tree.read(file.entry, limit)

    def _taken(self, files: Sequence[Found], *, strict: bool) -> dict[str, Work]:
        """Make works of files, for exercises that have none yet."""
        works: dict[str, Work] = {}
        by_exercise: dict[str, list[Found]] = {}
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
                works[exercise.id] = (exercise, submission)
        return works

    def _submission(
        self,
        exercise: Exercise,
        found: Sequence[Found],
        files: Sequence[Found],
        *,
        strict: bool,
    ) -> Submission:
        at = found[0]
        owner = self.content.owner
        try:
            here = beside(place(exercise, found, strict=strict))
            at = here[0]
            self.used.update(file.path for file in here)
            # `chosen` is told of each by its path.
            pieces = [piece(file) for file in here]
            submission, counted = chosen(exercise, pieces, owner)
            at = next(f for f in here if counted.path in (f.path, plain(f.path)))
            others = {}
            for file in files:
                if file.name.parent == at.name.parent and file.name.name in exercise.files[1:]:
                    self.used.add(file.path)
                    others[file.name.name] = decoded(file.raw(), file.path)
            submission = replace(with_others(submission, others), path=at.path)
        except UsageError as error:
            problem = error.message
            for file in found:
                problem = told(problem, file.path, file.name)
            return Submission({}, at.path, owner, problem)
        if at.distance:
            asked = exercise.files[0] if at.name.suffix.lower() == ".py" else f"{exercise.id}.ipynb"
            note = text("{path} was taken for {name}.", path=at.name.name, name=asked)
            submission = replace(submission, notes=(*submission.notes, note))
        return submission

    def _unpack(self, archives: Sequence[_Archive]) -> None:
        """Take what archives hold; for exercises without work, what their own archives hold."""
        depth, held = self.content.depth, 0
        while archives and len(self.works) < len(self.exercises):
            candidates: dict[str, list[tuple[_Archive, Submission]]] = {}
            inner: list[_Archive] = []
            for archive in archives:
                if depth >= MAX_DEPTH or self.opened >= MAX_OPENED:
                    problem = text("its archives are nested too deep, or there are too many")
                    self._refuse(archive, problem)
                    break
                self.opened += 1
                try:
                    raw = archive.raw()
                    files = list(_members(raw, archive.path, self._wanted))
                except UsageError as error:
                    self.problems.append(told(error.message, archive.path, archive.name))
                    continue
                works = self._taken(files, strict=True)
                for ident, (_, submission) in works.items():
                    candidates.setdefault(ident, []).append((archive, submission))
                if len(self.works) + len(works) == len(self.exercises):
                    continue
                for packed in self._inside(archive, raw, beside_work=bool(works)):
                    held += len(packed.raw())
                    if held > MAX_TOTAL:
                        self._refuse(
                            archive, text("it holds more than {limit} bytes", limit=MAX_TOTAL)
                        )
                        break
                    inner.append(packed)
            for exercise in self.exercises:
                if several := candidates.get(exercise.id):
                    self.works[exercise.id] = (exercise, self._agreed(exercise, several))
            archives, depth = inner, depth + 1

    def _inside(self, archive: _Archive, raw: bytes, *, beside_work: bool) -> Sequence[_Archive]:
        try:
            files = list(_members(raw, archive.path, lambda name: bool(archive_suffix(name))))
        except UsageError as error:
            if not beside_work:  # else data that is too large, most likely
                self.problems.append(told(error.message, archive.path, archive.name))
            return []
        return [_Archive(file.path, archive.name / file.name, file.raw) for file in files]

    def _refuse(self, archive: _Archive, problem: Text) -> None:
        refused = text(
            "{path} can't be accepted: {problem}.", path=str(archive.name), problem=problem
        )
        self.problems.append(refused)

    def _agreed(
        self, exercise: Exercise, several: Sequence[tuple[_Archive, Submission]]
    ) -> Submission:
        """Return what archives of one depth have for an exercise, if they have the same."""
        if len(several) == 1:
            return several[0][1]
        begun = [(a, s) for a, s in several if not untouched(exercise, s)] or several
        first = begun[0][1]
        others = [pair for pair in begun if pair[1].digest != first.digest]
        if not others:
            return first
        one, other = (
            str(archive.name / submission.path.relative_to(archive.path))
            for archive, submission in (begun[0], others[0])
            if submission.path
        )
        return Submission({}, first.path, self.content.owner, both_there(one, other))

    def _wanted(self, name: str) -> bool:
        if any(name in e.files for e in self.exercises) or exercise_of(name, self.exercises):
            return True
        return self.content.only is not None and name.lower().endswith(SOURCES)


def _members(raw: bytes, path: Path, wanted: Callable[[str], bool]) -> Iterator[Found]:
    """Read an archive that lies in memory; its reader asks for a file, which is gone at once."""
    suffix = archive_suffix(path.name) or ".zip"
    with tempfile.TemporaryDirectory(prefix="grader-") as folder:
        there = Path(folder) / f"archive{suffix}"
        there.write_bytes(raw)
        try:
            content = read_archive(there, wanted)
        except UsageError as error:
            raise UsageError(told(error.message, there, PurePosixPath(path.name))) from None
    for name in sorted(content):
        packed = content[name]
        yield Found(name, path / name, _holding(packed.content), packed.modified)


def _holding(raw: bytes) -> Callable[[], bytes]:
    return lambda: raw
