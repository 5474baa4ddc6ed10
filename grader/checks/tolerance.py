"""Tolerances that are derived: how far may an honest result be from the truth?

The oracle is run in float64 for the truth. It is run again in the student's dtype, several times,
with every sum taken in another order and every result moved by up to one unit in the last place:
what those runs differ from the truth by is what honest rounding does to this computation, on these
inputs, backward pass included. The bound is that spread with a margin, floored by the dtype's eps
times the value's own magnitude.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

from grader.errors import CheckDefinitionError

RUNS = 8
"""Orders of summation that are tried."""

MARGIN = 32.0
"""Over the largest error seen in them. A few runs see most of the spread, not all of it; with this,
honest results and wrong ones are both at least ten times away (`benchmarks/margins.py`)."""

NEIGHBOURS = 0.5
"""An element is given at least this part of the largest error in its tensor, in proportion to its
own magnitude: in a handful of runs an element can be lucky, while its neighbours, sums of the same
kind, show what was possible."""

ULPS = 4.0
"""Units in the last place of the value itself that are always allowed."""

Leaf = tuple[str, torch.Tensor]


@dataclass(frozen=True, slots=True)
class Wanted:
    """The right value, flattened, with a bound for every element."""

    value: object
    leaves: list[Leaf]
    bounds: list[torch.Tensor]


def flatten(value: object) -> list[Leaf] | None:
    """Return the numbers in a nested value as tensors with their paths.

    They keep their dtypes: what a student's code gave back is not made wider before its shape is
    known to be the expected one. None where something in it is no number.
    """
    try:
        return list(_leaves(value, ""))
    except TypeError:
        return None


def wide(value: torch.Tensor) -> torch.Tensor:
    """Return a leaf as float64 or complex128."""
    return value.to(torch.complex128 if value.is_complex() else torch.float64)


def _leaves(value: Any, path: str) -> Iterator[Leaf]:
    if isinstance(value, torch.Tensor):
        yield path, value.detach()
    elif type(value) in (int, float):
        yield path, torch.tensor(value, dtype=torch.float64)
    elif type(value) in (list, tuple):
        if value and all(type(item) in (int, float) for item in value):
            yield path, torch.tensor(value, dtype=torch.float64)
            return
        for number, item in enumerate(value):
            yield from _leaves(item, f"{path}[{number}]")
    elif type(value) is dict:
        for key, item in value.items():
            yield from _leaves(item, f"{path}[{key!r}]")
    else:
        raise TypeError(type(value))


def derive(
    oracle: object,
    inputs: Sequence[object],
    decimals: int | None,
    enough: Callable[[Wanted], bool] = lambda _: False,
) -> Wanted:
    """Return the truth and the bounds.

    Args:
        oracle: a function of `inputs`; or the value itself.
        inputs: what it is called with.
        decimals: the places of a value that was printed.
        enough: asked with the truth and bounds that no further run can narrow; where it says so,
            the runs that are left are saved. Most answers are right, and need one or none.

    Raises:
        CheckDefinitionError: the oracle gives something that has no numbers.
    """
    if not callable(oracle):
        return _fixed(oracle, decimals)
    state = torch.get_rng_state()  # what follows in the check does not depend on the runs
    try:
        for wanted in _estimates(oracle, inputs):
            if enough(wanted):
                break
        return wanted
    finally:
        torch.set_rng_state(state)


def _estimates(oracle: Callable[..., object], inputs: Sequence[object]) -> Iterator[Wanted]:
    """Yield the truth with bounds that widen from run to run."""
    eps = torch.finfo(_dtype(inputs)).eps
    truth = _run(oracle, _converted(inputs, torch.float64))
    leaves = _numbers(truth)
    spreads = [torch.zeros_like(leaf.abs()) for _, leaf in leaves]

    def wanted() -> Wanted:
        pairs = zip(spreads, leaves, strict=True)
        return Wanted(truth, leaves, [_widened(spread, leaf, eps) for spread, (_, leaf) in pairs])

    yield wanted()
    own = _converted(inputs, None)
    for number in range(RUNS):
        with _Rounded(number):
            other = _numbers(_run(oracle, own))
        for spread, (_, leaf), (_, value) in zip(spreads, leaves, other, strict=True):
            error = torch.nan_to_num((value - leaf).abs(), nan=0.0, posinf=0.0)
            torch.maximum(spread, error, out=spread)
        yield wanted()


def _widened(spread: torch.Tensor, truth: torch.Tensor, eps: float) -> torch.Tensor:
    if spread.numel() == 0:
        return spread
    floor = torch.nan_to_num(truth.abs() * eps * ULPS, nan=0.0, posinf=0.0)
    size = torch.nan_to_num(truth.abs(), nan=0.0, posinf=0.0)
    shared = NEIGHBOURS * spread.max() * size / size.max().clamp(min=1e-300)
    return torch.maximum(MARGIN * torch.maximum(spread, shared), floor)


def _fixed(value: object, decimals: int | None) -> Wanted:
    leaves = _numbers(value)
    if decimals is None:
        eps = torch.finfo(torch.get_default_dtype()).eps
        bounds = [_widened(torch.zeros_like(v.abs()), v, 16 * eps) for _, v in leaves]
    else:
        # Half a unit of the last printed place, and the rounding of the printed number itself.
        half = 0.5 * 10.0**-decimals * (1 + 1e-6)
        bounds = [torch.full_like(v.abs(), half) for _, v in leaves]
    return Wanted(value, leaves, bounds)


def within(value: torch.Tensor, truth: torch.Tensor, bound: torch.Tensor) -> bool:
    """Whether every element is within its bound; NaN and infinities must be the same."""
    same = (value == truth) | (torch.isnan(value) & torch.isnan(truth))
    return bool((same | ((value - truth).abs() <= bound)).all())


def largest_difference(value: torch.Tensor, truth: torch.Tensor) -> float:
    """Return the largest absolute difference, NaN where one of the two is not a number."""
    same = (value == truth) | (torch.isnan(value) & torch.isnan(truth))
    return float((value - truth).abs().masked_fill(same, 0.0).max())


def _run(oracle: Callable[..., object], inputs: Sequence[object]) -> object:
    return oracle(*inputs)


def _numbers(value: object) -> list[Leaf]:
    leaves = flatten(value)
    if leaves is None:
        raise CheckDefinitionError(f"expect.close: the oracle gave {value!r}, which has no numbers")
    return [(path, wide(leaf)) for path, leaf in leaves]


def _dtype(inputs: Sequence[object]) -> torch.dtype:
    """The dtype that the student computes in: the inputs' own."""
    for value in _tensors(inputs):
        if value.is_floating_point() or value.is_complex():
            return value.dtype
    return torch.get_default_dtype()


