"""Which mistake a failure shows, from what the checks saw."""

from __future__ import annotations

from typing import Any

import pytest
import torch

from grader.checks.evidence import Evidence, sketch
from grader.diagnosis.match import Suspect, agree, name

TRUTH = torch.tensor([1.0, 2.0, 3.0])
WRONG = torch.tensor([2.0, 4.0, 6.0])


def seen(
    value: object,
    truth: object = TRUTH,
    how: str = "value",
    call: str = "f(x)",
    answers: list[Any] | None = None,
    example: dict[str, str] | None = None,
) -> Evidence:
    kept = value if how == "said" else sketch(value)
    return Evidence(how, call, kept, sketch(truth), answers or [], example or {})


def suspect(mistake: str, *, same_as: str | None = None, **shows: Evidence) -> Suspect:
    return Suspect(mistake, frozenset(shows), shows, same_as)


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (WRONG, WRONG * (1 + 1e-6)),  # another order of summation
        (WRONG, WRONG + 0.01 * 0.9),  # a hundredth of its own error of 3
        (752, 752),
        ([0.5, 0.25], [0.5, 0.25 * (1 + 1e-7)]),
        (float("nan"), float("nan")),
        ({"a": WRONG}, {"a": WRONG.clone()}),
    ],
)
def test_the_same_wrong_value(one: object, two: object) -> None:
    assert agree(seen(one), seen(two))
    assert agree(seen(two), seen(one))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (WRONG, WRONG + 0.1),  # nearer to the right value than a hundredth of the error allows
        (WRONG, WRONG.double()),
        (WRONG, WRONG.reshape(1, 3)),
        (752, 752.0),
        (752, True),
        (1, True),
        ([1, 2], (1, 2)),
        ([1, 2], [1, 2, 3]),
        (float("nan"), 1.0),
        ({"a": 1}, {"b": 1}),
        (None, 0),
        ("a", "b"),
    ],
)
def test_another_wrong_value(one: object, two: object) -> None:
    assert not agree(seen(one), seen(two))


def test_the_same_value_of_another_call_or_input_is_another_failure() -> None:
    assert not agree(seen(WRONG), seen(WRONG, call="g(x)"))
    assert not agree(seen(WRONG), seen(WRONG, example={"n": "1"}))


def test_a_sentence_without_values_needs_the_answer_behind_it() -> None:
    said = {"how": "said", "truth": None}
    one = seen("It is wrong.", answers=[sketch(WRONG)], **said)
    assert agree(one, seen("It is wrong.", answers=[sketch(WRONG.clone())], **said))
    assert not agree(one, seen("It is wrong.", answers=[sketch(WRONG + 1)], **said))


def test_the_one_that_agrees_is_named_where_it_shows() -> None:
    failed = {"a": seen(WRONG), "b": seen(7, 8)}
    doubled, seven = suspect("doubled", a=seen(WRONG)), suspect("seven", b=seen(7, 8))
    other = suspect("other", a=seen(WRONG + 1), b=seen(6, 8))
    assert name(failed, set(), [doubled, seven, other]) == {"a": "doubled", "b": "seven"}


def test_nothing_is_said_where_nothing_agrees() -> None:
    assert name({"a": seen(WRONG)}, set(), [suspect("other", a=seen(WRONG + 1))]) == {}


def test_nothing_is_said_where_two_agree_alike() -> None:
    both = [suspect("one", a=seen(WRONG)), suspect("two", a=seen(WRONG))]
    assert name({"a": seen(WRONG)}, set(), both) == {}


def test_what_a_submission_passes_speaks_against_a_mistake_that_fails_there() -> None:
    narrow = suspect("narrow", a=seen(WRONG))
    wide = suspect("wide", a=seen(WRONG), b=seen(7, 8))
    assert name({"a": seen(WRONG)}, {"b"}, [narrow, wide]) == {"a": "narrow"}
    failed = {"a": seen(WRONG), "b": seen(7, 8)}
    assert name(failed, set(), [narrow, wide]) == {"a": "wide", "b": "wide"}


def test_a_value_names_even_where_another_check_speaks_against_it() -> None:
    wide = suspect("wide", a=seen(WRONG), b=seen(7, 8))
    assert name({"a": seen(WRONG)}, {"b"}, [wide]) == {"a": "wide"}


def test_an_exception_names_only_where_nothing_speaks_against_it() -> None:
    raised = seen(["RuntimeError", "shapes"], None, how="raised")
    wide = suspect("wide", a=raised, b=seen(7, 8))
    assert name({"a": raised}, {"b"}, [wide]) == {}
    assert name({"a": raised}, set(), [wide]) == {"a": "wide"}


def raised(message: str, kind: str = "RuntimeError") -> Evidence:
    return Evidence("raised", "f(x)", ["raised", kind, message], None, [], {})


SHAPES = "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)"


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (SHAPES, f"mm: {SHAPES}"),
        (
            "shape '[3, 2]' is invalid for input of size 12",
            "view(): shape '[3, 2]' is invalid for input of size 12",
        ),
    ],
)
def test_an_exception_that_another_release_words_otherwise(one: str, two: str) -> None:
    assert agree(raised(one), raised(two))
    assert agree(raised(two), raised(one))


@pytest.mark.parametrize(
    ("one", "two"),
    [
        (SHAPES, "mm: mat1 and mat2 shapes cannot be multiplied (2x3 and 3x2)"),
        (SHAPES, "mat1 and mat2 shapes"),
        ("expected Long and got Float", "expected Float and got Long"),
        ("no attribute 'X'", "no attribute 'y'"),
        ("", "no attribute"),
    ],
)
def test_an_exception_with_other_words(one: str, two: str) -> None:
    assert not agree(raised(one), raised(two))
    assert not agree(raised(two), raised(one))


def test_the_same_words_of_another_exception_are_another_failure() -> None:
    assert not agree(raised(SHAPES), raised(SHAPES, "ValueError"))


def test_who_raises_the_very_same_words_comes_first() -> None:
    near, same = suspect("near", a=raised(f"mm: {SHAPES}")), suspect("same", a=raised(SHAPES))
    assert name({"a": raised(SHAPES)}, set(), [near, same]) == {"a": "same"}


def test_answers_decide_between_two_that_agree() -> None:
    failed = {"a": seen(WRONG, answers=[1])}
    one = suspect("one", a=seen(WRONG, answers=[1]))
    two = suspect("two", a=seen(WRONG, answers=[2]))
    assert name(failed, set(), [one, two]) == {"a": "one"}


def test_mistakes_that_nothing_tells_apart_share_a_name() -> None:
    one = suspect("one", a=seen(WRONG))
    two = suspect("two", same_as="one", a=seen(WRONG))
    assert name({"a": seen(WRONG)}, set(), [one, two]) == {"a": "one"}
