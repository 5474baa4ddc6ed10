"""Counting the trainable parameters of a network."""

import torch
from torch import nn


class NeuralNetwork(nn.Module):
    """Two hidden layers of 30 and 20 units, each followed by ReLU."""

    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(num_inputs, 30),
            nn.ReLU(),
            nn.Linear(30, 20),
            nn.ReLU(),
            nn.Linear(20, num_outputs),
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.layers(x)


def count_parameters(model: nn.Module) -> int:
    """The number of single trainable numbers; shared parameters count once."""
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def count_by_layer(model: nn.Module) -> dict[str, int]:
    """The same numbers, by the name of the module that owns them."""
    counts: dict[str, int] = {}
    for name, parameter in model.named_parameters():  # gives a shared parameter only once
        if parameter.requires_grad and parameter.numel() > 0:
            owner = name.rpartition(".")[0]
            counts[owner] = counts.get(owner, 0) + parameter.numel()
    return counts


if __name__ == "__main__":
    # By hand: (2*30 + 30) + (30*20 + 20) + (20*2 + 2) = 90 + 620 + 42 = 752
    network = NeuralNetwork(2, 2)
    for layer, count in count_by_layer(network).items():
        print(f"{layer:>10} {count:>5}")
    print(f"{'together':>10} {count_parameters(network):>5}")
