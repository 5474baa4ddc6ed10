"""Values in words."""

from __future__ import annotations

import pytest
import torch

from grader.checks import words


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (752, "752"),
        (752.0, "752.0"),
        (0.1 + 0.2, "0.3"),
        (1e300, "1e+300"),
        (float("nan"), "nan"),
        (-float("inf"), "-inf"),
        ("a'b", '"a\'b"'),
        ((1,), "(1,)"),
        ([1.0, None], "[1.0, None]"),
        ({"a": 1}, "{'a': 1}"),
        (torch.tensor([1.0, 2.5]), "tensor([1.0, 2.5])"),
        (torch.tensor(3, dtype=torch.int16), "tensor(3, dtype=int16)"),
        (torch.ones(4, 5), "tensor of shape (4, 5), float32"),
        (torch.ones(0, 3), "tensor of shape (0, 3)"),
    ],
)
def test_show(value: object, shown: str) -> None:
    assert words.show(value) == shown


def test_show_is_cut() -> None:
    assert len(words.show("x" * 1000, limit=50)) == 50


def test_whole_is_not() -> None:
    assert words.whole("x" * 1000) == "'" + "x" * 1000 + "'"
    assert "[0.0, 1.0, 2.0" in words.whole(torch.arange(50.0))
