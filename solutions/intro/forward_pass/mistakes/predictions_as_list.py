# /// mistake
# fails = ["predicts_the_best_class"]
# en = "`predict` returns a Python list. A tensor of shape (batch,) is asked for, so that it can be compared with a tensor of labels in one step."
# zh = "`predict` 返回的是 Python 列表。题目要的是形状为 (batch,) 的张量，这样才能和标签张量一步比较完。"
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
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> list[int]:
    return logits(model, X).argmax(dim=1).tolist()
