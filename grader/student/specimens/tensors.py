"""Specimens of tensors: what a tensor is beyond its values."""

from __future__ import annotations

import torch


def leaf(
    value: torch.Tensor, *, requires_grad: bool = True, gradient: torch.Tensor | None = None
) -> torch.Tensor:
    """A tensor that nobody has computed; `gradient` is what its `.grad` holds already."""
    tensor = value.detach().clone().requires_grad_(requires_grad)
    if gradient is not None:
        tensor.grad = gradient.detach().clone()
    return tensor


def computed(source: torch.Tensor) -> torch.Tensor:
    """A tensor of the same values as `source`, but the result of a computation with it."""
    return source * torch.ones_like(source)


def transposed(value: torch.Tensor) -> torch.Tensor:
    """A tensor of the values of the matrix `value` that lies column by column in memory."""
    return value.detach().t().contiguous().t()
