"""What a check says about values. A failure tells the call, what was expected and what came back.

Every function raises `Mismatch`, which the plugin turns into a `Failed`. All of them survive any
value: what a student's code returns may be of any kind.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any, NoReturn

import torch

from grader.checks import tolerance, words
from grader.checks.student import Handle, Student, StudentRaised
from grader.errors import CheckDefinitionError
from grader.language import Text, text


class Mismatch(AssertionError):
    """What came back is not what was expected."""

    def __init__(
        self,
        message: Text,
        *,
        expected: str | None = None,
        received: str | None = None,
        hint: Text | None = None,
        call: str | None = None,
        compared: tuple[object, object] | None = None,
    ) -> None:
        """`compared`: the value that came back, and the right one, for the diagnosis."""
        self.message, self.hint, self.call = message, hint, call
        self.expected, self.received = expected, received
        self.compared = compared
        super().__init__(str(message))


def _fail(message: Text, actual: object, expected: object, because: str | None) -> NoReturn:
    raise Mismatch(
        Text(because) if because else message,
        expected=expected if isinstance(expected, str) else words.whole(_beside(actual, expected)),
        received=words.received(actual),
        compared=(actual, expected),
    )


def _beside(actual: object, expected: object) -> object:
    """An oracle's truth is float64; beside a float32 it is shown as one."""
    if isinstance(actual, torch.Tensor) and isinstance(expected, torch.Tensor):
        narrower = actual.is_floating_point() and expected.dtype == torch.float64
        return expected.to(actual.dtype) if narrower else expected
    return expected


def fail(sentence: str, **values: object) -> NoReturn:
    """Fail with a sentence of the author's; its translation stands beside the check."""
    raise Mismatch(text(sentence, **{k: _shown(v) for k, v in values.items()}))


def that(condition: object, sentence: str, **values: object) -> None:
    """The condition holds; `sentence` says what is wrong where it does not.

    Args:
        condition: a bool; anything else is the author's mistake.
        sentence: a template for `values`, in English; translations stand beside the check.
        values: what the sentence shows.
    """
    if type(condition) is not bool:
        raise CheckDefinitionError(f"expect.that: condition={condition!r} must be a bool")
    if not condition:
        fail(sentence, **values)


def _shown(value: object) -> object:
    return value if isinstance(value, str) else words.show(value)


def equal(actual: object, expected: object, *, because: str | None = None) -> None:
    """The value is exactly `expected`, and of the same kind: 752 is neither 752.0 nor a tensor."""
    if not _same_kind(actual, expected):
        message = text(
            "The result is {received}, where {expected} was expected.",
            received=words.kind(actual),
            expected=words.kind(expected),
        )
        _fail(message, actual, expected, because)
    if isinstance(expected, torch.Tensor):
        assert isinstance(actual, torch.Tensor)
        shape(actual, *expected.shape, because=because)
        if actual.dtype != expected.dtype:
            dtype(actual, expected.dtype, because=because)
        same = torch.equal(actual, expected)
    else:
        same = _equal(actual, expected)
    if not same:
        _fail(text("The result is not the expected one."), actual, expected, because)


def _same_kind(actual: object, expected: object) -> bool:
    return type(actual) is type(expected)


def _equal(actual: Any, expected: Any) -> bool:
    """Equality of plain data; NaN equals NaN; tensors within are compared exactly."""
    if type(actual) is not type(expected):
        return False
    match actual:
        case torch.Tensor():
            return actual.dtype == expected.dtype and torch.equal(actual, expected)
        case list() | tuple():
            return len(actual) == len(expected) and all(map(_equal, actual, expected))
        case dict():
            return actual.keys() == expected.keys() and all(
                _equal(value, expected[key]) for key, value in actual.items()
            )
        case float() if math.isnan(actual):
            return math.isnan(expected)
        case Handle():
            return actual is expected
        case _:
            return bool(actual == expected)


def is_a(actual: object, *kinds: type, because: str | None = None) -> None:
    """The value is of one of these types; a bool is no int."""
    if type(actual) not in kinds:
        message = text(
            "The result is {received}, where {expected} was expected.",
            received=words.kind(actual),
            expected=words.kind_called(" / ".join(kind.__name__ for kind in kinds)),
        )
        names = " / ".join(kind.__name__ for kind in kinds)
        _fail(message, actual, names, because)


def shape(actual: object, *extents: int, because: str | None = None) -> None:
    """The value is a tensor of this shape."""
    tensor(actual, because=because)
    assert isinstance(actual, torch.Tensor)
    if tuple(actual.shape) != extents:
        message = text(
            "The result has the shape {received}, where {expected} was expected.",
            received=tuple(actual.shape),
            expected=extents,
        )
        _fail(message, actual, f"tensor of shape {extents}", because)


