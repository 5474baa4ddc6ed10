# /// mistake
# fails = ["counts_every_number"]
# en = "`len` of a tensor is the size of its first dimension only, so a weight of shape (3, 4) counts as 3. The number of all elements is asked for."
# zh = "张量的 `len` 只是第一个维度的大小，所以形状为 (3, 4) 的权重只算了 3 个。要数的是全部元素的个数。"
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
    return sum(len(p) for p in model.parameters() if p.requires_grad)


def count_by_layer(model: nn.Module) -> dict[str, int]:
    counts: dict[str, int] = {}
    for name, parameter in model.named_parameters():
        if parameter.requires_grad:
            layer, _, _ = name.rpartition(".")
            counts[layer] = counts.get(layer, 0) + parameter.numel()
    return counts


if __name__ == "__main__":
    network = NeuralNetwork(2, 2)
    for layer, count in count_by_layer(network).items():
        print(f"{layer:>10} {count:>5}")
    print(f"{'together':>10} {count_parameters(network):>5}")
