"""What a tensor is beyond its values."""

from __future__ import annotations

import torch


def facts(value: object) -> dict[str, object]:
    """Say how a tensor hangs together with autograd, and where it lies."""
    if not isinstance(value, torch.Tensor):
        return {"tensor": False}
    return {
        "tensor": True,
        "requires_grad": value.requires_grad,
        "has_graph": value.grad_fn is not None,
        "is_leaf": value.is_leaf,
        "device": str(value.device),
        "contiguous": value.is_contiguous(),
    }


def gradient(value: torch.Tensor) -> torch.Tensor | None:
    """The gradient that a leaf holds."""
    return value.grad


def items_of_tuple(value: object) -> tuple[object, ...] | None:
    """The items of a tuple, a named one too, as a plain tuple; None for anything else."""
    return tuple(value) if isinstance(value, tuple) else None
