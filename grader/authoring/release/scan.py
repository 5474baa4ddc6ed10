"""Looks through every byte of a bundle for what must not be in it, also inside wheels and zips."""

from __future__ import annotations

import io
import tarfile
import zipfile
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from grader.authoring.release.files import Files
from grader.authoring.release.manifest import digest
from grader.authoring.release.secrets import FORBIDDEN_NAMES, Secret, compact, haystack
from grader.errors import UsageError
from grader.language import Text, text

_DEPTH = 4
"""Archives inside archives that are looked into."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Something of the instructor's in a file of the bundle."""

    path: str
    what: Text


def leaks(files: Files, secrets: Sequence[Secret], copies: Mapping[str, Text]) -> Iterator[Leak]:
    """Return what gives something away, in the order of the paths."""
    for path, item in sorted(files.items()):
        yield from _look(path, item.content, secrets, copies, 0)


def refuse(files: Files, secrets: Sequence[Secret], copies: Mapping[str, Text]) -> None:
    """Let nothing leave that gives something away.

    Args:
        files: what is to leave.
        secrets: what must not be told in any of them.
        copies: files that must not be among them, by their digests.

    Raises:
        UsageError: names the file, and what of.
    """
    for leak in leaks(files, secrets, copies):
        raise UsageError(
            text(
                "Nothing was written: {path} would hold a part of {what}. "
                "Students must not see that; take it out of the exercise, and release again.",
                path=leak.path,
                what=leak.what,
            )
        )


def _look(
    path: str,
    content: bytes,
    secrets: Sequence[Secret],
    copies: Mapping[str, Text],
    depth: int,
) -> Iterator[Leak]:
    name = PurePosixPath(path.rpartition("!")[2])
    # The grader's own modules may be called after what they handle.
    inside_grader = ".whl!grader/" in path
    for part in name.parts:
        if not inside_grader and part.partition(".")[0] in FORBIDDEN_NAMES:
            yield Leak(path, text("the solutions, by its name"))
    if what := copies.get(digest(content)):
        yield Leak(path, what)
    members = list(_members(content)) if depth < _DEPTH else []
    for member, inner in members:
        yield from _look(f"{path}!{member}", inner, secrets, copies, depth + 1)
    for encoding in ("utf-8", "utf-16"):
        try:
            words = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        told = haystack(words)
        for secret in secrets:
            if secret.middle in told and secret.is_in(told):
                yield Leak(path, secret.what)
        return
    told = compact(content.decode("latin-1"))
    for secret in secrets:
        if _bytewise(secret.middle) not in told:
            continue
        if replace(secret, pieces=tuple(map(_bytewise, secret.pieces))).is_in(told):
            yield Leak(path, secret.what)


def _bytewise(words: str) -> str:
    return words.encode().decode("latin-1")


def _members(content: bytes) -> Iterator[tuple[str, bytes]]:
    """The files in an archive; nothing for what is none."""
    if zipfile.is_zipfile(io.BytesIO(content)):
        with suppress(zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError):
            archive = zipfile.ZipFile(io.BytesIO(content))
            for info in archive.infolist():
                if not info.is_dir():
                    yield info.filename, archive.read(info)
        return
    with suppress(tarfile.TarError, EOFError, OSError, zlib.error):
        tar = tarfile.open(fileobj=io.BytesIO(content))  # noqa: SIM115 - in memory
        for member in tar:
            file = tar.extractfile(member)
            if file is not None:
                yield member.name, file.read()
