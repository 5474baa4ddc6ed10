# /// mistake
# fails = ["predicts_the_best_class"]
# en = "A prediction is made by asking whether the probability of class 1 is above 0.5. With two classes that is right, but the function is for any number of them: with three, the best class may be class 2, or one with a probability of 0.4."
# zh = "预测时看的是类别 1 的概率是否大于 0.5。只有两个类别时这是对的，但这个函数要适用于任意多个类别：有三个类别时，最好的可能是类别 2，也可能是某个概率只有 0.4 的类别。"
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
    return (predict_proba(model, X)[:, -1] > 0.5).long()