def _tensors(value: object) -> Iterator[torch.Tensor]:
    if isinstance(value, torch.Tensor):
        yield value
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _tensors(item)
    elif isinstance(value, dict):
        yield from _tensors(list(value.values()))


def _converted(value: Any, dtype: torch.dtype | None) -> Any:
    """Copies of the inputs, floats among them in `dtype` where one is given."""
    if isinstance(value, torch.Tensor):
        copy = value.detach().clone()
        if dtype and copy.is_floating_point():
            copy = copy.to(dtype)
        elif dtype and copy.is_complex():
            copy = copy.to(torch.complex128)
        return copy.requires_grad_(value.requires_grad)
    if isinstance(value, (list, tuple)):
        return type(value)(_converted(item, dtype) for item in value)
    if isinstance(value, dict):
        return {key: _converted(item, dtype) for key, item in value.items()}
    return value


class _Rounded(TorchDispatchMode):
    """Runs every operation with its sums in another order and its last place moved."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Asking to be left out of compilation would import the compiler: a second."""
        return False

    def __init__(self, seed: int) -> None:
        super().__init__()
        self._generator = torch.Generator().manual_seed(seed)

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func._schema.name.removeprefix("aten::")  # noqa: SLF001 - torch's own way to the name
        result = func(*self._reordered(name, args), **(kwargs or {}))
        if name in _MOVED and isinstance(result, torch.Tensor) and result.is_floating_point():
            noise = torch.rand(result.shape, generator=self._generator, dtype=torch.float64) * 2 - 1
            return (result.double() * (1 + noise * torch.finfo(result.dtype).eps)).to(result.dtype)
        return result

    def _reordered(self, name: str, args: Any) -> Any:
        match name, args:
            case "mm" | "bmm", (left, right):
                return self._inner(left, right)
            case "addmm" | "baddbmm", (bias, left, right):
                return (bias, *self._inner(left, right))
            case "sum" | "mean", (value, *rest) if not rest:
                flat = value.reshape(-1)
                return (flat[self._order(flat.shape[0])],)
        return args

    def _inner(self, left: torch.Tensor, right: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        order = self._order(left.shape[-1])
        return left[..., order], right[..., order, :]

    def _order(self, length: int) -> torch.Tensor:
        return torch.randperm(length, generator=self._generator)


_MOVED = frozenset(
    (
        "mm bmm addmm baddbmm sum mean exp log log_softmax _log_softmax "
        "_log_softmax_backward_data _softmax _softmax_backward_data add sub rsub mul div pow sqrt "
        "rsqrt tanh sigmoid sigmoid_backward log1p expm1 var std nll_loss_forward convolution "
        "logsumexp linalg_vector_norm"
    ).split()
)
"""Operations that round; views, copies and comparisons do not."""
