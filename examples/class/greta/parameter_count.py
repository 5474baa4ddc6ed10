import torch
import torch.nn as nn


class NeuralNetwork(nn.Module):
    def __init__(self, num_inputs, num_outputs):
        super().__init__()
        self.layer1 = nn.Linear(num_inputs, 30)
        self.layer2 = nn.Linear(30, 20)
        self.layer3 = nn.Linear(20, num_outputs)

    def forward(self, x):
        x = torch.relu(self.layer1(x))
        x = torch.relu(self.layer2(x))
        return self.layer3(x)


def count_parameters(model):
    params = list(model.parameters())
    total = 0
    i = 0
    while i < len(params):
        if not params[i].requires_grad:
            i = i + 1
            continue
        total = total + params[i].numel()
    return total


def count_by_layer(model):
    result = {}
    for name, p in model.named_parameters():
        # "layer1.weight" -> "layer1"
        parts = name.split(".")
        layer = ".".join(parts[:-1])
        if p.requires_grad and p.numel() > 0:
            if layer not in result:
                result[layer] = 0
            result[layer] += p.numel()
    return result


if __name__ == "__main__":
    net = NeuralNetwork(2, 2)
    print(count_by_layer(net))
    # print(count_parameters(net))   # my computer hangs here???
