"""Strategies for hypothesis: sizes and tensors that shrink to small, readable examples."""

from __future__ import annotations

from typing import Any

import torch
from hypothesis import strategies as st

READABLE = 24
"""Elements up to which values are drawn one by one, and so shrink one by one."""


def sizes(smallest: int = 1, largest: int = 16) -> st.SearchStrategy[int]:
    """Extents and counts; small ones first when shrinking."""
    return st.integers(smallest, largest)


@st.composite
def tensors(
    draw: st.DrawFn,
    *shape: int | st.SearchStrategy[int],
    dtype: torch.dtype = torch.float32,
    low: float = -4.0,
    high: float = 4.0,
) -> torch.Tensor:
    """Tensors of a shape, with values between `low` and `high`.

    Small ones hold quarters (whole numbers for integer dtypes): exact in every dtype, and easy to
    read in a counterexample. Larger ones hold normal random numbers from a drawn seed, clamped.

    Args:
        draw: hypothesis's own.
        shape: extents, or strategies for them.
        dtype: a floating or an integer dtype.
        low: the smallest value.
        high: the largest value.
    """
    extents = [e if isinstance(e, int) else draw(e) for e in shape]
    count = 1
    for extent in extents:
        count *= extent
    if count <= READABLE:
        step = 4 if dtype.is_floating_point else 1
        whole = st.integers(round(low * step), round(high * step))
        values: list[Any] = draw(st.lists(whole, min_size=count, max_size=count))
        return torch.tensor([v / step for v in values]).reshape(extents).to(dtype)
    generator = torch.Generator().manual_seed(draw(st.integers(0, 2**32 - 1)))
    return torch.randn(extents, generator=generator).clamp(low, high).to(dtype)


@st.composite
def classification_data(
    draw: st.DrawFn,
    *,
    features: int | st.SearchStrategy[int] = 2,
    classes: int | st.SearchStrategy[int] = 2,
    examples: int | st.SearchStrategy[int] = 8,
) -> tuple[torch.Tensor, torch.Tensor]:
    """Pairs (X, y): float32 (examples, features), int64 (examples,) labels below `classes`."""
    count = examples if isinstance(examples, int) else draw(examples)
    width = features if isinstance(features, int) else draw(features)
    kinds = classes if isinstance(classes, int) else draw(classes)
    inputs = draw(tensors(count, width))
    labels = draw(st.lists(st.integers(0, kinds - 1), min_size=count, max_size=count))
    return inputs, torch.tensor(labels, dtype=torch.int64)
