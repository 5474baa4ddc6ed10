"""A CSV file that a course system gave out, to be filled in and given back as it was.

Encoding, byte order mark, delimiter and line ends are kept, and so are cells, to the letter: what a
spreadsheet would take for a formula is made harmless only in what is put in here.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.language import text
from grader.report import safe

MOST_BYTES = 64 * 1024 * 1024
MOST_CELL = 4 * 1024 * 1024

MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
FALLBACKS = ("utf-8", "gb18030", "latin-1")
"""What a sheet without a byte order mark may be. Whatever it is, its bytes come back unchanged."""

_NUMBER = re.compile(r"\s*(?:[+-]?\d+(?:[.,]\d+)*\s*%?|[-–]*)\s*")


@dataclass(slots=True)
class Sheet:
    """Its rows, to be changed with `put`, and how it was written."""

    path: Path
    rows: list[list[str]]
    encoding: str
    mark: bytes
    delimiter: str
    line_end: str
    quotes_all: bool

    def put(self, row: int, column: int, value: str) -> None:
        """Put our own text into a cell, harmless."""
        self.rows[row][column] = disarmed(value)

    def written(self) -> bytes:
        """Return the file's content, as changed."""
        lines = (self.delimiter.join(map(self._quoted, row)) + self.line_end for row in self.rows)
        return self.mark + "".join(lines).encode(self.encoding, "xmlcharrefreplace")

    def _quoted(self, value: str) -> str:
        # Before 3.13 Python's writer leaves a lone \r bare, and readers end a row there.
        if self.quotes_all or any(c in value for c in (self.delimiter, '"', "\r", "\n")):
            return '"' + value.replace('"', '""') + '"'
        return value


def disarmed(value: str) -> str:
    """Return a cell's text, harmless; a number with a sign, or a dash, is no formula."""
    return value if _NUMBER.fullmatch(value) else safe.cell(value)


def folded(value: str) -> str:
    """Return a header or name for comparing: case, blanks and width don't count."""
    import unicodedata

    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


def read(path: Path) -> Sheet:
    """Read a sheet.

    Raises:
        UsageError: it can't be read, is too large, or is no CSV.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise UsageError(
            text("{path} can't be read: {reason}.", path=path, reason=error.strerror)
        ) from None
    if len(raw) > MOST_BYTES or raw.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        raise _no_sheet(path)
    mark, encoding = next(
        ((mark, name) for mark, name in MARKS if raw.startswith(mark)), (b"", _encoding(raw))
    )
    try:
        content = raw[len(mark) :].decode(encoding)
    except UnicodeDecodeError:
        raise _no_sheet(path) from None
    first = content.partition("\n")[0]
    delimiter = _delimiter(first)
    rows = _rows(path, content, delimiter)
    if len(rows) < 2 or len(rows[0]) < 2:
        raise _no_sheet(path)
    return Sheet(
        path=path,
        rows=rows,
        encoding=encoding,
        mark=mark,
        delimiter=delimiter,
        line_end="\r\n" if first.endswith("\r") else "\n",
        quotes_all=first.rstrip("\r").count('"') >= 2 * len(rows[0]),
    )


def _rows(path: Path, content: str, delimiter: str) -> list[list[str]]:
    before = csv.field_size_limit(MOST_CELL)
    try:
        rows = list(csv.reader(io.StringIO(content, newline=""), delimiter=delimiter))
    except csv.Error:
        raise _no_sheet(path) from None
    finally:
        csv.field_size_limit(before)
    rows = [row for row in rows if row]
    # A row that is shorter than the header has empty cells at its end.
    return [row + [""] * (len(rows[0]) - len(row)) for row in rows]


def _encoding(raw: bytes) -> str:
    for name in FALLBACKS:
        try:
            if raw.decode(name).encode(name) == raw:
                return name
        except UnicodeError:
            continue
    return FALLBACKS[-1]


def _delimiter(first: str) -> str:
    outside = re.sub(r'"[^"]*"', "", first)
    return max(",;\t", key=outside.count)


def _no_sheet(path: Path) -> UsageError:
    return UsageError(
        text("{path} is no CSV sheet with a header and rows. Download it anew, as CSV.", path=path)
    )
