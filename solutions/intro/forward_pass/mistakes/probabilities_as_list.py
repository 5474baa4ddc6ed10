# /// mistake
# fails = ["gives_the_probabilities"]
# en = "`predict_proba` returns nested Python lists. A tensor of shape (batch, classes) is asked for: the caller wants to go on computing with it."
# zh = "`predict_proba` 返回的是嵌套的 Python 列表。题目要的是形状为 (batch, classes) 的张量：调用者还要拿它继续计算。"
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


def predict_proba(model: nn.Module, X: torch.Tensor) -> list[list[float]]:
    return torch.softmax(logits(model, X), dim=1).tolist()


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
