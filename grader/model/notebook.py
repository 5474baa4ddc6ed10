"""What is handed in as a notebook: its code cells."""

from __future__ import annotations

import re
from dataclasses import dataclass

SKIP_TAGS = frozenset({"skip-grading", "skip-execution"})
"""Cells that need not run: a student's own tag, and nbclient's."""

FAILS_TAG = "raises-exception"
"""nbclient's word for a cell that is meant to fail."""

_SKIP_LINE = re.compile(r"\s*#\s*skip-grading\b")
_BINDS = re.compile(
    r"^(?:(?:async[ \t]+)?def|class)[ \t]+(\w+)"  # a definition
    r"|^(\w+)[ \t]*(?::[^=\n]+)?=(?!=)"  # an assignment, annotated or not
    r"|^(?:from[ \t]+[\w.]+[ \t]+)?import[ \t][^\n]*?(\w+)[ \t]*$",  # an import, its last name
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Cell:
    """A code cell that is not empty."""

    number: int
    """Counted from 1, as Jupyter does when all cells are run in a new kernel."""
    index: int
    """Its place among all cells of the notebook, from 0."""
    source: str
    tags: frozenset[str] = frozenset()

    @property
    def skipped(self) -> bool:
        """Whether it is marked, by a tag or its first line, as not needed for grading."""
        return bool(self.tags & SKIP_TAGS) or bool(_SKIP_LINE.match(self.source))

    @property
    def may_fail(self) -> bool:
        """Whether it is meant to raise."""
        return FAILS_TAG in self.tags

    @property
    def names(self) -> frozenset[str]:
        """The names that it seems to define at its top level.

        Text is searched and nothing compiled: it may be hostile, or hold IPython's magics.
        """
        return frozenset(next(filter(None, found)) for found in _BINDS.findall(self.source))
