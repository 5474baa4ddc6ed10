# /// mistake
# fails = ["has_the_layers_of_the_book"]
# en = "The linear layers have no bias, so 52 of the 752 parameters of the book's network are missing, and for input 0 the network always answers 0. A linear layer has a bias unless you turn it off."
# zh = "线性层没有偏置，书中网络的 752 个参数少了 52 个；而且输入为 0 时，网络的回答永远是 0。线性层默认就有偏置，除非你把它关掉。"
# ///
"""How many numbers does a network learn?"""

import torch
from torch import nn


class NeuralNetwork(nn.Module):
    """The book's network: two hidden layers of 30 and 20 units, each followed by ReLU."""

    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.layers = nn.Sequential(
            nn.Linear(num_inputs, 30, bias=False),
            nn.ReLU(),
            nn.Linear(30, 20, bias=False),
            nn.ReLU(),
            nn.Linear(20, num_outputs, bias=False),
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
            counts[layer] = counts.get(layer, 0) + parameter.numel()
    return counts


if __name__ == "__main__":
    network = NeuralNetwork(2, 2)
    for layer, count in count_by_layer(network).items():
        print(f"{layer:>10} {count:>5}")
    print(f"{'together':>10} {count_parameters(network):>5}")
