# /// mistake
# fails = ["gives_the_logits", "gives_the_probabilities", "predicts_the_best_class"]
# en = "The functions ask the book's network, which is built anew in each call, and not the `model` that is passed in. With the book's numbers that goes well, and with every other model it fails. Use the argument."
# zh = "这几个函数问的是每次调用时重新搭的书中网络，而不是传进来的 `model`。用书中的数字没有问题，换成别的模型就不行了。请使用参数。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    torch.manual_seed(123)
    network = nn.Sequential(
        nn.Linear(50, 30), nn.ReLU(), nn.Linear(30, 20), nn.ReLU(), nn.Linear(20, 3)
    )
    with torch.no_grad():
        return network.eval()(X)


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
