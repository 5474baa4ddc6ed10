"""`@check` validates what it is given, and shows the value."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from grader.checks.definition import check, info_of
from grader.errors import CheckDefinitionError


@pytest.mark.parametrize(
    ("arguments", "shown"),
    [
        ({"points": -1}, "points=-1"),
        ({"points": "2"}, "points='2'"),
        ({"points": True}, "points=True"),
        ({"points": 1, "needs": "tpu"}, "needs='tpu'"),
        ({"points": 1, "after": 3}, "after=3"),
        ({"points": 1, "evidence": "hearsay"}, "evidence='hearsay'"),
        ({"points": 1, "examples": 0}, "examples=0"),
    ],
)
def test_wrong_arguments(arguments: dict[str, Any], shown: str) -> None:
    with pytest.raises(CheckDefinitionError, match=shown.replace("'", ".")):
        check(**arguments)


def test_a_check_needs_a_docstring() -> None:
    def silent(student: object) -> None:
        pass

    with pytest.raises(CheckDefinitionError, match="docstring"):
        check(points=1)(silent)


def test_after_takes_checks_and_names() -> None:
    @check(points=1)
    def first(student: object) -> None:
        """First."""

    @check(points=1, after=(first, "other/second"), needs="cuda")
    def third(student: object) -> None:
        """Third."""

    info = info_of(third)
    assert info is not None
    assert info.after == ("first", "second")
    assert info.needs == ("cuda",)
    assert info.evidence == "value"


def test_other_functions_are_no_checks() -> None:
    plain: Callable[[], None] = lambda: None  # noqa: E731
    assert info_of(plain) is None
