# /// mistake
# fails = ["predicts_the_best_class"]
# en = "The predictions come as a column of shape (batch, 1). Compared with labels of shape (batch,) that silently becomes a table of every prediction against every label. Look at what `keepdim` does."
# zh = "预测结果是形状为 (batch, 1) 的一列。拿它和形状为 (batch,) 的标签比较，会悄悄变成每个预测对每个标签的一张大表。看看 `keepdim` 做了什么。"
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
    return logits(model, X).argmax(dim=1, keepdim=True)
