# /// mistake
# fails = ["predicts_the_best_class"]
# en = "The classes are numbered from 1. In PyTorch they are numbered from 0, as the columns of the logits and the labels are, so that every prediction is one too large."
# zh = "类别是从 1 开始编号的。在 PyTorch 里，类别和 logits 的列、标签一样，都从 0 开始编号，所以每个预测都大了 1。"
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
    return logits(model, X).argmax(dim=1) + 1
