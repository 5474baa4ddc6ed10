# /// mistake
# fails = ["predicts_the_best_class"]
# en = "`predict` returns the largest logit of each example, and not the class that it belongs to. `max` along a dimension gives two things, the values and their positions: look at which of the two you take."
# zh = "`predict` 返回的是每个样本最大的 logit 本身，而不是它所属的类别。沿某一维取 `max` 会得到两样东西，数值和它们的位置：看看你取的是哪一样。"
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


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).max(dim=1)[0]
