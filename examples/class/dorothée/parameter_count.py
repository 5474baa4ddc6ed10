import torch
from torch import nn


class NeuralNetwork(nn.Module):
    def __init__(self, num_inputs, num_outputs):
        super().__init__()
        self.hidden1 = nn.Linear(num_inputs, 30)
        self.hidden2 = nn.Linear(30, 20)
        self.output = nn.Linear(20, num_outputs)
        self.relu = nn.ReLU()

    def forward(self, x):
        x = self.relu(self.hidden1(x))
        x = self.relu(self.hidden2(x))
        return self.output(x)


def count_parameters(model):
    # I get 752 for NeuralNetwork(2, 2), the same as on paper :-)
    return sum(p.numel() for p in model.parameters())


def count_by_layer(model):
    counts = {}
    for name, p in model.named_parameters():
        if p.requires_grad and p.numel() > 0:
            layer = name.rpartition(".")[0]
            counts[layer] = counts.get(layer, 0) + p.numel()
    return counts


if __name__ == "__main__":
    net = NeuralNetwork(2, 2)
    print(count_parameters(net))
    print(count_by_layer(net))
