# /// mistake
# fails = [
#     "counts_in_any_kind_of_module",
#     "counts_what_is_shared_once",
#     "leaves_out_what_is_frozen",
# ]
# en = "Everything in the state dict is counted. It holds buffers as well, shared parameters under each of their names, and it doesn't tell what is frozen. It is made for saving; to count, ask the model for its parameters."
# zh = "把 state dict 里的所有东西都数了。里面还有缓冲区，共享参数会在每个名字下各出现一次，而且看不出哪些被冻结。它是用来保存模型的；要数参数，就向模型要参数。"
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
    return sum(tensor.numel() for tensor in model.state_dict().values())


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
