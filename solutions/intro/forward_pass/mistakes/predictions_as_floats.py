# /// mistake
# fails = ["predicts_the_best_class"]
# en = "The predictions are floats. A class is a number to count with and to index with, and labels are int64: leave the positions that PyTorch gives as they are."
# zh = "预测结果是浮点数。类别是用来计数和索引的编号，标签也是 int64：PyTorch 给出的位置原样保留就好。"
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
    return logits(model, X).argmax(dim=1).float()
