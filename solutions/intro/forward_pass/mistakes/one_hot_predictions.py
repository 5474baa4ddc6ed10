# /// mistake
# fails = ["predicts_the_best_class"]
# en = "Each prediction is a row of zeros with a 1 at the best class. The number of the class is asked for, one int64 for each example, as labels are written."
# zh = "每个预测是一行 0，在最好的类别处是 1。题目要的是类别的编号，每个样本一个 int64，和标签的写法一样。"
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
    scores = logits(model, X)
    return nn.functional.one_hot(scores.argmax(dim=1), scores.shape[1])
