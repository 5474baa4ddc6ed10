"""One ReLU module used twice in nested Sequentials; duplicate names removed by hand."""

import torch
from torch import nn


class NeuralNetwork(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        relu = nn.ReLU()
        self.body = nn.Sequential(
            nn.Sequential(nn.Linear(num_inputs, 30), relu), nn.Sequential(nn.Linear(30, 20), relu)
        )
        self.head = nn.Linear(20, num_outputs)
        for module in self.modules():
            if isinstance(module, nn.Linear):
                nn.init.kaiming_normal_(module.weight)
                nn.init.zeros_(module.bias)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.head(self.body(x))


def trainable_once(model: nn.Module) -> dict[str, nn.Parameter]:
    first_name: dict[nn.Parameter, str] = {}
    for name, parameter in model.named_parameters(remove_duplicate=False):
        if parameter.requires_grad:
            first_name.setdefault(parameter, name)
    return {name: parameter for parameter, name in first_name.items()}


def count_parameters(model: nn.Module) -> int:
    total = 0
    for parameter in trainable_once(model).values():
        total += parameter.numel()
    return total


def count_by_layer(model: nn.Module) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, parameter in trainable_once(model).items():
        owner = name.removesuffix(name.split(".")[-1]).removesuffix(".")
        counts[owner] = counts.setdefault(owner, 0) + parameter.numel()
    return counts
