# /// mistake
# fails = ["lists_each_parameter_where_it_belongs"]
# en = "A shared parameter is counted for the last module that has it, because each later module overwrites what was noted for it before. The task asks for the first one: the one that `named_modules()` comes to first keeps it."
# zh = "共享的参数算在了最后一个拥有它的模块头上，因为后面的模块覆盖了先前记下的。题目要求算在第一个头上：`named_modules()` 最先遇到的那个模块保留它。"
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
    owner = {}
    for name, module in model.named_modules():
        for parameter in module.parameters(recurse=False):
            if parameter.requires_grad:
                owner[parameter] = name
    counts: dict[str, int] = {}
    for parameter, name in owner.items():
        counts[name] = counts.get(name, 0) + parameter.numel()
    return counts


if __name__ == "__main__":
    network = NeuralNetwork(2, 2)
    for layer, count in count_by_layer(network).items():
        print(f"{layer:>10} {count:>5}")
    print(f"{'together':>10} {count_parameters(network):>5}")
