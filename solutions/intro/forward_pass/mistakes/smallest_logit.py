# /// mistake
# fails = ["predicts_the_best_class"]
# en = "`predict` gives the class with the smallest logit, the least likely one. The larger a logit, the likelier the class. (It is a loss that should be small.)"
# zh = "`predict` 给出的是 logit 最小的类别，也就是最不可能的那个。logit 越大，类别越可能。（应该小的是损失。）"
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
    return logits(model, X).argmin(dim=1)
