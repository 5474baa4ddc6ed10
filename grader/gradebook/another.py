"""A gradebook is one class's and one assignment's: what if another folder is read into it?"""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.gradebook.store import Gradebook, readable
from grader.language import text


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a gradebook has from another source than the one that is read now."""

    source: str
    works: AbstractSet[tuple[str, str]]
    """Student and exercise."""


def earlier(book: Gradebook, source: str) -> Earlier | None:
    """Return what the gradebook has; None where it is of this source, or where it has nothing."""
    row = book.connection.execute("SELECT source FROM runs ORDER BY rowid DESC LIMIT 1").fetchone()
    if row is None or row["source"] == readable(source):
        return None
    found = works(book)
    return Earlier(row["source"], found) if found else None


def expect_most(book: Gradebook, before: Earlier | None, source: Path) -> None:
    """Look, within the transaction that entered the class, for most of what was there before.

    Raises:
        UsageError: it is not there: marks would be lost that somebody may still want.
    """
    if before is None:
        return
    rows = book.connection.execute("SELECT key FROM students WHERE present = 0")
    renamed = {row["key"] for row in rows}  # who has another key by now is there
    lost = {work for work in before.works - works(book) if work[0] not in renamed}
    if 2 * len(lost) <= len(before.works):
        return
    raise UsageError(
        text(
            "The gradebook was read from {old}, and {lost} of its {count} works are not in {path}: "
            "they would be missing, with 0, so nothing was entered. Name another folder with -o "
            "for another assignment or class; add --replace if this is what the gradebook is of.",
            old=before.source,
            lost=len(lost),
            count=len(before.works),
            path=source,
        )
    )


def works(book: Gradebook) -> set[tuple[str, str]]:
    """Return student and exercise of all that the source held."""
    rows = book.connection.execute(
        "SELECT DISTINCT student, exercise FROM attempts WHERE present = 1 AND exercise <> ''"
    )
    return {(row["student"], row["exercise"]) for row in rows}
