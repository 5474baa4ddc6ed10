"""A class Matrix with rows and columns, type hints throughout; the product as sum of outer ones."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import reduce

import torch


@dataclass(frozen=True)
class Matrix:
    t: torch.Tensor

    @classmethod
    def of(cls, numbers: torch.Tensor, rows: int) -> Matrix:
        return cls(torch.vstack(numbers.flatten().tensor_split(rows)))

    def columns(self) -> Iterator[torch.Tensor]:
        yield from self.t.unbind(dim=1)

    def flipped(self) -> Matrix:
        return Matrix(torch.stack(list(self.columns())))

    def gram(self) -> Matrix:
        return Matrix(reduce(torch.add, (torch.outer(c, c) for c in self.columns())))


def make_tensors() -> tuple[torch.Tensor, ...]:
    numbers = torch.tensor(range(1, 9))
    first, second = Matrix.of(numbers[:4], 2), Matrix.of(numbers[4:], 2)
    return numbers[0].clone(), numbers[:3].clone(), first.t, torch.stack((first.t, second.t))


def to_float32(t: torch.Tensor) -> torch.Tensor:
    return t if t.dtype is torch.float32 else t.float()


def reshape(t: torch.Tensor, rows: int) -> torch.Tensor:
    return Matrix.of(t, rows).t


def transpose(t: torch.Tensor) -> torch.Tensor:
    return Matrix(t).flipped().t


def gram(t: torch.Tensor) -> torch.Tensor:
    return Matrix(t).gram().t
