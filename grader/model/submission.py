"""What a student handed in for one exercise: the source of the files that it asks for."""

from __future__ import annotations

import hashlib
import io
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from grader.errors import UsageError
from grader.language import text

MAX_BYTES = 512 * 1024
"""A source file above this is no exercise: it would not fit a control message either."""


@dataclass(frozen=True, slots=True)
class Submission:
    """The files of one exercise, by name, as text."""

    files: Mapping[str, str]
    path: Path | None = None
    """Where the first file was read, for the report; the grader never writes there."""
    owner: str | None = None
    """Whose work it is, where a folder of several says so."""

    @property
    def digest(self) -> str:
        """A hash of names and contents: equal work has equal digests."""
        digest = hashlib.sha256()
        for name, source in sorted(self.files.items()):
            digest.update(f"{len(name)}:{name}{len(source)}:".encode())
            digest.update(source.encode())
        return digest.hexdigest()

    @classmethod
    def read(cls, *paths: Path, owner: str | None = None) -> Submission:
        """Read the files of one submission.

        Raises:
            UsageError: a path is missing, a folder, not UTF-8, not text, or too large.
        """
        return cls(
            MappingProxyType({path.name: read_source(path) for path in paths}), paths[0], owner
        )


def read_source(path: Path) -> str:
    """Return the text of a Python file, by its encoding declaration (PEP 263).

    Raises:
        UsageError: the file can't be read as Python source; the message says why.
    """
    if not path.exists():
        raise UsageError(text("There is no file {path}.", path=path))
    if not path.is_file():
        raise UsageError(text("{path} is not a file.", path=path))
    if path.suffix != ".py":
        problem = text(
            "{path} is not a Python file: its name ends in {suffix}, not in '.py'.",
            path=path,
            suffix=repr(path.suffix),
        )
        raise UsageError(problem)
    if (size := path.stat().st_size) > MAX_BYTES:
        problem = text(
            "{path} has {size} bytes; an exercise's file has at most {limit}.",
            path=path,
            size=size,
            limit=MAX_BYTES,
        )
        raise UsageError(problem)
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise UsageError(
            text("{path} can't be read: {reason}.", path=path, reason=error.strerror)
        ) from None
    if b"\0" in raw:
        raise UsageError(text("{path} is not Python source: it holds NUL bytes.", path=path))
    try:
        encoding, _ = tokenize.detect_encoding(io.BytesIO(raw).readline)
        source = raw.decode(encoding)
    except (SyntaxError, UnicodeDecodeError, LookupError) as error:
        problem = text(
            "{path} is not UTF-8 text ({reason}); save it as UTF-8 and try again.",
            path=path,
            reason=str(error).splitlines()[0],
        )
        raise UsageError(problem) from None
    return source.replace("\r\n", "\n").replace("\r", "\n")


def same_code(one: str, other: str) -> bool:
    """Whether two sources are the same but for comments and white space.

    Tokens are compared, nothing is run or compiled; what can't be tokenised is compared as text.
    """
    try:
        return _tokens(one) == _tokens(other)
    except (tokenize.TokenError, SyntaxError):
        return one.split() == other.split()


def _tokens(source: str) -> list[str]:
    blank = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER}
    layout = {tokenize.INDENT: "<indent>", tokenize.DEDENT: "<dedent>"}
    return [
        layout.get(token.type, token.string)
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in blank
    ]
