# /// mistake
# fails = ["lists_each_layer"]
# en = "Containers get an entry with the sum of what is inside them, so the values add up to more than the model has. A module counts only the parameters that it holds itself: `parameters()` can be told not to go deeper."
# zh = "容器也有了条目，值是里面各层之和，于是所有值加起来超过了模型的参数总数。每个模块只数它自己持有的参数：可以告诉 `parameters()` 不要往里走。"
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
    for name, module in model.named_modules():
        inside = sum(p.numel() for p in module.parameters() if p.requires_grad)
        if inside:
            counts[name] = inside
    return counts


if __name__ == "__main__":
    network = NeuralNetwork(2, 2)
    for layer, count in count_by_layer(network).items():
        print(f"{layer:>10} {count:>5}")
    print(f"{'together':>10} {count_parameters(network):>5}")
