"""Tensors that differ in what they are beyond their values."""

from __future__ import annotations

import pytest
import torch

from grader.student.specimens import tensors


@pytest.mark.parametrize("requires_grad", [True, False])
def test_a_leaf_has_nobody_that_computed_it(requires_grad: bool) -> None:
    value = torch.tensor([1.0, 2.0])
    leaf = tensors.leaf(value, requires_grad=requires_grad)
    assert leaf.is_leaf
    assert leaf.requires_grad is requires_grad
    assert leaf.grad is None
    leaf.detach().add_(1)
    assert value.tolist() == [1.0, 2.0]


def test_a_leaf_may_come_with_a_gradient_of_its_own() -> None:
    value, gradient = torch.tensor([1.0, 2.0]), torch.tensor([3.0, 4.0])
    leaf = tensors.leaf(value, gradient=gradient)
    (leaf * leaf).sum().backward()
    assert leaf.grad is not None
    assert leaf.grad.tolist() == [5.0, 8.0]
    assert gradient.tolist() == [3.0, 4.0]


def test_what_is_computed_leads_back_to_its_source() -> None:
    source = tensors.leaf(torch.tensor([1.0, -2.0]))
    result = tensors.computed(source)
    assert torch.equal(result, source)
    assert not result.is_leaf
    result.sum().backward()
    assert source.grad is not None
    assert source.grad.tolist() == [1.0, 1.0]


def test_a_transposed_matrix_has_the_values_but_not_the_layout() -> None:
    value = torch.arange(6.0).reshape(2, 3)
    matrix = tensors.transposed(value)
    assert torch.equal(matrix, value)
    assert matrix.stride() == (1, 2)
    assert not matrix.is_contiguous()
    assert value.is_contiguous()
