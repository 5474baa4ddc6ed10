"""Who is told how far a run is, and what is told of it in the end."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol


class Watcher(Protocol):
    """Is told how far a run is."""

    def begins(self, total: int, known: int) -> None:
        """`total` works have to be graded; results of `known` others are there already."""
        ...

    def working(self, works: Sequence[str]) -> None:
        """These are being graded now; called several times a second."""
        ...

    def graded(self, work: str, score: float, most: float, broken: float) -> None:
        """A work has a result, and it is kept."""
        ...


@dataclass(slots=True)
class Summary:
    """What a run did."""

    read: int = 0
    """Attempts."""
    graded: int = 0
    known: int = 0
    """Works whose results were there already."""
    unreadable: list[tuple[str, str, str]] = field(default_factory=list)
    """Student, path and reason."""
    broken: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    """What was not graded, as it was not what it had been any more."""
    changes: Sequence[Mapping[str, Any]] = ()
