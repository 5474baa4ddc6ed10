"""Strategies give what they say, and shrink to what can be read."""

from __future__ import annotations

from random import Random

import pytest
import torch
from hypothesis import find, given
from hypothesis import strategies as st

from grader.checks import classification_data, sizes, tensors


@given(
    st.data(),
    st.sampled_from([torch.float32, torch.float64, torch.bfloat16, torch.int64, torch.uint8]),
)
def test_tensors_have_shape_dtype_and_range(data: st.DataObject, dtype: torch.dtype) -> None:
    low = 0.0 if dtype is torch.uint8 else -4.0
    drawn = data.draw(tensors(sizes(1, 6), 3, sizes(1, 6), dtype=dtype, low=low))
    assert drawn.dtype is dtype
    assert drawn.ndim == 3
    assert drawn.shape[1] == 3
    assert bool(((drawn >= low) & (drawn <= 4)).all())


@given(classification_data(features=sizes(1, 4), classes=3, examples=sizes(1, 9)))
def test_classification_data_fits_together(drawn: tuple[torch.Tensor, torch.Tensor]) -> None:
    inputs, labels = drawn
    assert inputs.shape[0] == labels.shape[0]
    assert labels.dtype is torch.int64
    assert bool(((labels >= 0) & (labels < 3)).all())


def test_tensors_shrink_to_small_readable_ones() -> None:
    strategy = tensors(sizes(1, 4), sizes(1, 4))
    smallest = find(strategy, lambda t: bool((t > 1).any()), random=Random(0))
    assert smallest.shape == (1, 1)
    assert smallest.item() == pytest.approx(1.25)


def test_quarters_are_exact_in_every_float_dtype() -> None:
    drawn = find(tensors(2, 2, dtype=torch.bfloat16), lambda t: bool((t == 0.75).any()))
    assert 0.75 in drawn.flatten().tolist()
