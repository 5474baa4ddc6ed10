"""A class in a zip, which stays on the disk and is never held in memory."""

from __future__ import annotations

import calendar
import os
import stat
from collections import Counter
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.gradebook.layouts.trees import MAX_FILES, MAX_PARTS, Entry, Parts, is_noise, too_many
from grader.intake.archives import MAX_MEMBERS
from grader.language import Text, text

if TYPE_CHECKING:
    import zipfile

MAX_ZIP = 8 << 30
"""Bytes of the archive of a whole class; it is never held in memory."""
MAX_NAME = 1_000
"""Characters of a path within the class."""


class ZipTree:
    """A class in a zip, which stays on the disk."""

    def __init__(self, source: Path) -> None:
        self.source = source
        self._process = 0
        self._archive: zipfile.ZipFile | None = None
        self._folders: dict[Parts, set[str]] | None = None

    def _open(self) -> zipfile.ZipFile:
        """Open it once a process: the place in a file is shared across a fork."""
        import zipfile

        if self._archive is None or self._process != os.getpid():
            try:
                if self.source.stat().st_size > MAX_ZIP:
                    raise self._refused(text("it holds more than {limit} bytes", limit=MAX_ZIP))
                self._archive = zipfile.ZipFile(self.source)
            except (zipfile.BadZipFile, ValueError, NotImplementedError, OSError):
                raise self._refused(_damaged()) from None
            self._process = os.getpid()
        return self._archive

    def _refused(self, problem: Text) -> UsageError:
        return UsageError(
            text("{path} can't be accepted: {problem}.", path=self.source, problem=problem)
        )

    def entries(self) -> list[Entry]:
        """All files but noise; what has no place in an archive is listed with its problem."""
        members = self._open().infolist()
        if len(members) > MAX_FILES:
            raise self._refused(text("it holds more than {limit} files", limit=MAX_FILES))
        found: list[Entry] = []
        for info in members:
            name = _name(info)
            if problem := _bad_name(name):
                shown = name.strip("/")[:MAX_NAME].replace("/", " / ") or "?"
                found.append(Entry((shown,), problem=_about(name[:MAX_NAME], problem)))
                continue
            parts = _parts(name)
            if info.is_dir() or not parts or any(is_noise(part) for part in parts):
                continue
            obstacle = _bad_member(info)
            modified = float(calendar.timegm((*info.date_time, 0, 0, 0)))
            about = _about(parts[-1], obstacle) if obstacle else None
            found.append(Entry(parts, modified, about, info))
        found = _without_crowds(_without_doubles(found))
        return sorted(found, key=lambda entry: entry.parts)

    def subfolders(self, parts: Parts) -> list[str]:
        """Name the folders that lie right in one, whatever they hold."""
        if self._folders is None:
            self._folders = {}
            for info in self._open().infolist():
                name = _name(info)
                if _bad_name(name):
                    continue
                folders = _parts(name) if info.is_dir() else _parts(name)[:-1]
                for depth, folder in enumerate(folders):
                    if not is_noise(folder):
                        self._folders.setdefault(folders[:depth], set()).add(folder)
        return sorted(self._folders.get(parts, ()))

    def read(self, entry: Entry, limit: int) -> bytes:
        """Return what a member holds."""
        import zipfile
        import zlib

        name = entry.name
        assert entry.member
        try:
            with self._open().open(entry.member) as file:
                content = file.read(limit + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            EOFError,
            ValueError,
            LookupError,
            NotImplementedError,
            RuntimeError,
            OSError,
        ):
            raise UsageError(_about(name, _damaged())) from None
        if len(content) > limit:
            raise UsageError(_about(name, text("it has more than {limit} bytes", limit=limit)))
        return content

    def folder(self, parts: Parts) -> Path | None:  # noqa: ARG002 - as in a folder
        """Nothing of an archive lies on the disk."""
        return None


def _about(name: str, problem: Text) -> Text:
    return text("{path} can't be accepted: {problem}.", path=name, problem=problem)


def _damaged() -> Text:
    return text("it is damaged or was not fully uploaded; pack it anew")


def _without_doubles(entries: list[Entry]) -> list[Entry]:
    """Of two members with one path, neither can be read: programs differ in which one they see."""
    counts = Counter(entry.parts for entry in entries)
    problem = text("it is there twice, or only upper and lower case tell it from another")
    return [
        entry
        if counts[entry.parts] == 1 or entry.problem
        else replace(entry, problem=_about(entry.name, problem))
        for entry in entries
    ]


def _without_crowds(entries: list[Entry]) -> list[Entry]:
    """Put one entry with a problem in the place of each folder that holds too much."""
    sizes: dict[str, int] = {}
    for entry in entries:
        if len(entry.parts) > 1:
            sizes[entry.parts[0]] = sizes.get(entry.parts[0], 0) + 1
    crowds = {top for top, size in sizes.items() if size > MAX_MEMBERS}
    if not crowds or len(sizes) == 1:  # a single folder wraps a class
        return entries
    kept = [e for e in entries if len(e.parts) == 1 or e.parts[0] not in crowds]
    return kept + [Entry((top,), problem=too_many((top,), MAX_MEMBERS)) for top in crowds]


def _parts(name: str) -> Parts:
    return tuple(part for part in name.split("/") if part not in ("", "."))


def _name(info: zipfile.ZipInfo) -> str:
    """Return a member's name as who packed it meant it.

    zipfile reads names without the UTF-8 mark as code page 437; packers write the system's own
    encoding there: UTF-8 on Linux, and on a Chinese Windows GBK.
    """
    name = info.orig_filename
    if info.flag_bits & 0x800 or name.isascii():
        return name
    try:
        raw = name.encode("cp437")
    except UnicodeEncodeError:
        return name
    for encoding in ("utf-8", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    return name


def _bad_name(name: str) -> Text | None:
    if name.startswith("/") or (name[1:2] == ":" and name[:1].isalpha()):
        return text("its path is absolute")
    if ".." in name.split("/"):
        return text("its path leads out of the archive")
    if "\\" in name:
        return text("its name holds a backslash; pack the files with another program")
    if not name or len(name) > MAX_NAME or "\0" in name:
        return text("its name is empty, too long, or holds characters that can't be seen")
    if name.count("/") > MAX_PARTS:
        return text("its folders are nested too deep")
    return None


def _bad_member(info: zipfile.ZipInfo) -> Text | None:
    import zipfile

    mode = stat.S_IFMT(info.external_attr >> 16)
    if mode == stat.S_IFLNK:
        return text("it is a link; put the file itself there")
    if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        return text("it is neither a file nor a folder")
    if info.flag_bits & 0x1:
        return text("it is encrypted; pack the files without a password")
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        return text("it is compressed in an unusual way; pack it as a plain zip")
    return None
