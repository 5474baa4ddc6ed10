"""Sentences on the terminal, wrapped as their language is: Chinese has no spaces to break at."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rich.cells import cell_len, set_cell_size
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text as Line

WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
"""Ideographs, and the punctuation that goes with them."""
NEVER_FIRST = "，。、；：？！）】》”’」』…)"
"""What never stands at the beginning of a line."""
NEVER_LAST = "(【《“‘「『"
"""What never stands at the end of a line, where more follows."""

_UNITS = re.compile(
    rf"[{NEVER_LAST}]*(?:[{WIDE}]|[^\s{WIDE}]+)[{NEVER_FIRST}]*|\s+",
)
_CARET = re.compile(r"\s*\^")


class Prose:
    """Paragraphs that may be broken between any two ideographs."""

    def __init__(self, words: str | Line, style: str = "") -> None:
        self.words = words if isinstance(words, Line) else Line(words, style=style)

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render into as many lines as the width asks for."""
        width = options.max_width
        paragraphs = list(self.words.split("\n", allow_blank=True))
        while paragraphs:
            paragraph = paragraphs.pop(0)
            if paragraphs and _CARET.fullmatch(caret := paragraphs[0].plain):
                paragraphs.pop(0)
                for row in _pointed_at(paragraph.plain, caret.index("^"), width):
                    yield Line(row, style=self.words.style)
            else:
                yield from _rows(paragraph, width)


def _rows(paragraph: Line, width: int) -> Iterator[Line]:
    end = 0
    for row in wrapped(paragraph.plain, width):
        begin = paragraph.plain.index(row, end)
        end = begin + len(row)
        yield paragraph[begin:end]


def _pointed_at(code: str, place: int, width: int) -> tuple[str, str]:
    """Return a line of code and the caret below it; of what is too wide, the part around it."""
    place = min(place, len(code))
    if max(cell_len(code), cell_len(code[:place]) + 1) > width:
        begin = max(0, place - width)
        while begin < place and cell_len(code[begin:place]) > width // 2:
            begin += 1
        mark = "…" if begin else ""
        code, place = mark + code[begin:], place - begin + len(mark)
        if cell_len(code) > width:
            code = set_cell_size(code, width - 1) + "…"
    return code, " " * cell_len(code[:place]) + "^"


def wrapped(words: str, width: int) -> list[str]:
    """Return the lines of a paragraph, each at most so many columns wide where that can be.

    The blanks that it begins with stay, unless they leave no room for its first word.
    """
    rows, row = [], ""
    for unit in _UNITS.findall(words):
        if cell_len((row + unit).rstrip()) > width:
            if row.strip():
                rows.append(row.rstrip())
            row = ""
        if row or not rows or not unit.isspace():
            row += unit
    return [*rows, row.rstrip()]


def pointed(mark: str, words: str | Line, style: str) -> RenderableType:
    """Return a paragraph behind a mark, its lines below one another."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    grid.add_row(Line(mark, style=style), Prose(words))
    return grid
