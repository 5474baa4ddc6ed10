# /// mistake
# fails = ["lists_each_layer"]
# en = "The parameter tensors are counted, not the numbers in them: every linear layer gets 2. A weight of shape (3, 4) holds 12 numbers, and `numel()` tells that."
# zh = "数的是参数张量的个数，而不是里面的数：每个线性层都得到 2。形状为 (3, 4) 的权重里有 12 个数，`numel()` 能告诉你。"
# ///
"""How many numbers does a network learn?"""

import torch
from torch import nn


class NeuralNetwork(nn.Module):
    """The book's network: two hidden layers of 30 and 20 units, each followed by ReLU."""

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
    return sum(p.numel() for p in model.parameters() if p.requires_grad)


def count_by_layer(model: nn.Module) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            layer, _, _ = name.rpartition(".")
            counts[layer] = counts.get(layer, 0) + 1
    return counts


if __name__ == "__main__":
    network = NeuralNetwork(2, 2)
    for layer, count in count_by_layer(network).items():
        print(f"{layer:>10} {count:>5}")
    print(f"{'together':>10} {count_parameters(network):>5}")
