"""The text of a source file. What was handed in is hostile: reading never waits, nor follows links.

A file is opened once, and everything is asked of that one descriptor: what lies at the path may
change between two looks.
"""

from __future__ import annotations

import codecs
import errno
import io
import os
import stat
import tokenize
from pathlib import Path

from grader.errors import UsageError
from grader.language import text

MAX_BYTES = 512 * 1024
"""A source file above this is no exercise: it would not fit a control message either."""

ENCODINGS = ("utf-8", "ascii", "iso8859", "cp", "gb", "big5", "euc_", "shift_jis", "koi8", "mac")
"""Beginnings of the names, as `codecs` spells them, of encodings that editors save text in. Others
that Python knows are no such thing, and some (`punycode`) take minutes over half a megabyte."""

_QUIET = (
    getattr(os, "O_NONBLOCK", 0)  # a FIFO that nobody writes to is opened at once
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_NOT_FILES = {errno.ENXIO, errno.ENODEV, errno.EISDIR}
"""What opening a socket, a device without a driver, or a folder (on Windows) ends in."""


def read_bytes(path: Path, limit: int, *, inside: Path | None = None) -> bytes:
    """Return what a regular file holds.

    Args:
        path: the file.
        limit: how many bytes it may have.
        inside: a folder that was handed in, which `path` lies in: below it no link is followed.

    Raises:
        UsageError: it is missing, a link, no regular file, too large, or can't be read.
    """
    try:
        descriptor = _open(path) if inside is None else _open_inside(inside, path)
    except FileNotFoundError:
        raise UsageError(text("There is no file {path}.", path=path)) from None
    except OSError as error:
        if inside is not None and (link := _link(inside, path)):
            problem = text(
                "{path} is a link, and links in what was handed in are not followed; put the file "
                "itself there.",
                path=link,
            )
        elif error.errno in _NOT_FILES:
            problem = text("{path} is not a file.", path=path)
        else:
            problem = text("{path} can't be read: {reason}.", path=path, reason=error.strerror)
        raise UsageError(problem) from None
    try:
        return _content(descriptor, path, limit)
    except OSError as error:
        problem = text("{path} can't be read: {reason}.", path=path, reason=error.strerror)
        raise UsageError(problem) from None
    finally:
        os.close(descriptor)


def _content(descriptor: int, path: Path, limit: int) -> bytes:
    status = os.fstat(descriptor)
    if not stat.S_ISREG(status.st_mode):
        raise UsageError(text("{path} is not a file.", path=path))
    if status.st_size > limit:
        raise _too_large(path, status.st_size, limit)
    with open(descriptor, "rb", closefd=False) as file:
        content = file.read(limit + 1)
    if len(content) > limit:
        raise _too_large(path, len(content), limit)
    return content


def _open(path: Path) -> int:
    return os.open(path, os.O_RDONLY | _QUIET)


def _open_inside(folder: Path, path: Path) -> int:
    """Open a file below a folder, one name after another, so that no link can lead elsewhere."""
    names = path.relative_to(folder).parts
    if os.open not in os.supports_dir_fd:
        # Windows: making a link takes a privilege there, so a look before is enough.
        if link := _link(folder, path):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), str(link))
        return _open(path)
    here = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    for name in names[:-1]:
        above = here
        try:
            here = os.open(
                name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=above
            )
        finally:
            os.close(above)
    try:
        return os.open(names[-1], os.O_RDONLY | os.O_NOFOLLOW | _QUIET, dir_fd=here)
    finally:
        os.close(here)


def _link(folder: Path, path: Path) -> Path | None:
    """Return the first link on the way from a folder to a path."""
    below = (path, *path.parents)[: len(path.relative_to(folder).parts)]
    return next((part for part in reversed(below) if part.is_symlink()), None)


def read_source(path: Path, *, inside: Path | None = None) -> str:
    """Return the text of a Python file, by its encoding declaration (PEP 263).

    Raises:
        UsageError: the file can't be read as Python source; the message says why.
    """
    if path.suffix != ".py" and path.exists():
        problem = text(
            "{path} is not a Python file: its name ends in {suffix}, not in '.py'.",
            path=path,
            suffix=repr(path.suffix),
        )
        raise UsageError(problem)
    return decoded(read_bytes(path, MAX_BYTES, inside=inside), path)


def decoded(raw: bytes, path: Path) -> str:
    """Return Python source as text, with line ends of one kind.

    Raises:
        UsageError: it is too large, not in the encoding that it declares, or no text.
    """
    if len(raw) > MAX_BYTES:
        raise _too_large(path, len(raw), MAX_BYTES)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        raise _not_utf8(path, "UTF-16")
    if b"\0" in raw:
        raise UsageError(text("{path} is not Python source: it holds NUL bytes.", path=path))
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
        if not codecs.lookup(encoding).name.startswith(ENCODINGS):
            raise _not_utf8(path, encoding)
        source = raw.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        raise _not_utf8(path, str(error).splitlines()[0]) from None
    return source.replace("\r\n", "\n").replace("\r", "\n")


def _too_large(path: Path, size: int, limit: int) -> UsageError:
    return UsageError(
        text(
            "{path} has {size} bytes; such a file may have at most {limit}.",
            path=path,
            size=size,
            limit=limit,
        )
    )


def _not_utf8(path: Path, reason: str) -> UsageError:
    return UsageError(
        text(
            "{path} is not UTF-8 text ({reason}); save it as UTF-8 and try again.",
            path=path,
            reason=reason,
        )
    )
