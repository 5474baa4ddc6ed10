"""What the templates of a page are filled with: all of it text that is ready to be shown."""

from __future__ import annotations

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Folded:
    """A student's text, cut to a length that a page can hold."""

    head: str
    whole: str = ""
    """Empty where `head` is all there is."""
    told: str = ""
    """How much `whole` is."""


@dataclass(frozen=True, slots=True)
class Row:
    """The line of one check."""

    kind: str
    mark: str
    spoken: str
    title: Markup
    reason: Markup
    hidden: bool
    points: str


@dataclass(frozen=True, slots=True)
class Failure:
    """What is told of a check that failed."""

    title: Markup
    message: Markup
    facts: tuple[tuple[str, Folded], ...]
    traceback: Folded | None
    diagnosis: Markup | None
    hint: Markup | None
    output: Folded | None


@dataclass(frozen=True, slots=True)
class Score:
    """What was reached, and what the machine or the grader left out of it."""

    words: str
    short: str
    full: bool
    percent: int
    left_out: str
    broken: str


@dataclass(frozen=True, slots=True)
class Section:
    """One exercise."""

    id: str
    title: Markup
    not_started: Markup | None
    rows: tuple[Row, ...]
    failures: tuple[Failure, ...]
    score: Score
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """One submission."""

    name: str
    file: str
    sections: tuple[Section, ...]
    score: Score
    facts: str
