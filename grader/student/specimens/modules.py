"""Specimens of modules."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
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
        torch.default_generator.manual_seed(seed)
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


class _Noise(nn.Module):
    """A layer as people write their own: it adds noise in training mode, and else nothing."""

    def forward(self, inputs: torch.Tensor) -> torch.Tensor:
        """Hand on the inputs, with noise or without."""
        return inputs + torch.randn_like(inputs) if self.training else inputs


_KINDS: dict[str, Any] = {
    "linear": nn.Linear,
    "linear_without_bias": lambda inputs, outputs: nn.Linear(inputs, outputs, bias=False),
    "relu": nn.ReLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
    "identity": nn.Identity,
    "flatten": nn.Flatten,
    "dropout": nn.Dropout,
    "noise": _Noise,
    "batch_norm": nn.BatchNorm1d,
    "layer_norm": nn.LayerNorm,
    "embedding": nn.Embedding,
    "convolution": nn.Conv2d,
    "attention": nn.MultiheadAttention,
}


def tree(
    recipe: Mapping[str, Any],
    *,
    frozen: Sequence[str] = (),
    same: Sequence[Sequence[str]] = (),
) -> nn.Module:
    """Build a module that has no `forward`, to be looked through: names and nesting as wished.

    Args:
        recipe: what the module holds, by name: a layer as in `network`, a mapping for a module
            inside, `["parameter", *shape]` or `["buffer", *shape]` for a tensor of its own.
        frozen: names of parameters or modules, such as `"body.0.weight"`, that do not require
            gradients.
        same: pairs (place, source) of names: at the place stands the source itself, once more.
    """
    model = _module(recipe)
    for place, source in same:
        owner, _, name = place.rpartition(".")
        setattr(model.get_submodule(owner), name, _part(model, source))
    for name in frozen:
        _part(model, name).requires_grad_(False)
    return model


def _module(recipe: Mapping[str, Any]) -> nn.Module:
    module = nn.Module()
    for name, part in recipe.items():
        match part:
            case Mapping():
                module.add_module(name, _module(part))
            case ["parameter", *shape]:
                module.register_parameter(name, nn.Parameter(torch.ones(shape)))
            case ["buffer", *shape]:
                module.register_buffer(name, torch.ones(shape))
            case _:
                module.add_module(name, _layer(part))
    return module


def _part(model: nn.Module, name: str) -> Any:
    owner, _, own = name.rpartition(".")
    return getattr(model.get_submodule(owner), own)


class _Log(list[dict[str, Any]]):
    """A list that a deep copy of its owner shares."""

    def __deepcopy__(self, memo: object) -> _Log:
        return self


class _Watched(nn.Module):
    """Writes down how it was called, and hands on to the model inside."""

    def __init__(self, model: nn.Module) -> None:
        super().__init__()
        self.model = model
        self.seen = _Log()

    def forward(self, inputs: torch.Tensor) -> Any:
        """Call the model inside."""
        outputs = self.model(inputs)
        self.seen.append(
            {
                "training": self.training and self.model.training,
                "grad": torch.is_grad_enabled(),
                "graph": isinstance(outputs, torch.Tensor) and outputs.grad_fn is not None,
                "shape": tuple(inputs.shape),
            }
        )
        return outputs


def watched(model: nn.Module) -> nn.Module:
    """Wrap a model so that `probes.modules.seen` can tell the mode and grad mode of its calls."""
    return _Watched(model)
