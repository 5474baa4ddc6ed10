"""Specimens of modules."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import torch
from torch import nn

Recipe = Sequence[Any]


def network(
    layers: Sequence[Recipe],
    *,
    frozen: Sequence[int] = (),
    tied: Sequence[Sequence[int]] = (),
    seed: int = 0,
) -> nn.Sequential:
    """Build a sequence of layers.

    Args:
        layers: each `[kind, *arguments]`: `["linear", 2, 30]`, `["relu"]`, `["dropout", 0.5]`,
            `["batch_norm", 30]`; a list of such lists is a nested sequence.
        frozen: positions whose parameters do not require gradients.
        tied: pairs of positions; the second layer takes the first one's weight as its own.
        seed: of the initial weights, which are drawn from a generator of their own.
    """
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        model = nn.Sequential(*(_layer(recipe) for recipe in layers))
    for position in frozen:
        model[position].requires_grad_(False)
    for first, second in tied:
        model[second].weight = model[first].weight
    return model


def _layer(recipe: Recipe) -> nn.Module:
    if not recipe or not isinstance(recipe[0], str):
        return nn.Sequential(*(_layer(inner) for inner in recipe))
    kind, *arguments = recipe
    layer: nn.Module = _KINDS[kind](*arguments)
    return layer


_KINDS: dict[str, Any] = {
    "linear": nn.Linear,
    "linear_without_bias": lambda inputs, outputs: nn.Linear(inputs, outputs, bias=False),
    "relu": nn.ReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "identity": nn.Identity,
    "flatten": nn.Flatten,
    "dropout": nn.Dropout,
    "batch_norm": nn.BatchNorm1d,
    "layer_norm": nn.LayerNorm,
    "embedding": nn.Embedding,
}


class _Watched(nn.Module):
    """Writes down how it was called, and hands on to the model inside."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model
        self.seen: list[dict[str, Any]] = []

    def forward(self, inputs: torch.Tensor) -> Any:
        """Call the model inside."""
        self.seen.append(
            {
                "training": self.training and self.model.training,
                "grad": torch.is_grad_enabled(),
                "shape": tuple(inputs.shape),
            }
        )
        return self.model(inputs)


def watched(model: nn.Module) -> nn.Module:
    """Wrap a model so that `probes.modules.seen` can tell the mode and grad mode of its calls."""
    return _Watched(model)
