# /// mistake
# fails = ["leaves_values_and_gradients"]
# en = "The model's gradients are cleared. Somebody who asks for a prediction between `backward` and the optimiser's step would then make a step without any gradient. Nothing here needs the gradients: leave them."
# zh = "模型的梯度被清掉了。如果有人在 `backward` 和优化器更新之间要一次预测，更新时就没有梯度了。这里用不到梯度，不要去动它。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.zero_grad()
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
    return logits(model, X).argmax(dim=1)
