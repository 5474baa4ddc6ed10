# /// mistake
# fails = ["has_the_layers_of_the_book"]
# en = "The weights are plain tensors with `requires_grad=True`. Autograd knows them, but the module doesn't: only an `nn.Parameter` (or a layer) is registered when it is assigned to `self`, so the count is 0 and an optimiser would get nothing."
# zh = "权重是带 `requires_grad=True` 的普通张量。autograd 认得它们，模块却不认得：只有把 `nn.Parameter`（或者层）赋给 `self` 时才会登记，所以数出来是 0，优化器也什么都拿不到。"
# ///
"""How many numbers does a network learn?"""

import torch
from torch import nn


class NeuralNetwork(nn.Module):
    """The book's network: two hidden layers of 30 and 20 units, each followed by ReLU."""

    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.w1 = (torch.randn(30, num_inputs) / num_inputs**0.5).requires_grad_()
        self.b1 = torch.zeros(30, requires_grad=True)
        self.w2 = (torch.randn(20, 30) / 30**0.5).requires_grad_()
        self.b2 = torch.zeros(20, requires_grad=True)
        self.w3 = (torch.randn(num_outputs, 20) / 20**0.5).requires_grad_()
        self.b3 = torch.zeros(num_outputs, requires_grad=True)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        x = torch.relu(x @ self.w1.T + self.b1)
        x = torch.relu(x @ self.w2.T + self.b2)
        return x @ self.w3.T + self.b3


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
