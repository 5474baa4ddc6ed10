# /// mistake
# fails = ["predicts_the_best_class"]
# en = "`argmax` without a dimension looks through the whole table of logits and gives one single number for the whole batch. You want one prediction for each example."
# zh = "不带维度的 `argmax` 会在整张 logits 表里找，整个批次只给出一个数。应该为每个样本各给出一个预测。"
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
    return logits(model, X).argmax()
