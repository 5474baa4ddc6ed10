# /// mistake
# fails = ["predicts_the_best_class"]
# en = "A prediction is made by asking whether the second logit is above 0.5. A logit is no probability, it has meaning only next to the others, and there may be more than two classes: the predicted class is the one with the largest logit."
# zh = "预测时看的是第二个 logit 是否大于 0.5。logit 不是概率，只有和其他 logit 相比才有意义，而且类别可能不止两个：预测的类别应当是 logit 最大的那个。"
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
    return (scores[:, -1] > 0.5).long()
