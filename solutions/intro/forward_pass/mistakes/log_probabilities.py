# /// mistake
# fails = ["gives_the_probabilities"]
# en = "The result holds the logarithms of the probabilities: all of them are negative or 0, and no row adds up to 1. `log_softmax` is made for computing a loss; here the probabilities themselves are asked for."
# zh = "返回的是概率的对数：全都是负数或 0，没有一行加起来等于 1。`log_softmax` 是用来计算损失的，这里要的是概率本身。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            return model(X)
    finally:
        for module, mode in modes:
            module.training = mode


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.log_softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
