# /// mistake
# fails = ["leaves_every_mode"]
# en = "`predict_proba` puts the model into evaluation mode itself, and doesn't put it back as `logits` does. If the model was being trained, the training goes on without dropout. All three functions leave the modes as they were."
# zh = "`predict_proba` 自己把模型切换到评估模式，却不像 `logits` 那样恢复。如果模型正在训练，接下来的训练就没有了 dropout。三个函数都要让各模块的模式保持原样。"
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
    model.eval()
    with torch.no_grad():
        return torch.softmax(model(X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
