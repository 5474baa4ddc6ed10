"""Points as whole numbers."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.report.platforms.points import apportioned, divided, exact, factor, unit


@pytest.mark.parametrize(
    ("points", "expected"),
    [
        ([1, 2, 3], 1),
        ([0.5, 1], 2),
        ([0.5, 0.75], 4),
        ([1 / 3, 1], 3),
        ([1 / 3, 0.5], 6),
        ([0.1, 0.2, 0.3], 10),
        ([0.1 + 0.2], 10),
        ([], 1),
    ],
)
def test_the_smallest_factor(points: list[float], expected: int) -> None:
    assert factor(points) == expected


@pytest.mark.parametrize(
    ("points", "expected"),
    [([2, 3, 1], 1), ([2, 4, 6], 2), ([0.5, 1.5], Fraction(1, 2)), ([1 / 3, 0.5], Fraction(1, 6))],
)
def test_the_largest_unit(points: list[float], expected: Fraction) -> None:
    assert unit([exact(one) for one in points]) == expected


@given(st.lists(st.floats(0, 100), max_size=20))
def test_a_factor_makes_all_points_nearly_whole(points: list[float]) -> None:
    found = factor(points)
    for one in points:
        assert abs(round(exact(one) * found) / found - one) <= 0.001
        assert (round(exact(one) * found) > 0) == (one > 0), "nothing is rounded away"


@given(st.lists(st.integers(1, 50), min_size=1, max_size=30), st.integers(1, 500))
def test_parts_are_divided_without_a_rest(points: list[int], parts: int) -> None:
    found = apportioned([Fraction(one) for one in points], parts)
    assert sum(found) == parts
    shares = [one * parts / sum(points) for one in points]
    if parts >= len(points):
        assert min(found) >= 1
    if parts < len(points) or min(shares) >= 1:
        for share, count in zip(shares, found, strict=True):
            assert abs(count - share) < 1


@given(
    st.lists(st.tuples(st.integers(1, 10_000), st.booleans()), min_size=1, max_size=30),
    st.integers(2, 40),
)
def test_what_passed_has_its_share_and_what_failed_its_own(
    checks: list[tuple[int, bool]], parts: int
) -> None:
    worth, passed = [Fraction(one) for one, _ in checks], [good for _, good in checks]
    found = divided(worth, passed, parts)
    assert sum(found) == parts
    share = Fraction(sum(n for n, good in checks if good) * parts, sum(n for n, _ in checks))
    got = sum(count for count, good in zip(found, passed, strict=True) if good)
    assert abs(got - share) < 1
    assert (got == parts) == all(passed)
    assert (got == 0) == (not any(passed))
