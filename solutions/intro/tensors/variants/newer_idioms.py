"""Newer idioms: a named tuple, ravel and unflatten, `.mT`, `torch.inner`."""

from typing import NamedTuple

import torch
from torch import Tensor


class Four(NamedTuple):
    scalar: Tensor
    vector: Tensor
    matrix: Tensor
    cube: Tensor


def make_tensors() -> Four:
    counted = torch.arange(1, 9)
    return Four(counted[0], counted[:3], counted[:4].unflatten(0, (2, 2)), counted.view(2, 2, 2))


def to_float32(t: Tensor) -> Tensor:
    return torch.asarray(t, dtype=torch.float32)


def reshape(t: Tensor, rows: int) -> Tensor:
    return t.ravel().unflatten(0, (rows, -1))


def transpose(t: Tensor) -> Tensor:
    return t.mT


def gram(t: Tensor) -> Tensor:
    return torch.inner(t, t)
