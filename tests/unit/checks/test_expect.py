"""What `expect` lets pass, and what it says where it does not."""

from __future__ import annotations

from collections import OrderedDict

import pytest
import torch

from grader.checks import expect
from grader.errors import CheckDefinitionError

T = torch.tensor


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (752, 752),
        ("a", "a"),
        (None, None),
        (float("nan"), float("nan")),
        ([1, (2.0, None)], [1, (2.0, None)]),
        ({"a": T([1.0])}, {"a": T([1.0])}),
        (T([1, 2]), T([1, 2])),
        (torch.float32, torch.float32),
        (torch.Size([2]), torch.Size([2])),
    ],
)
def test_equal_passes(actual: object, expected: object) -> None:
    expect.equal(actual, expected)


@pytest.mark.parametrize(
    ("actual", "expected"),
    [
        (752.0, 752),
        (T(752), 752),
        (True, 1),
        (1, True),
        ("752", 752),
        (None, 0),
        ([1, 2], (1, 2)),
        ([1, 2], [1, 2, 3]),
        ([1.0], [1]),
        ({"a": 1}, {"a": 1, "b": 2}),
        ({"a": T([1.0])}, {"a": T([1.0], dtype=torch.float64)}),
        (T([1.0, 2.0]), T([1.0, 2.5])),
        (T([1.0]), T([[1.0]])),
        (T([1]), T([1.0])),
        (OrderedDict(a=1), {"a": 1}),
    ],
)
def test_equal_fails(actual: object, expected: object) -> None:
    with pytest.raises(expect.Mismatch):
        expect.equal(actual, expected)


def test_a_failure_tells_expected_and_received_whole() -> None:
    long = torch.arange(40)
    with pytest.raises(expect.Mismatch) as caught:
        expect.equal(long, long + 1)
    assert caught.value.received is not None
    assert "39" in caught.value.received
    assert caught.value.expected is not None
    assert "40" in caught.value.expected


def test_kinds_are_named_in_the_message() -> None:
    with pytest.raises(expect.Mismatch, match="a float, where an int"):
        expect.equal(752.0, 752)
    with pytest.raises(expect.Mismatch, match="an int64 tensor"):
        expect.equal(T(752), 752)


def test_shape_and_dtype() -> None:
    expect.shape(torch.ones(3, 2), 3, 2)
    expect.dtype(torch.ones(1), torch.float32)
    with pytest.raises(expect.Mismatch, match=r"\(3, 2\)"):
        expect.shape(torch.ones(3, 2), 2, 3)
    with pytest.raises(expect.Mismatch, match="list"):
        expect.shape([1], 1)
    with pytest.raises(expect.Mismatch, match=r"float64"):
        expect.dtype(torch.ones(1, dtype=torch.float64), torch.float32)


def test_is_a_knows_that_a_bool_is_no_int() -> None:
    expect.is_a(1, int)
    with pytest.raises(expect.Mismatch):
        expect.is_a(True, int)


def test_that_takes_a_bool_and_nothing_else() -> None:
    expect.that(True, "fine")
    with pytest.raises(expect.Mismatch, match="3 rows"):
        expect.that(False, "{count} rows", count=3)
    with pytest.raises(CheckDefinitionError, match="must be a bool"):
        expect.that(T(1.0), "a tensor")


def test_because_replaces_the_sentence_and_keeps_the_facts() -> None:
    with pytest.raises(expect.Mismatch, match="^Count again") as caught:
        expect.equal(1, 2, because="Count again.")
    assert (caught.value.expected, caught.value.received) == ("2", "1")


def test_finite() -> None:
    expect.finite([1.0, {"a": torch.ones(2)}])
    for bad in (float("nan"), T([1.0, float("inf")]), "1", None):
        with pytest.raises(expect.Mismatch):
            expect.finite(bad)


def test_close_takes_numbers_lists_and_tensors() -> None:
    expect.close(0.1 + 0.2, 0.3)
    expect.close([1.0, 2.0], [1, 2])
    expect.close(torch.ones(2, 2), torch.ones(2, 2, dtype=torch.float64))
    expect.close({"w": torch.ones(2)}, {"w": torch.ones(2)})


@pytest.mark.parametrize(
    "actual",
    [
        [1.0],
        [1.0, 2.0, 3.0],
        "1.0",
        None,
        [1.0, None],
        [1.0, True],
        T([[1.0, 2.0]]),
        [1.0, 2.1],
        [1.0, float("nan")],
        [1.0, float("inf")],
        {"a": [1.0, 2.0]},
    ],
)
def test_close_fails_on_everything_else(actual: object) -> None:
    with pytest.raises(expect.Mismatch):
        expect.close(actual, [1.0, 2.0])


def test_close_with_printed_numbers() -> None:
    expect.close([0.7549, 0.6451], [0.75, 0.65], decimals=2)
    with pytest.raises(expect.Mismatch, match="differs"):
        expect.close([0.7551], [0.75], decimals=2)


def test_close_with_nan_and_infinity_in_the_truth() -> None:
    truth = T([float("nan"), float("inf"), 1.0])
    expect.close(truth.clone(), truth)
    with pytest.raises(expect.Mismatch):
        expect.close(T([0.0, float("inf"), 1.0]), truth)


def test_an_oracle_without_numbers_is_the_authors_error() -> None:
    with pytest.raises(CheckDefinitionError, match="no numbers"):
        expect.close(1.0, lambda: "one")
