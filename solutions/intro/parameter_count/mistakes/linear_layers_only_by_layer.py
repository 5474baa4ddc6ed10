# /// mistake
# fails = ["lists_each_parameter_where_it_belongs"]
# en = "Only linear layers are counted. That is enough for the book's network, but other models have convolutions, embeddings, norms, or parameters of their own. Parameters are counted whatever kind of module they sit in."
# zh = "只数了线性层。对书中的网络够用，但别的模型还有卷积、嵌入、归一化层，或者直接属于自己的参数。不管参数在哪种模块里，都应该数。"
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
        if isinstance(module, nn.Linear):
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
