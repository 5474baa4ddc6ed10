# /// mistake
# fails = ["counts_what_is_shared_once"]
# en = "A parameter that is used in two places is counted twice. It is one tensor, and an optimiser changes it once. `parameters()` gives each one once unless it is told otherwise; if you walk through the modules yourself, remember what you have seen."
# zh = "在两处使用的参数被数了两次。它只是一个张量，优化器也只会更新它一次。`parameters()` 默认每个参数只给出一次；如果你自己遍历各模块，就要记住哪些已经见过。"
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
    total = 0
    for module in model.modules():
        for p in module.parameters(recurse=False):
            if p.requires_grad:
                total += p.numel()
    return total


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
