# /// mistake
# fails = ["leaves_values_and_gradients"]
# en = "`requires_grad` is turned off for the call and then turned on again for all parameters, also for those that were frozen before. They would be changed by the next training step. There is a switch that leaves the parameters alone."
# zh = "调用时关掉了 `requires_grad`，之后又对所有参数一律打开，连原本冻结的也打开了，下一步训练就会改动它们。有一个开关可以不碰参数。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        model.requires_grad_(False)
        return model(X)
    finally:
        model.requires_grad_(True)
        for module, mode in modes:
            module.training = mode


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
