"""Sentences on the terminal, wrapped as their language is: Chinese has no spaces to break at."""

from __future__ import annotations

import re

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text as Line

WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff00-\uffef"
"""Ideographs, and the punctuation that goes with them."""
NEVER_FIRST = "，。、；：？！）】》”’」』…"
"""What never stands at the beginning of a line."""

_UNITS = re.compile(rf"[{WIDE}][{NEVER_FIRST}]*|[^\s{WIDE}]+[{NEVER_FIRST}]*|\s+")


class Prose:
    """A paragraph that may be broken between any two ideographs."""

    def __init__(self, words: str, style: str = "") -> None:
        self.words, self.style = words, style

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        """Render into as many lines as the width asks for."""
        for paragraph in self.words.split("\n"):
            for row in wrapped(paragraph, options.max_width):
                yield Line(row, style=self.style)


def wrapped(words: str, width: int) -> list[str]:
    """Return the lines of a paragraph, each at most so many columns wide where that can be."""
    rows, row = [], ""
    for unit in _UNITS.findall(words):
        if row.strip() and cell_len((row + unit).rstrip()) > width:
            rows.append(row.rstrip())
            row = ""
        row += unit if row or not unit.isspace() else ""
    return [*rows, row.rstrip()]


def pointed(mark: str, words: str, style: str) -> RenderableType:
    """Return a paragraph behind a mark, its lines below one another."""
    grid = Table.grid(padding=(0, 1))
    grid.add_column(no_wrap=True)
    grid.add_column()
    grid.add_row(Line(mark, style=style), Prose(words))
    return grid
