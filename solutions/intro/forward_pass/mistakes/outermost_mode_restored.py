# /// mistake
# fails = ["leaves_every_mode"]
# en = "Only the model's own `training` is put back. `eval` has changed all modules inside as well, and they stay in evaluation mode, while the model itself says that it is in training mode. Each module has a `training` of its own."
# zh = "只恢复了模型自己的 `training`。`eval` 同时改动了里面的所有模块，它们仍停在评估模式，而模型自己却说处于训练模式。每个模块都有自己的 `training`。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return model(X)
    finally:
        model.training = was_training


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
