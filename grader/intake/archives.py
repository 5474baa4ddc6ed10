"""Archives that were handed in: zip, and tar as it is or compressed; read into memory.

Nothing is unpacked to a disk, so that no member can land anywhere: what is asked for is the text of
a few source files, and caps keep the rest small. Every cap counts what was really read; what a
header says of sizes is never believed. Whatever has no business in a submission (links, devices,
names that lead out of it or hide something) refuses the archive as a whole: whose work would be
graded otherwise is anybody's guess. An archive within an archive is a file like any other: it is
not opened.
"""

from __future__ import annotations

import calendar
import io
import re
import stat
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import TYPE_CHECKING, Protocol

from grader.errors import UsageError
from grader.language import Text, text
from grader.model.source import read_bytes

if TYPE_CHECKING:
    import tarfile
    import zipfile

MAX_ARCHIVE = 64 << 20
"""Bytes of the archive itself."""
MAX_TOTAL = 128 << 20
"""Bytes of what it holds: of a tar as a whole, of a zip what is taken out."""
MAX_MEMBERS = 10_000
MAX_MEMBER = 16 << 20
"""Bytes of one file that is taken out."""
MAX_NAME = 1_000
"""Characters of a member's name."""

_NOISE = {"__MACOSX", "__pycache__"}
"""What systems and programs leave behind, beside everything that begins with a dot."""

_DRIVE = re.compile(r"[A-Za-z]:")


class _Decompressor(Protocol):
    @property
    def eof(self) -> bool: ...
    @property
    def unused_data(self) -> bytes: ...

    def decompress(self, data: bytes, max_length: int, /) -> bytes: ...


@dataclass(frozen=True, slots=True)
class Packed:
    """A file of an archive."""

    content: bytes
    modified: float
    """When it was last changed, in seconds, by the packer's clock."""


@dataclass(frozen=True, slots=True)
class _Member:
    name: str
    kind: str
    """ "file", "folder", "link", or "device" for everything else."""
    read: Callable[[int], bytes]
    """Return as many bytes, or all if it has fewer."""
    modified: float
    obstacle: Text | None = None
    """Why it can't be read, if its header says so."""


def read_archive(path: Path, wanted: Callable[[str], bool]) -> Mapping[PurePosixPath, Packed]:
    """Return the files of an archive whose names, without folders, are `wanted`.

    Raises:
        UsageError: it is no sound archive, exceeds a cap, or holds what has no place in it.
    """
    import lzma
    import tarfile
    import zipfile
    import zlib

    raw = read_bytes(path, MAX_ARCHIVE)
    members = _zip_members if path.name.lower().endswith(".zip") else _tar_members
    try:
        return _collected(path, members(path, raw), wanted)
    except (
        zipfile.BadZipFile,
        tarfile.TarError,
        zlib.error,
        lzma.LZMAError,
        EOFError,
        ValueError,
        LookupError,
        NotImplementedError,
        RecursionError,
        OverflowError,
        OSError,
    ):
        problem = text("it is damaged or was not fully uploaded; pack it anew")
        raise _refused(path, problem) from None


def _collected(
    path: Path, members: Iterator[_Member], wanted: Callable[[str], bool]
) -> Mapping[PurePosixPath, Packed]:
    found: dict[PurePosixPath, Packed] = {}
    seen: set[str] = set()
    total = 0
    for count, member in enumerate(members, 1):
        if count > MAX_MEMBERS:
            raise _too_many(path)
        if problem := _bad_name(member.name):
            raise _refused_for(path, member, problem)
        name = PurePosixPath(member.name)
        if member.kind == "folder" or _noise(name):
            continue
        key = unicodedata.normalize("NFKC", str(name)).casefold()
        if problem := _bad_member(member, is_double=key in seen):
            raise _refused_for(path, member, problem)
        seen.add(key)
        if not wanted(name.name):
            continue
        content = member.read(MAX_MEMBER + 1)
        total += len(content)
        if len(content) > MAX_MEMBER:
            problem = text("it has more than {limit} bytes", limit=MAX_MEMBER)
            raise _refused_for(path, member, problem)
        if total > MAX_TOTAL:
            raise _refused(path, text("it holds more than {limit} bytes", limit=MAX_TOTAL))
        found[name] = Packed(content, member.modified)
    return MappingProxyType(found)


def _bad_name(name: str) -> Text | None:
    """Say why a member can't be called so; None if it can."""
    if name.startswith("/") or _DRIVE.match(name):
        return text("its path is absolute")
    if ".." in name.split("/"):
        return text("its path leads out of the archive")
    if "\\" in name:
        return text("its name holds a backslash; pack the files with another program")
    if not name or len(name) > MAX_NAME or not all(_plain(character) for character in name):
        return text("its name is empty, too long, or holds characters that can't be seen")
    return None


