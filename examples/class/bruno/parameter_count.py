# -*- coding: utf-8 -*-
# Exercise: counting parameters
# Bruno

import torch
import torch.nn as nn
import torch.nn.functional as F


class NeuralNetwork(nn.Module):

    def __init__(self, num_inputs, num_outputs):
        super(NeuralNetwork, self).__init__()
        self.fc1 = nn.Linear(num_inputs, 30)
        self.fc2 = nn.Linear(30, 20)
        self.fc3 = nn.Linear(20, num_outputs)

    def forward(self, x):
        x = F.relu(self.fc1(x))
        x = F.relu(self.fc2(x))
        x = self.fc3(x)
        return x


def size_of(param):
    # product of the dimensions (np.prod gives an np.int64, I want an int)
    n = 1
    for s in param.data.size():
        n = n * s
    return n


def count_parameters(model):
    total = 0
    for param in model.parameters():
        if param.requires_grad == True:
            total = total + size_of(param)
    return total


def count_by_layer(model):
    result = {}
    already = []        # ids of the parameters counted so far (for shared weights)
    for name, module in model.named_modules():
        n = 0
        for key in module._parameters:
            param = module._parameters[key]
            if param is None:           # Linear without bias
                continue
            if param.requires_grad == False:
                continue
            if id(param) in already:
                continue
            already.append(id(param))
            n = n + size_of(param)
        if n > 0:
            result[name] = n
    return result


if __name__ == "__main__":
    net = NeuralNetwork(2, 2)
    print(net)
    print("Total: %d" % count_parameters(net))
    print(count_by_layer(net))
