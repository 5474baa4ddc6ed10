"""A job of CI: when it is one, and where student code is not run."""

from __future__ import annotations

import pytest

from grader.cli.job import expect_walls, is_ci
from grader.errors import UsageError


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("true", True),
        ("1", True),
        ("woodpecker", True),
        ("", False),
        ("false", False),
        ("0", False),
    ],
)
def test_ci_says_so(value: str, expected: bool) -> None:
    assert is_ci({"CI": value}) is expected
    assert not is_ci({})


def test_without_walls_nothing_runs_in_ci() -> None:
    with pytest.raises(UsageError, match="--level process"):
        expect_walls("process", {"CI": "true"})
    expect_walls("restricted", {"CI": "true"})
    expect_walls("process", {})
