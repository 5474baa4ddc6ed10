"""The network is itself an nn.Sequential, without a forward; counting through a flat vector."""

from collections import OrderedDict, defaultdict

import torch
from torch import nn


class NeuralNetwork(nn.Sequential):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__(
            OrderedDict(
                hidden1=nn.Linear(num_inputs, 30),
                relu1=nn.ReLU(inplace=True),
                hidden2=nn.Linear(30, 20),
                relu2=nn.ReLU(inplace=True),
                logits=nn.Linear(20, num_outputs),
            )
        )


def count_parameters(model: nn.Module) -> int:
    flat = [p.detach().flatten() for p in model.parameters() if p.requires_grad]
    return torch.cat(flat).numel() if flat else 0


def count_by_layer(model: nn.Module) -> dict[str, int]:
    counts: defaultdict[str, int] = defaultdict(int)
    for name, parameter in filter(lambda pair: pair[1].requires_grad, model.named_parameters()):
        counts[name.rsplit(".", 1)[0] if "." in name else ""] += parameter.size().numel()
    return dict(counts)
