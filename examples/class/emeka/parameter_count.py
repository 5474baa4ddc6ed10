import torch
import torch.nn as nn


class NeuralNetwork(nn.Module):
    def __init__(self, num_inputs, num_outputs):
        super().__init__()
        self.net = nn.Sequential(
            nn.Linear(num_inputs, 30),
            nn.ReLU(),
            nn.Linear(30, 20),
            nn.ReLU(),
            nn.Linear(20, num_outputs),
            nn.Softmax(dim=1),  # so that the outputs are probabilities
        )

    def forward(self, x):
        return self.net(x)


def count_by_layer(model):
    counts = {}
    for name, module in model.named_modules():
        # recurse=False: only what belongs to this module itself
        n = sum(p.numel() for p in module.parameters(recurse=False) if p.requires_grad)
        if n > 0:
            counts[name] = n
    return counts


def count_parameters(model):
    # the layers together are the whole model
    return sum(count_by_layer(model).values())


if __name__ == "__main__":
    model = NeuralNetwork(2, 2)
    print(count_by_layer(model), count_parameters(model))
    print(model(torch.randn(3, 2)).sum(dim=1))  # all 1, good
