# /// mistake
# fails = ["gives_the_probabilities"]
# en = "`predict_proba` returns one probability for each example, that of its best class. All of them are asked for: a row for each example, a column for each class."
# zh = "`predict_proba` 对每个样本只返回一个概率，也就是最可能的那个类别的。题目要全部的概率：每个样本一行，每个类别一列。"
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
    return torch.softmax(logits(model, X), dim=1).amax(dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
