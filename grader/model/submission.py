"""What a student handed in for one exercise: the source of the files that it asks for."""

from __future__ import annotations

import functools
import hashlib
import io
import tokenize
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from grader.language import Text
from grader.model.notebook import Cell
from grader.model.source import read_source


@dataclass(frozen=True, slots=True)
class Submission:
    """The files of one exercise, by name, as text."""

    files: Mapping[str, str]
    path: Path | None = None
    """Where the first file was read, for the report; the grader never writes there."""
    owner: str | None = None
    """Whose work it is, where a folder of several or an archive says so."""
    problem: Text | None = None
    """Why there are no files: what was handed in can't be read."""
    cells: tuple[Cell, ...] | None = None
    """The first file's cells, where it is a notebook: they run one by one."""
    notes: tuple[Text, ...] = ()
    """What the report should say of how it was found."""

    @property
    def digest(self) -> str:
        """A hash of names and contents: equal work has equal digests."""
        digest = hashlib.sha256()
        for name, source in sorted(self.files.items()):
            digest.update(f"{len(name)}:{name}{len(source)}:".encode())
            digest.update(source.encode())
        for cell in self.cells or ():
            digest.update(f"{cell.number}:{cell.skipped}:{cell.may_fail}:".encode())
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


def same_code(one: str, other: str) -> bool:
    """Whether two sources are the same but for comments and white space.

    `other` is the one that is asked about often: the stub.

    Tokens are compared, nothing is run or compiled; what can't be tokenised is compared as text.
    """
    try:
        return _tokens(one) == _known_tokens(other)
    except (tokenize.TokenError, SyntaxError):
        return one.split() == other.split()


@functools.lru_cache(maxsize=64)
def _known_tokens(source: str) -> list[str]:
    return _tokens(source)


def _tokens(source: str) -> list[str]:
    blank = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.ENDMARKER}
    layout = {tokenize.INDENT: "<indent>", tokenize.DEDENT: "<dedent>"}
    return [
        layout.get(token.type, token.string)
        for token in tokenize.generate_tokens(io.StringIO(source).readline)
        if token.type not in blank
    ]
