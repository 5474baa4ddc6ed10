"""A ModuleList built in a loop over the sizes; counting by a recursive walk over children."""

import torch
from torch import nn


class NeuralNetwork(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        sizes = [num_inputs, 30, 20, num_outputs]
        self.linears = nn.ModuleList(nn.Linear(a, b) for a, b in zip(sizes, sizes[1:]))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for linear in self.linears[:-1]:
            x = linear(x).clamp(min=0)
        return self.linears[-1](x)


def count_parameters(model: nn.Module) -> int:
    unique = {id(p): p.nelement() for p in model.parameters() if p.requires_grad}
    return sum(unique.values())


def count_by_layer(model: nn.Module) -> dict[str, int]:
    counts: dict[str, int] = {}
    visit(model, "", counts, set())
    return counts


def visit(module: nn.Module, name: str, counts: dict[str, int], seen: set[int]) -> None:
    own = {id(p): p for p in module.parameters(recurse=False) if p.requires_grad}
    count = sum(p.nelement() for key, p in own.items() if key not in seen)
    seen.update(own)
    if count:
        counts[name] = count
    for child_name, child in module.named_children():
        visit(child, f"{name}.{child_name}" if name else child_name, counts, seen)
