"""What a class shows as a whole: shared misconceptions, checks that many fail, what crashed."""

from __future__ import annotations

import json
import re
import statistics
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from grader.gradebook.page.facts import Check, Facts, Mark, Student
from grader.language import LANGUAGES, catalogue

SLOWEST = 10
"""How many of the slowest submissions are listed."""

DEATHS = (
    "{call} made the Python process crash ({signal}).",
    "{call} was ended by the system (SIGKILL): it used too much computing time or memory.",
    "{call} used up the computing time of the exercise.",
    "{call} was stopped: it took more than the {limit} MB of memory that this exercise allows.",
    "{call} ended the program (exit or quit) instead of returning.",
    (
        "{call} ended the Python process with exit code {status}. Take out os._exit and the like: "
        "the grader still has questions."
    ),
    "The process of this code answered outside the grader's protocol ({reason}).",
)
"""The sentences that tell how a student's process ended before its time."""


@dataclass(slots=True)
class Misconception:
    """A mistake, and who made it."""

    exercise: str
    mistake: str
    text: str
    students: list[Student] = field(default_factory=list)
    checks: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Rate:
    """How a check ended, over the submissions that count."""

    check: Check
    counts: dict[str, int]

    @property
    def ran(self) -> int:
        """In how many it was run to its end."""
        return self.counts["passed"] + self.counts["failed"]

    @property
    def percent(self) -> float:
        """How many of those failed it, of a hundred."""
        return 100 * self.counts["failed"] / self.ran if self.ran else 0.0


@dataclass(frozen=True, slots=True)
class Spread:
    """How the marks of an exercise are spread, of a hundred each."""

    exercise: str
    """"" for all of them together."""
    percents: tuple[float, ...]

    @property
    def numbers(self) -> tuple[float, float, float, float] | None:
        """Mean, median, lowest, highest."""
        if not self.percents:
            return None
        marks = self.percents
        return (statistics.fmean(marks), statistics.median(marks), min(marks), max(marks))


@dataclass(frozen=True, slots=True)
class Crash:
    """A submission whose process ended before its time."""

    mark: Mark
    check: str
    message: str


def misconceptions(facts: Facts) -> list[Misconception]:
    """Return the mistakes that were named, the most common ones first."""
    found: dict[tuple[str, str], Misconception] = {}
    for mark in _counting(facts):
        for check, outcome in facts.outcomes.get(mark.result, {}).items():
            if not outcome.mistake:
                continue
            one = found.setdefault(
                (mark.exercise, outcome.mistake),
                Misconception(mark.exercise, outcome.mistake, outcome.mistake_text),
            )
            if mark.student not in one.students[-1:]:
                one.students.append(mark.student)
            if check not in one.checks:
                one.checks.append(check)
    return sorted(found.values(), key=lambda m: (-len(m.students), m.exercise, m.mistake))


def rates(facts: Facts) -> list[Rate]:
    """Return how each check ended, in the checks' order."""
    kinds = ("passed", "failed", "waits", "needs", "broken")
    found = {check.id: Rate(check, dict.fromkeys(kinds, 0)) for check in facts.checks}
    for mark in _counting(facts):
        for check, outcome in facts.outcomes.get(mark.result, {}).items():
            if check in found:
                found[check].counts[outcome.kind] += 1
    return list(found.values())


def spreads(facts: Facts) -> list[Spread]:
    """Return how marks are spread: those of each person in all, then exercise by exercise.

    Nobody's mark is made up: what is broken or waits is left out, and of somebody for whom a mark
    is missing in that way there is none in all.
    """
    whole = []
    for student in facts.students:
        marks = [facts.marks.get((student.key, exercise.id)) for exercise in facts.exercises]
        known = [mark for mark in marks if mark]
        nominal = sum(mark.nominal for mark in known)
        if nominal and all(mark.mark is not None for mark in known):
            whole.append(100 * sum(mark.mark or 0 for mark in known) / nominal)
    return [
        Spread("", tuple(whole)),
        *(Spread(e.id, tuple(_percents(facts.marks_of(e.id)))) for e in facts.exercises),
    ]


def _percents(marks: Iterable[Mark]) -> Iterator[float]:
    for mark in marks:
        if mark.mark is not None and mark.nominal:
            yield 100 * mark.mark / mark.nominal


def slowest(facts: Facts) -> list[Mark]:
    """Return the submissions that took longest, the slowest first."""
    marks = [mark for mark in _counting(facts) if mark.seconds]
    return sorted(marks, key=lambda mark: -mark.seconds)[:SLOWEST]


def crashes(facts: Facts, reports: Iterable[tuple[str, str]]) -> list[Crash]:
    """Return the submissions whose process ended before its time, with the sentence that says so.

    Args:
        facts: of the class.
        reports: the results' keys and reports, as JSON.
    """
    died = _died()
    told: dict[str, tuple[str, str]] = {}
    for key, report in reports:
        for exercise in json.loads(report)["exercises"]:
            for check in exercise["checks"]:
                if key not in told and died.fullmatch(check.get("message", "")):
                    told[key] = check["id"], check["message"]
    return [Crash(m, *told[m.result]) for m in _counting(facts) if m.result in told]


def _counting(facts: Facts) -> Iterator[Mark]:
    for exercise in facts.exercises:
        yield from (mark for mark in facts.marks_of(exercise.id) if mark.graded)


def _died() -> re.Pattern[str]:
    """Return what matches the sentences of `DEATHS`, in any language."""
    known = {words for t in DEATHS for words in (t, *(catalogue(o).get(t, t) for o in LANGUAGES))}
    patterns = [
        ".+".join(re.escape(part) for part in re.split(r"\{\w+\}", words))
        for words in sorted(known)
    ]
    return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.DOTALL)
