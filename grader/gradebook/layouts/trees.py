"""The files of a class, in a folder or a zip: listed by name first, read one by one when asked for.

Nothing is unpacked to a disk, no link is followed, and what a header says of sizes is not believed.
What can't be read is listed all the same, with the reason, so that it can be told to somebody.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from grader.language import Text, text

if TYPE_CHECKING:
    import zipfile

MAX_FILES = 500_000
"""Of a whole class."""
MAX_PARTS = 40
"""How deep folders may be nested."""

NOISE = {"__MACOSX", "__pycache__", "Thumbs.db", "thumbs.db", "desktop.ini", "Icon\r"}
"""What systems and programs leave behind, beside everything that begins with a dot."""

Parts = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A file that was handed in, or something else in its place."""

    parts: Parts
    """Its path within the class."""
    modified: float = 0.0
    """When it was last changed, in seconds, by the clock of who made it."""
    problem: Text | None = None
    """Why it can't be read, as far as its name and kind tell."""
    member: zipfile.ZipInfo | None = None
    """Where it stands in a zip."""

    @property
    def name(self) -> str:
        """Its own name, without folders."""
        return self.parts[-1]


class Tree(Protocol):
    """A class's files."""

    @property
    def source(self) -> Path:
        """The folder or the archive."""
        ...

    def entries(self) -> list[Entry]:
        """All files but noise, in a stable order."""
        ...

    def subfolders(self, parts: Parts) -> list[str]:
        """Name the folders that lie right in one, also those that hold no file; none is noise."""
        ...

    def read(self, entry: Entry, limit: int) -> bytes:
        """Return what a file holds; raises UsageError where that can't be done."""
        ...

    def folder(self, parts: Parts) -> Path | None:
        """Where a folder lies on the disk; None in an archive."""
        ...


def is_noise(part: str) -> bool:
    """Whether a file or a folder of that name says nothing about anybody."""
    return part.startswith(".") or part in NOISE


def too_many(parts: Parts, limit: int) -> Text:
    """Say that a folder or a class holds too many files."""
    problem = text("it holds more than {limit} files", limit=limit)
    return text("{path} can't be accepted: {problem}.", path=parts[-1], problem=problem)
