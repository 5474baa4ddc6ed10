from collections import Counter

from torch import nn


class NeuralNetwork(nn.Sequential):  # Sequential 自带 forward，不用再写
    def __init__(self, num_inputs, num_outputs):
        super().__init__(
            nn.Linear(num_inputs, 30), nn.ReLU(),
            nn.Linear(30, 20), nn.ReLU(),
            nn.Linear(20, num_outputs),
        )


def trainable(model):  # named_parameters 会自动去重，共享参数只出现一次
    return ((n, p.numel()) for n, p in model.named_parameters() if p.requires_grad)


def count_parameters(model):
    return sum(k for _, k in trainable(model))


def count_by_layer(model):
    counts = Counter()
    for name, k in trainable(model):
        counts[name.rpartition(".")[0]] += k
    return dict(+counts)  # 一元加号去掉计数为 0 的项


if __name__ == "__main__":
    net = NeuralNetwork(2, 2)
    print(count_by_layer(net), count_parameters(net))
