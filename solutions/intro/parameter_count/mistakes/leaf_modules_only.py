# /// mistake
# fails = ["lists_each_parameter_where_it_belongs"]
# en = "Only modules without children are counted. A module may hold parameters of its own and have layers inside it at the same time; those parameters are missing."
# zh = "只数了没有子模块的模块。一个模块可以既有自己的参数、里面又有别的层；这样的参数就漏掉了。"
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
    seen = set()
    for name, module in model.named_modules():
        if list(module.children()):
            continue
        own = [p for p in module.parameters() if p.requires_grad and p not in seen]
        seen.update(own)
        if own:
            counts[name] = sum(p.numel() for p in own)
    return counts


if __name__ == "__main__":
    network = NeuralNetwork(2, 2)
    for layer, count in count_by_layer(network).items():
        print(f"{layer:>10} {count:>5}")
    print(f"{'together':>10} {count_parameters(network):>5}")
