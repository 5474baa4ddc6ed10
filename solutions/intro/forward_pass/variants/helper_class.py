"""A frozen dataclass remembers the modes; modules get them back by `train`, from the outside in."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import torch
from torch import nn


@dataclass(frozen=True, slots=True)
class Modes:
    of: tuple[tuple[nn.Module, bool], ...]

    @classmethod
    def remember(cls, model: nn.Module) -> Modes:
        return cls(tuple((module, module.training) for module in model.modules()))

    def __enter__(self) -> None:
        for module, _ in self.of:
            module.eval()

    def __exit__(self, *error: object) -> Literal[False]:
        for module, mode in self.of:
            module.train(mode)
        return False


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    with Modes.remember(model), torch.no_grad():
        return model.forward(X)


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).softmax(1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argsort(dim=1, descending=True).select(1, 0)
