"""Near-identical submissions: found where somebody renamed all, not where all wrote the obvious."""

from __future__ import annotations

import itertools
import sys
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.gradebook.page.similar import FEWEST_TOKENS, Work, similar
from tests.fakes.gradebooks import OPERATIONS, stub


def body(number: int, *, own: int = 15) -> str:
    """A solution that only its author writes."""
    lines = [
        f"    step{n} = torch.{OPERATIONS[(n * number + n) % len(OPERATIONS)]}(x, {n * number})"
        for n in range(1, own + 1)
    ]
    return stub("net").replace("    raise NotImplementedError", "\n".join(lines))


def found(*sources: str) -> list[tuple[int, int]]:
    works = [Work(owner, source) for owner, source in enumerate(sources)]
    pairs = similar("net", works, stub=stub("net")).pairs
    return [(pair.left.owner, pair.right.owner) for pair in pairs]


@pytest.mark.parametrize(
    "change",
    [
        lambda source: source,
        lambda source: source.replace("step", "schritt"),
        lambda source: source.replace("    step", "    # a comment\n\n    step"),
        lambda source: source.replace(" = ", "=").replace("\n", "\r\n"),
        lambda source: source + "    '''",
        lambda source: source.replace("(x, 3)", "(x, 4)"),
    ],
    ids=["same", "renamed", "commented", "spaced", "no Python", "a number"],
)
def test_a_disguise_is_seen_through(change) -> None:  # type: ignore[no-untyped-def]
    assert found(body(1), change(body(1)), body(5)) == [(0, 1)]


def test_the_stub_does_not_count() -> None:
    assert found(stub("net"), stub("net")) == []
    assert found(body(1, own=2), body(1, own=2)) == [], "two lines are too little"


def test_what_everybody_writes_does_not_count() -> None:
    assert found(*[body(1)] * 20) == []
    copied = [body(1)] * 6
    assert len(found(*copied, *(body(n) for n in range(2, 22)))) == 15, "six people are no crowd"


def test_other_attributes_are_another_shape() -> None:
    assert found(body(1), body(1).replace("torch.", "torch.nn.other_")) == []


def test_sides_and_steps() -> None:
    one = similar(
        "net", [Work(3, body(1)), Work(4, body(1).replace("step7", "t"))], stub=stub("net")
    )
    (pair,) = one.pairs
    assert (pair.left.owner, pair.right.owner, one.compared, one.found) == (3, 4, 2, 1)
    assert pair.left.lines[0] == '"""net: fill in the body."""'
    assert not pair.left.own[0]
    assert sum(pair.left.own) == 15
    assert [step[0] for step in pair.steps] == ["equal", "replace", "equal"]
    assert pair.written > 0.95
    assert pair.shape == 1


@given(st.text("abc", max_size=12), st.text("abc", max_size=12))
def test_steps_lead_from_one_to_the_other(left: str, right: str) -> None:
    own = "".join(f"step_{n} = {n} + {n * n}\n" for n in range(12)) * 4
    one = similar("net", [Work(0, own + "\n".join(left)), Work(1, own + "\n".join(right))])
    (pair,) = one.pairs
    before, after = pair.left.lines, pair.right.lines
    assert "".join(before) == (own + left).replace("\n", "")
    place = (0, 0)
    kinds = [kind for kind, *_ in pair.steps]
    for kind, a, b, c, d in pair.steps:
        assert (a, c) == place
        place = (b, d)
        assert (b > a) == (kind != "insert")
        assert (d > c) == (kind != "delete")
        assert (kind == "equal") == (before[a:b] == after[c:d])
    assert place == (len(before), len(after))
    # What was left out and what came instead stand beside each other.
    assert all("equal" in two for two in itertools.pairwise(kinds))


def test_equal_lines_are_not_compared_each_with_each() -> None:
    """Counted are lines of Python that run, for each line that was handed in."""
    lines = 1_500
    sources = [f"a{end} = 1\n" + "x = 1\n" * lines + f"b{end} = 1\n" for end in "xy"]
    ran = 0

    def count(_frame: FrameType, event: str, _argument: object) -> Any:
        nonlocal ran
        ran += event == "line"
        if ran > 300 * lines:
            raise AssertionError("it grows with the square of the lines")
        return count

    before = sys.gettrace()
    sys.settrace(count)
    try:
        one = similar("net", [Work(n, source) for n, source in enumerate(sources)])
    finally:
        sys.settrace(before)
    (pair,) = one.pairs
    assert [step[0] for step in pair.steps] == ["replace", "equal", "replace"]


@given(st.text(max_size=300))
def test_any_text_can_be_compared(words: str) -> None:
    one = similar("net", [Work(0, words), Work(1, words)])
    assert one.compared in (0, 2)
    assert len(one.pairs) == one.compared // 2
    for pair in one.pairs:
        assert sum(map(len, pair.left.lines)) >= FEWEST_TOKENS / 2
        assert pair.left.lines == pair.right.lines
