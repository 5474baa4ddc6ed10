"""Plain parameters in a ParameterDict, `addmm` and `where`; numbers counted by marking each one."""

import torch
from torch import nn
from torch.nn.utils import parameters_to_vector


class NeuralNetwork(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        sizes = (num_inputs, 30, 20, num_outputs)
        self.steps = len(sizes) - 1
        self.p = nn.ParameterDict()
        for step, (fan_in, fan_out) in enumerate(zip(sizes, sizes[1:])):
            self.p[f"w{step}"] = nn.Parameter(torch.randn(fan_out, fan_in) * fan_in**-0.5)
            self.p[f"b{step}"] = nn.Parameter(torch.zeros(fan_out))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for step in range(self.steps):
            if step:
                x = torch.where(x > 0, x, 0.0)
            x = torch.addmm(self.p[f"b{step}"], x, self.p[f"w{step}"].mT)
        return x


def ones(parameters: list[nn.Parameter]) -> int:
    marks = [torch.ones_like(p, dtype=torch.int64) for p in parameters]
    return int(parameters_to_vector(marks).sum()) if marks else 0


def count_parameters(model: nn.Module) -> int:
    return ones([p for p in model.parameters() if p.requires_grad])


def count_by_layer(model: nn.Module) -> dict[str, int]:
    # Later modules are written first, so that the first to have a parameter has the last word.
    owner: dict[nn.Parameter, str] = {}
    for name, module in reversed(list(model.named_modules())):
        owner.update((p, name) for p in module.parameters(recurse=False) if p.requires_grad)
    return {
        layer: ones([p for p, name in owner.items() if name == layer])
        for layer in dict.fromkeys(owner.values())
    }
