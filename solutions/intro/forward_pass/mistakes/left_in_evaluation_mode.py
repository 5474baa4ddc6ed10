# /// mistake
# fails = ["leaves_every_mode"]
# en = "The model stays in evaluation mode after the call. If it was being trained, the training now goes on without dropout, and batch norm learns nothing more, without any error message. Each module should get back the mode that it had."
# zh = "调用之后模型停在了评估模式。如果它正在训练，接下来的训练就没有了 dropout，batch norm 也不再更新，而且没有任何报错。每个模块都应当恢复原来的模式。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    model.eval()
    with torch.no_grad():
        return model(X)


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
