# /// mistake
# fails = ["gives_the_probabilities"]
# en = "The powers are divided by the sum of the whole table, so that all rows together add up to 1. Each example has probabilities of its own: the sum to divide by is that of its row."
# zh = "指数值除以了整张表的总和，于是所有行合起来才等于 1。每个样本都有自己的一组概率：应当除以它所在那一行的和。"
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
    powers = torch.exp(logits(model, X))
    return powers / powers.sum()


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
