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
    """Return the fraction that an author meant: 0.3333333333333333 is a third."""
    near = Fraction(points).limit_denominator(FINEST)
    if abs(float(near) - points) <= CLOSE * max(1.0, abs(points)):
        return near
    return Fraction(round(points * FINEST), FINEST)


def factor(points: Iterable[float]) -> int:
    """Return the smallest whole number that makes all these points whole."""
    found = math.lcm(1, *(exact(one).denominator for one in points))
    return found if found <= MOST_FACTOR else FINEST


def unit(points: Sequence[Fraction]) -> Fraction:
    """Return the largest number of points of which all these are multiples; 1 if there are none."""
    shared = math.lcm(1, *(one.denominator for one in points))
    common = math.gcd(*(int(one * shared) for one in points))
    return Fraction(common, shared) if common else Fraction(1)


def apportioned(points: Sequence[Fraction], parts: int) -> list[int]:
    """Divide whole parts among these points by the largest remainders; they sum up to `parts`."""
    total = sum(points, Fraction(0))
    if not total:
        return [0] * len(points)
    shares = [one * parts / total for one in points]
    counts = [int(share) for share in shares]
    by_remainder = sorted(range(len(shares)), key=lambda n: (counts[n] - shares[n], n))
    for n in by_remainder[: parts - sum(counts)]:
        counts[n] += 1
    return counts


def plain(points: Fraction) -> float:
    """Return a number for JSON: 2, not 2.0."""
    return points.numerator if points.denominator == 1 else float(points)
