# /// mistake
# fails = ["gives_the_probabilities"]
# en = "A sigmoid turns each logit into a number between 0 and 1 on its own, without a look at the other classes, so the rows don't add up to 1. Where exactly one class is right, the classes of an example share one probability of 1."
# zh = "sigmoid 把每个 logit 单独变成 0 到 1 之间的数，完全不看其他类别，所以每行加起来不等于 1。在只有一个类别正确的情况下，一个样本的各个类别要分享总和为 1 的概率。"
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
    return torch.sigmoid(logits(model, X))


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
