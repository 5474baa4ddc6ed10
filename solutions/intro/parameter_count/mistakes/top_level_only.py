# /// mistake
# fails = ["lists_each_layer"]
# en = "`count_by_layer` stops at the direct children of the model: the book's network gives one entry with everything in it. Layers inside containers want an entry each, and so do parameters of the model itself."
# zh = "`count_by_layer` 只看模型的直接子模块：书中的网络只得到一个条目，全部参数都在里面。容器里的每一层都应该有自己的条目，模型自身的参数也一样。"
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
    counts = {}
    for name, child in model.named_children():
        own = sum(p.numel() for p in child.parameters() if p.requires_grad)
        if own:
            counts[name] = own
    return counts


if __name__ == "__main__":
    network = NeuralNetwork(2, 2)
    for layer, count in count_by_layer(network).items():
        print(f"{layer:>10} {count:>5}")
    print(f"{'together':>10} {count_parameters(network):>5}")
