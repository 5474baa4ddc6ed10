"""Points as whole numbers, for platforms that know no fractions or count passed tests only."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from fractions import Fraction

FINEST = 1000
"""Denominators up to this are told apart: 0.5, 0.75 and a third, not the noise of floats."""
CLOSE = 1e-9
MOST_FACTOR = 100_000
"""A factor above it makes scores that nobody can read: points are then rounded to 1/1000."""


def exact(points: float) -> Fraction:
    """Return the fraction that an author meant: 0.3333333333333333 is a third.

    What is worth anything stays worth something: a failure costs the full mark.
    """
    near = Fraction(points).limit_denominator(FINEST)
    if abs(float(near) - points) > CLOSE * max(1.0, abs(points)):
        near = Fraction(round(points * FINEST), FINEST)
    return near or Fraction(points > 0, FINEST)


def factor(points: Iterable[float]) -> int:
    """Return the smallest whole number that makes all these points whole."""
    found = math.lcm(1, *(exact(one).denominator for one in points))
    return found if found <= MOST_FACTOR else FINEST


def unit(points: Sequence[Fraction]) -> Fraction:
    """Return the largest number of points of which all these are multiples; 1 if there are none."""
    shared = math.lcm(1, *(one.denominator for one in points))
    common = math.gcd(*(int(one * shared) for one in points))
    return Fraction(common, shared) if common else Fraction(1)


def divided(points: Sequence[Fraction], passed: Sequence[bool], parts: int) -> list[int]:
    """Divide at least two parts among checks, such that what passed has its share of them.

    The share is rounded, but neither a failure nor what was earned is rounded away: where some pass
    and some fail, each side has a part at least.

    Args:
        points: what each check is worth.
        passed: whether it was earned.
        parts: how many there are.
    """
    total = sum(points, Fraction(0))
    earned = sum((one for one, good in zip(points, passed, strict=True) if good), Fraction(0))
    if not total:
        return [0] * len(points)
    share = round(earned * parts / total)
    if 0 < earned < total:
        share = min(max(share, 1), parts - 1)
    counts = [0] * len(points)
    for side, its in ((True, share), (False, parts - share)):
        places = [n for n, good in enumerate(passed) if good is side]
        found = apportioned([points[n] for n in places], its)
        for n, count in zip(places, found, strict=True):
            counts[n] = count
    return counts


def apportioned(points: Sequence[Fraction], parts: int) -> list[int]:
    """Divide whole parts among these points by the largest remainders; they sum up to `parts`.

    Each that is worth something has one part at least, where there are enough.
    """
    total = sum(points, Fraction(0))
    if not total:
        return [0] * len(points)
    shares = [one * parts / total for one in points]
    counts = [int(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda n: (counts[n] - shares[n], n))
    for n in by_remainder[: parts - sum(counts)]:
        counts[n] += 1
    without = [n for n, count in enumerate(counts) if points[n] and not count]
    if sum(map(bool, points)) <= parts:
        for n in without:
            counts[counts.index(max(counts))] -= 1
            counts[n] = 1
    return counts


def plain(points: Fraction) -> float:
    """Return a number for JSON: 2, not 2.0."""
    return points.numerator if points.denominator == 1 else float(points)
