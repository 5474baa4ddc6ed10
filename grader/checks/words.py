"""Values in words: short enough for a line, exact enough to find the mistake."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import islice
from typing import Any

import torch

from grader.language import Text, text

FEW = 12
"""Elements up to which a tensor is shown whole in a line."""

MANY = 10_000
"""Elements of one value up to which a report holds all of them."""


def show(value: object, *, limit: int = 200) -> str:
    """Return a value as source-like text, cut at `limit` characters."""
    shown = _show(value)
    return shown if len(shown) <= limit else shown[: limit - 1] + "…"


def _show(value: Any) -> str:
    match value:
        case torch.Tensor():
            return _tensor(value)
        case float():
            return _float(value)
        case tuple() if type(value) is tuple:
            return "(" + ", ".join(map(_show, value)) + ("," if len(value) == 1 else "") + ")"
        case list() if type(value) is list:
            return "[" + ", ".join(map(_show, value)) + "]"
        case dict():
            return "{" + ", ".join(f"{k!r}: {_show(v)}" for k, v in value.items()) + "}"
        case set() if value:
            return "{" + ", ".join(sorted(map(_show, value))) + "}"
        case _:
            return repr(value)


def _float(value: float) -> str:
    """Six digits, and always recognisable as no int."""
    shown = f"{value:.6g}"
    return shown if any(c in shown for c in ".ein") else f"{shown}.0"


def _tensor(value: torch.Tensor) -> str:
    dtype = str(value.dtype).removeprefix("torch.")
    suffix = "" if value.dtype in (torch.float32, torch.int64, torch.bool) else f", dtype={dtype}"
    if value.numel() == 0:
        return f"tensor of shape {tuple(value.shape)}{suffix}"
    if value.numel() <= FEW:
        return f"tensor({_show(value.tolist())}{suffix})"
    return f"tensor of shape {tuple(value.shape)}{suffix or f', {dtype}'}"


def whole(value: object) -> str:
    """Return a value in full, for JSON: a tensor with its shape, dtype and every element.

    Only what has more than `MANY` elements in all is cut, with a word on it.
    """
    return _whole(value, _Budget())


class _Budget:
    """How many elements may still be shown."""

    def __init__(self) -> None:
        self.left = MANY

    def take(self, wanted: int) -> int:
        """Return how many of `wanted` elements are to be shown."""
        taken = min(wanted, self.left)
        self.left -= taken
        return taken


def _whole(value: object, budget: _Budget) -> str:
    if isinstance(value, torch.Tensor):
        count = budget.take(value.numel())
        if count < value.numel():
            first = value.flatten()[:count].tolist()
            return f"{_tensor(value)}: {first} … ({count:,} of {value.numel():,} elements)"
        return f"{_tensor(value)}: {value.tolist()}" if count > FEW else _tensor(value)
    if isinstance(value, Mapping):
        count = budget.take(len(value))
        shown = [f"{k!r}: {_whole(v, budget)}" for k, v in islice(value.items(), count)]
        return "{" + ", ".join([*shown, *_rest(count, len(value))]) + "}"
    if isinstance(value, Sequence) and not isinstance(value, (str, bytes)):
        count = budget.take(len(value))
        shown = [_whole(item, budget) for item in islice(value, count)]
        inner = ", ".join([*shown, *_rest(count, len(value))])
        if type(value) is tuple:
            return f"({inner}{',' if len(value) == 1 else ''})"
        return f"[{inner}]"
    return _show(value)


def _rest(count: int, total: int) -> list[str]:
    return [f"… ({count:,} of {total:,} items)"] if count < total else []


def call(name: str, arguments: Sequence[object], keywords: Mapping[str, object]) -> str:
    """Return a call as source text."""
    parts = [show(argument, limit=80) for argument in arguments]
    parts += [f"{key}={show(value, limit=80)}" for key, value in keywords.items()]
    return f"{name}({', '.join(parts)})"


def received(value: object) -> str:
    """Return a value as text; of an object that stayed with the student, what it is."""
    return str(getattr(value, "kind", None) or whole(value))


def kind(value: object) -> Text:
    """Return what a value is, in a word or two."""
    match value:
        case torch.Tensor():
            dtype = str(value.dtype).removeprefix("torch.")
            if dtype[:1] in "aeiou":
                return text("an {dtype} tensor", dtype=dtype)
            return text("a {dtype} tensor", dtype=dtype)
        case None:
            return Text("None")
        case _:
            return kind_called(getattr(value, "kind", type(value).__name__))


def kind_called(name: str) -> Text:
    """Return a class's name with its article."""
    if name[:1] in "aeiouAEIOU" or name == "ndarray":
        return text("an {name}", name=name)
    return text("a {name}", name=name)
