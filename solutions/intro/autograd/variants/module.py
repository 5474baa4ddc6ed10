"""An nn.Module with two parameters, and gradients read from `named_parameters()`."""

import torch
from torch import nn


class Neuron(nn.Module):
    def __init__(self, w1: torch.Tensor, b: torch.Tensor) -> None:
        super().__init__()
        self.w1 = nn.Parameter(w1.detach().clone())
        self.b = nn.Parameter(b.detach().clone())

    def forward(self, x1: torch.Tensor) -> torch.Tensor:
        return nn.Sigmoid()(self.w1 * x1 + self.b)


def forward(x1: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return torch.sigmoid(torch.add(b, w1 * x1))


def loss(x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor) -> torch.Tensor:
    return nn.functional.binary_cross_entropy(forward(x1, w1, b), y, reduction="none").mean()


def gradients(
    x1: torch.Tensor, y: torch.Tensor, w1: torch.Tensor, b: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor]:
    neuron = Neuron(w1, b)
    nn.BCELoss(reduction="sum")(neuron(x1), y).backward()
    found = {name: parameter.grad for name, parameter in neuron.named_parameters()}
    return found["w1"], found["b"]
