"""Forward mode by hand: a dataclass of dual numbers carries value and slope through the formula."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import torch


@dataclass
class Dual:
    value: torch.Tensor
    slope: torch.Tensor

    def __add__(self, other: Dual) -> Dual:
        return Dual(self.value + other.value, self.slope + other.slope)

    def __mul__(self, other: Dual) -> Dual:
        return Dual(self.value * other.value, self.slope * other.value + self.value * other.slope)

    def sigmoid(self) -> Dual:
        s = torch.sigmoid(self.value)
        return Dual(s, self.slope * s * torch.sigmoid(-self.value))

    def log(self) -> Dual:
        return Dual(self.value.log(), self.slope / self.value)


class Gradients(NamedTuple):
    w1: torch.Tensor
    b: torch.Tensor


def constant(t: torch.Tensor) -> Dual:
    return Dual(t.detach(), torch.zeros_like(t))


def variable(t: torch.Tensor) -> Dual:
    return Dual(t.detach(), torch.ones_like(t))


def forward(x1: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.sigmoid(x1 * w1 + b)


def loss(x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    a = forward(x1, w1, b)
    return -torch.where(y == 1, a, 1 - a).log().reshape(())


def slope(x1: Dual, y: torch.Tensor, w1: Dual, b: Dual) -> torch.Tensor:
    sign = constant(2 * y - 1)
    return -((x1 * w1 + b) * sign).sigmoid().log().slope


def gradients(x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> Gradients:
    return Gradients(
        slope(constant(x1), y, variable(w1), constant(b)),
        slope(constant(x1), y, constant(w1), variable(b)),
    )
