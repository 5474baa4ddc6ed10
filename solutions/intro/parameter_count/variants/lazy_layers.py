"""Lazy layers that a dry run gives their sizes; a walk over a list of modules still to visit."""

import torch
import torch.nn.functional as F
from torch import nn


class NeuralNetwork(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.layers = nn.ModuleDict(
            {
                "first": nn.LazyLinear(30),
                "second": nn.LazyLinear(20),
                "logits": nn.LazyLinear(num_outputs),
            }
        )
        with torch.no_grad():
            self(torch.zeros(1, num_inputs))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for name, layer in self.layers.items():
            x = layer(x)
            if name != "logits":
                x = F.threshold(x, 0.0, 0.0)
        return x


def count_parameters(model: nn.Module) -> int:
    return sum(count for _, count in walk(model))


def count_by_layer(model: nn.Module) -> dict[str, int]:
    return {name: count for name, count in walk(model) if count}


def walk(model: nn.Module) -> list[tuple[str, int]]:
    """Visit each module once, the outer before the inner, the earlier before the later."""
    counts: list[tuple[str, int]] = []
    counted: set[torch.Tensor] = set()
    visited: set[nn.Module] = set()
    waiting: list[tuple[str, nn.Module]] = [("", model)]
    while waiting:
        name, module = waiting.pop()
        if module in visited:
            continue
        visited.add(module)
        own = {p for p in module.parameters(recurse=False) if p.requires_grad} - counted
        counted |= own
        counts.append((name, sum(len(p.reshape(-1)) for p in own)))
        children = list(module.named_children())
        waiting += [(f"{name}.{child}".lstrip("."), part) for child, part in reversed(children)]
    return counts
