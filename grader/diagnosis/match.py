"""Decides which known mistake a failure shows. Nothing here knows of any exercise."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass

from grader.checks.evidence import Evidence, Sketch

NEARER = 0.01
"""A wrong value is a mistake's where it lies a hundred times nearer to the mistake's value than to
the right one: honest rounding, between two ways to write the same mistake, is far below that."""

ROUNDING = 1e-5
"""Of a value's magnitude: what is nearer than this is the same, right or wrong."""

COMMON = 0.75
"""Of the words of two messages, the part that has to be in both."""


@dataclass(frozen=True, slots=True)
class Suspect:
    """A known mistake, with what it shows where the student's code fails."""

    mistake: str
    fails: frozenset[str]
    """The checks that it fails, of those that ran."""
    shows: Mapping[str, Evidence]
    """What it shows in checks that the student's code fails."""
    same_as: str | None = None
    """Another mistake that no check can tell from this one, and that is named in its place."""


def name(
    evidence: Mapping[str, Evidence], passed: Collection[str], suspects: Collection[Suspect]
) -> dict[str, str]:
    """Return, for each failed check that shows a known mistake, the mistake's name.

    A check stays without a name where nothing agrees, or where two mistakes agree equally well.

    Args:
        evidence: what the student's code shows, by check.
        passed: the checks that hold for the student's code.
        suspects: the mistakes that come into question.
    """
    agreeing = {
        suspect.mistake: {
            check
            for check, shown in suspect.shows.items()
            if check in evidence and agree(evidence[check], shown)
        }
        for suspect in suspects
    }
    named = {}
    for check, seen in evidence.items():
        ranks: dict[str, tuple[int, int]] = {}
        like = [suspect for suspect in suspects if check in agreeing[suspect.mistake]]
        if seen.how == "raised":
            like = [s for s in like if s.shows[check].value == seen.value] or like
        for suspect in like:
            against = len(suspect.fails & set(passed))
            if against and not _telling(seen):
                continue
            rank = (against, -len(agreeing[suspect.mistake]))
            told = suspect.same_as or suspect.mistake
            ranks[told] = min(rank, ranks.get(told, rank))
        best = [told for told, rank in ranks.items() if rank == min(ranks.values())]
        if len(best) > 1:
            best = [
                told
                for told in best
                if any(
                    _same(seen.answers, suspect.shows[check].answers, None)
                    for suspect in suspects
                    if told in (suspect.mistake, suspect.same_as) and check in suspect.shows
                )
            ]
        if len(best) == 1:
            named[check] = best[0]
    return named


def agree(seen: Evidence, other: Evidence) -> bool:
    """Whether two runs of one check ended in the same way, with the same values."""
    if (seen.how, seen.call, seen.example) != (other.how, other.call, other.example):
        return False
    if _says_little(seen) and not _same(seen.answers[-1:], other.answers[-1:], None):
        return False  # it may stand for many values: those behind it have to agree
    return _same(seen.value, other.value, seen.truth)


def _telling(seen: Evidence) -> bool:
    """Whether the evidence names a mistake even where another check speaks against it.

    Numbers that were computed do. A count, a sentence or an exception may have many causes.
    """
    return seen.how == "value" and _computed(seen.value)


def _computed(value: Sketch) -> bool:
    match value:
        case ["float", number]:
            return isinstance(number, float) and number != int(number)
        case ["tensor", _, _, numbers]:
            return len(numbers) > 1
        case [*items]:
            return any(map(_computed, items))
        case _:
            return False


def _says_little(seen: Evidence) -> bool:
    """Whether it is a sentence without values."""
    return seen.how == "said" and (type(seen.value) is not list or len(seen.value) <= 2)


def _same(one: Sketch, two: Sketch, truth: Sketch) -> bool:
    if type(one) is not list or type(two) is not list:
        return type(one) is type(two) and one == two
    if len(one) != len(two) or one[:1] != two[:1]:
        return False
    beside = truth if type(truth) is list and len(truth) == len(one) else [None] * len(one)
    match one:
        case ["float", number]:
            right = beside[1] if beside[0] == "float" else None
            return _near([number], [two[1]], None if right is None else [right])
        case ["raised", kind, str(words)]:
            return kind == two[1] and _reworded(words, two[2])
        case ["tensor", _, shape, numbers]:
            if one[:3] != two[:3] or len(numbers) != len(two[3]):
                return False
            right = beside[3] if beside[0] == "tensor" and beside[2] == shape else None
            return _near(numbers, two[3], right)
        case _:
            return all(map(_same, one, two, beside))


def _reworded(one: str, two: str) -> bool:
    """Whether two messages of an exception are one: a release of torch may say more than another.

    "mm: mat1 and mat2 shapes cannot be multiplied", and the same without the name of the operation.
    """
    if one == two:
        return True
    short, long = sorted((one.split(), two.split()), key=len)
    left = iter(long)
    return (
        len(short) >= COMMON * len(long)
        and _NUMBER.findall(one) == _NUMBER.findall(two)
        and all(word in left for word in short)
    )


_NUMBER = re.compile(r"\d+")


def _near(one: list[object], two: list[object], truth: list[object] | None) -> bool:
    """Compare numbers together: the largest difference against the largest error."""
    difference = error = scale = 0.0
    for number, (a, b) in enumerate(zip(one, two, strict=True)):
        if isinstance(a, str) or isinstance(b, str):  # not finite
            if a != b:
                return False
            continue
        assert isinstance(a, (int, float))
        assert isinstance(b, (int, float))
        difference = max(difference, abs(a - b))
        scale = max(scale, abs(a), abs(b))
        right = truth[number] if truth else None
        if isinstance(right, (int, float)):
            error = max(error, abs(a - right))
    return difference <= max(NEARER * error, ROUNDING * scale)
