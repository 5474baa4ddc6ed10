"""What a layout starts from, and what it makes of it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath

from grader.gradebook.layouts.trees import Entry, Parts, Tree
from grader.language import Text, text
from grader.model.exercise import Exercise


@dataclass(frozen=True, slots=True)
class File:
    """A file that was handed in, under the name that its author gave it."""

    name: PurePosixPath
    entry: Entry


@dataclass(frozen=True, slots=True)
class Material:
    """The files of a class."""

    tree: Tree
    entries: tuple[Entry, ...]
    exercises: tuple[Exercise, ...]
    """Those that may be in it."""
    only: Exercise | None = None
    """The exercise that all files are for, of whatever name."""
    base: Parts = ()
    """A folder that wraps all others."""
    hollow: tuple[str, ...] = ()
    """Folders right in it that hold no file, or only noise."""

    def at(self, base: Parts) -> Material:
        """Return what lies in a folder that wraps all others."""
        there = replace(self, base=base, hollow=())
        filled = {there.within(e)[0] for e in self.entries if e.parts[: len(base)] == base}
        names = self.tree.subfolders(base)
        return replace(there, hollow=tuple(name for name in names if name not in filled))

    def within(self, entry: Entry) -> Parts:
        """Return an entry's path below the folder that wraps all."""
        return entry.parts[len(self.base) :]

    def folders(self) -> Mapping[str, tuple[Entry, ...]]:
        """Return the folders, by name, with all that is below each: nothing where one is hollow."""
        found: dict[str, list[Entry]] = {name: [] for name in self.hollow}
        for entry in self.entries:
            if len(below := self.within(entry)) > 1:
                found.setdefault(below[0], []).append(entry)
        return {name: tuple(entries) for name, entries in found.items()}

    def filled(self) -> list[str]:
        """Name the folders that hold a file."""
        return [name for name, entries in self.folders().items() if entries]

    def files(self) -> tuple[Entry, ...]:
        """Return the files that lie in no folder, and what stands for a folder of too much."""
        return tuple(e for e in self.entries if len(self.within(e)) == 1 and not _is_readme(e))

    def below(self, entries: Iterable[Entry], depth: int) -> tuple[File, ...]:
        """Name entries as they are called that many folders further down."""
        return tuple(File(PurePosixPath(*self.within(e)[depth:]), e) for e in entries)


@dataclass(frozen=True, slots=True)
class Member:
    """Someone who handed something in, as the layout tells; what is not known is empty."""

    key: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True, slots=True)
class Handed:
    """An attempt, before its number among those of its author is known."""

    student: str
    files: tuple[File, ...]
    place: Parts
    """Where it lies in the tree."""
    layout: str
    name: str = ""
    email: str = ""
    problem: Text | None = None
    submitted: datetime | None = None
    late: bool | None = None
    order: tuple[float, int, str] = (0.0, 0, "")
    """Attempts of one student come in this order."""
    group: tuple[Member, ...] = ()
    """Others for whom it counts too."""


def stray(entry: Entry, layout: str, problem: Text | None = None) -> Handed:
    """Make what belongs to nobody visible, under its own name."""
    name = "/".join(entry.parts)
    problem = entry.problem or problem or nobodys(name)
    return Handed(name, (), entry.parts, layout, problem=problem)


def nobodys(name: str) -> Text:
    """Say that a name tells no student."""
    return text("The name of {path} does not tell whose it is; it was left out.", path=name)


def hollow(name: str) -> Text:
    """Say that nothing lies in a student's folder."""
    return text("The folder {path} is empty: no file was handed in.", path=name)


def _is_readme(entry: Entry) -> bool:
    stem, _, suffix = entry.name.lower().partition(".")
    return stem == "readme" and suffix in ("", "md", "txt", "rst", "html")
