"""Functional style: named layers and F.relu, sizes by math.prod, names grouped by itertools."""

import math
from itertools import groupby

import torch
import torch.nn.functional as F
from torch import nn


class NeuralNetwork(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.hidden1 = nn.Linear(num_inputs, 30)
        self.hidden2 = nn.Linear(30, 20)
        self.output = nn.Linear(20, num_outputs)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.output(F.relu(self.hidden2(F.relu(self.hidden1(x)))))


def count_parameters(model: nn.Module) -> int:
    return sum(count_by_layer(model).values())


def count_by_layer(model: nn.Module) -> dict[str, int]:
    sizes = [
        (name[: max(name.rfind("."), 0)], math.prod(parameter.shape))
        for name, parameter in model.named_parameters()
        if parameter.requires_grad
    ]
    # The parameters of one module follow one another, so that groupby finds each module once.
    return {
        layer: sum(size for _, size in group)
        for layer, group in groupby(sizes, key=lambda pair: pair[0])
    }
