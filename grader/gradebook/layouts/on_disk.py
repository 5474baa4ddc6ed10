"""A class in a folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from grader.errors import UsageError
from grader.gradebook.layouts.trees import MAX_FILES, MAX_PARTS, Entry, Parts, is_noise, too_many
from grader.intake.archives import MAX_MEMBERS
from grader.language import text
from grader.model.source import read_bytes


class FolderTree:
    """A class in a folder."""

    def __init__(self, source: Path) -> None:
        self.source = source

    def entries(self) -> list[Entry]:
        """All files but noise; a link or a device is listed with its problem."""
        found: list[Entry] = []
        items = [i for i in _listed(self.source, self.source) if not is_noise(i.name)]
        # A single folder wraps a class.
        limit = MAX_MEMBERS if len(items) > 1 else MAX_FILES
        for item in items:
            parts = (item.name,)
            if not item.is_dir(follow_symlinks=False):
                found.append(_entry(item, parts))
                continue
            below: list[Entry] = []
            for entry in self._walk(parts):
                below.append(entry)
                if len(below) > limit:
                    below = [Entry(parts, problem=too_many(parts, limit))]
                    break
            found += below
            if len(found) > MAX_FILES:
                raise UsageError(too_many((self.source.name,), MAX_FILES))
        return found

    def _walk(self, parts: Parts) -> Iterator[Entry]:
        if len(parts) > MAX_PARTS:
            yield Entry(parts, problem=text("its folders are nested too deep"))
            return
        try:
            items = _listed(self.source.joinpath(*parts), self.source)
        except UsageError as error:
            yield Entry(parts, problem=error.message)
            return
        for item in items:
            if is_noise(item.name):
                continue
            below = (*parts, item.name)
            if item.is_dir(follow_symlinks=False):
                yield from self._walk(below)
            else:
                yield _entry(item, below)

    def subfolders(self, parts: Parts) -> list[str]:
        """Name the folders that lie right in one, whatever they hold."""
        try:
            items = _listed(self.source.joinpath(*parts), self.source)
        except UsageError:
            return []
        return [i.name for i in items if not is_noise(i.name) and i.is_dir(follow_symlinks=False)]

    def read(self, entry: Entry, limit: int) -> bytes:
        """Return what a file holds; below the class's folder, no link is followed."""
        path = self.source.joinpath(*entry.parts)
        return read_bytes(path, limit, inside=self.source)

    def folder(self, parts: Parts) -> Path | None:
        """Where a folder lies."""
        return self.source.joinpath(*parts)


def _listed(folder: Path, source: Path) -> list[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as items:
            return sorted(items, key=lambda item: item.name)
    except OSError as error:
        path = folder if folder == source else folder.name
        raise UsageError(
            text("{path} can't be read: {reason}.", path=path, reason=error.strerror)
        ) from None


def _entry(item: os.DirEntry[str], parts: Parts) -> Entry:
    try:
        status = item.stat(follow_symlinks=False)
    except OSError as error:
        unread = text("{path} can't be read: {reason}.", path=item.name, reason=error.strerror)
        return Entry(parts, problem=unread)
    problem = None
    if stat.S_ISLNK(status.st_mode):
        problem = text(
            "{path} is a link, and links in what was handed in are not followed; put the file "
            "itself there.",
            path=item.name,
        )
    elif not stat.S_ISREG(status.st_mode):
        problem = text("{path} is not a file.", path=item.name)
    return Entry(parts, status.st_mtime, problem)