def _plain(character: str) -> bool:
    return character.isprintable() or unicodedata.category(character) == "Zs"


def _noise(name: PurePosixPath) -> bool:
    return any(part.startswith(".") or part in _NOISE for part in name.parts)


def _bad_member(member: _Member, *, is_double: bool) -> Text | None:
    """Say why a member can't be in a submission; None if it can."""
    if member.kind == "link":
        return text("it is a link; put the file itself there")
    if member.kind == "device":
        return text("it is neither a file nor a folder")
    if is_double:
        return text("it is there twice, or only upper and lower case tell it from another")
    return member.obstacle


def _zip_members(path: Path, raw: bytes) -> Iterator[_Member]:
    import zipfile

    # Before the directory is read: each entry begins so, whatever its end says of their number.
    if raw.count(b"PK\x01\x02") > MAX_MEMBERS:
        raise _too_many(path)
    with zipfile.ZipFile(io.BytesIO(raw)) as archive:
        for info in archive.infolist():
            obstacle = None
            if info.flag_bits & 0x1:
                obstacle = text("it is encrypted; pack the files without a password")
            elif info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
                obstacle = text("it is compressed in an unusual way; pack it as a plain zip")
            # `filename` ends at the first NUL; this is the name as it stands there.
            read = _taken(archive, info)
            modified = float(calendar.timegm((*info.date_time, 0, 0, 0)))
            yield _Member(info.orig_filename, _zip_kind(info), read, modified, obstacle)


def _taken(archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        with archive.open(info) as file:
            return file.read(limit)

    return read


def _zip_kind(info: zipfile.ZipInfo) -> str:
    mode = stat.S_IFMT(info.external_attr >> 16)
    if mode == stat.S_IFLNK:
        return "link"
    if mode not in (0, stat.S_IFREG, stat.S_IFDIR):
        return "device"
    return "folder" if info.is_dir() else "file"


def _tar_members(path: Path, raw: bytes) -> Iterator[_Member]:
    import tarfile

    content = _decompressed(path, raw)
    with tarfile.open(fileobj=io.BytesIO(content), mode="r:", errorlevel=2) as archive:
        for info in archive:
            read = _drawn(archive, info)
            yield _Member(info.name, _tar_kind(info), read, float(info.mtime))
        if content[archive.offset :].strip(b"\0"):
            raise EOFError  # tarfile takes a damaged header for the end


def _drawn(archive: tarfile.TarFile, info: tarfile.TarInfo) -> Callable[[int], bytes]:
    def read(limit: int) -> bytes:
        file = archive.extractfile(info)
        assert file
        content = file.read(min(limit, info.size))
        if len(content) < min(limit, info.size):
            raise EOFError
        return content

    return read


def _tar_kind(info: tarfile.TarInfo) -> str:
    if info.issym() or info.islnk():
        return "link"
    if info.isdir():
        return "folder"
    return "file" if info.isreg() and not info.issparse() else "device"


def _decompressed(path: Path, raw: bytes) -> bytes:
    """Return a tar as it is without compression, told by its first bytes."""
    import bz2
    import lzma
    import zlib

    decompressor: _Decompressor
    if raw.startswith(b"\x1f\x8b"):
        decompressor = zlib.decompressobj(wbits=31)
    elif raw.startswith(b"BZh"):
        decompressor = bz2.BZ2Decompressor()
    elif raw.startswith(b"\xfd7zXZ\0"):
        decompressor = lzma.LZMADecompressor(lzma.FORMAT_XZ, memlimit=MAX_TOTAL)
    else:
        return raw
    content = decompressor.decompress(raw, MAX_TOTAL + 1)
    if len(content) > MAX_TOTAL:
        problem = text("it holds more than {limit} bytes", limit=MAX_TOTAL)
        raise _refused(path, problem)
    if not decompressor.eof or decompressor.unused_data.strip(b"\0"):
        raise EOFError
    return content


def _too_many(path: Path) -> UsageError:
    return _refused(path, text("it holds more than {limit} files", limit=MAX_MEMBERS))


def _refused_for(path: Path, member: _Member, problem: Text) -> UsageError:
    return _refused(path, text("{member}: {problem}", member=member.name, problem=problem))


def _refused(path: Path, problem: Text) -> UsageError:
    return UsageError(text("{path} can't be accepted: {problem}.", path=path, problem=problem))