def dtype(actual: object, wanted: torch.dtype, *, because: str | None = None) -> None:
    """The value is a tensor of this dtype."""
    tensor(actual, because=because)
    assert isinstance(actual, torch.Tensor)
    if actual.dtype != wanted:
        message = text(
            "The result has the dtype {received}, where {expected} was expected.",
            received=str(actual.dtype),
            expected=str(wanted),
        )
        _fail(message, actual, str(wanted), because)


def tensor(actual: object, *, because: str | None = None) -> None:
    """The value is a tensor."""
    if not isinstance(actual, torch.Tensor):
        message = text(
            "The result is {received}, where {expected} was expected.",
            received=words.kind(actual),
            expected="torch.Tensor",
        )
        _fail(message, actual, "torch.Tensor", because)


def close(
    actual: object,
    oracle: object,
    *inputs: object,
    decimals: int | None = None,
    because: str | None = None,
) -> None:
    """The value equals the oracle's up to honest rounding.

    Args:
        actual: a tensor, a number, or a list, tuple or dict of them, from the student's side.
        oracle: a function that gives the right value for `inputs`; or the right value itself.
        inputs: what the oracle is called with. It is run in float64 for the truth, and in the
            inputs' own dtype under several orders of summation for the scale of honest rounding:
            so the tolerance is derived, never guessed.
        decimals: compare with a value that was printed with so many decimals.
        because: the sentence to show instead of the general one.
    """
    got = tolerance.flatten(actual)
    wanted = tolerance.derive(oracle, inputs, decimals, lambda wanted: _within(got, wanted))
    if got is None or [path for path, _ in got] != [path for path, _ in wanted.leaves]:
        message = text(
            "The result is {received}, where {expected} was expected.",
            received=words.show(actual, limit=60),
            expected=words.show(wanted.value, limit=60),
        )
        _fail(message, actual, wanted.value, because)
    for (path, value), (_, truth), bound in zip(got, wanted.leaves, wanted.bounds, strict=True):
        if value.shape != truth.shape:
            message = text(
                "The result has the shape {received}, where {expected} was expected.",
                received=tuple(value.shape),
                expected=tuple(truth.shape),
            )
            _fail(message, actual, wanted.value, because)
        found = tolerance.wide(value)
        if not tolerance.within(found, truth, bound):
            worst = tolerance.largest_difference(found, truth)
            message = text(
                "The result{where} differs from the expected one by up to {difference}.",
                where=f" {path}" if path else "",
                difference=f"{worst:.3g}",
            )
            _fail(message, actual, wanted.value, because)


def _within(got: list[tolerance.Leaf] | None, wanted: tolerance.Wanted) -> bool:
    """Whether numbers have the form that is wanted, and are within the bounds."""
    return (
        got is not None
        and [(path, value.shape) for path, value in got]
        == [(path, value.shape) for path, value in wanted.leaves]
        and all(
            tolerance.within(tolerance.wide(value), truth, bound)
            for (_, value), (_, truth), bound in zip(got, wanted.leaves, wanted.bounds, strict=True)
        )
    )


def raises(
    kinds: str | Sequence[str], call: Callable[[], object], *, because: str | None = None
) -> StudentRaised:
    """The call raises an exception of one of these kinds (names of classes), or of a subclass.

    Returns the exception, so that a check can look at its message.
    """
    names = (kinds,) if isinstance(kinds, str) else tuple(kinds)
    try:
        value = call()
    except StudentRaised as error:
        if error.is_a(*names):
            return error
        message = text(
            "{call} raised {received}, where {expected} was expected.",
            call=error.call,
            received=f"{error.raised.type}: {error.raised.message}",
            expected=" / ".join(names),
        )
        raise Mismatch(
            Text(because) if because else message,
            expected=" / ".join(names),
            received=f"{error.raised.type}: {error.raised.message}",
        ) from None
    message = text(
        "The call gave back {received}, where an error was expected: {expected}.",
        received=words.kind(value) if isinstance(value, Handle) else words.show(value),
        expected=" / ".join(names),
    )
    _fail(message, value, " / ".join(names), because)


def unchanged(
    student: Student, handle: Handle, original: object, *, because: str | None = None
) -> None:
    """What was placed in the student's process with `put` still has the value that it had."""
    now = student.fetch(handle)
    if not _equal(now, original):
        message = text("The call changed its argument in place; it must leave it as it was.")
        _fail(message, now, original, because)


def finite(actual: object, *, because: str | None = None) -> None:
    """The value is a number or a tensor without NaN and infinity."""
    leaves = tolerance.flatten(actual)
    if leaves is None or not all(bool(torch.isfinite(leaf).all()) for _, leaf in leaves):
        _fail(text("The result is not a finite number."), actual, "finite numbers", because)
