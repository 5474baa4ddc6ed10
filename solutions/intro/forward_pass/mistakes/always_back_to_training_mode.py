# /// mistake
# fails = ["leaves_every_mode"]
# en = "After the call the model is put into training mode, whatever mode it came in. A model that was in evaluation mode has dropout again from then on. Each module should get back the mode that it had."
# zh = "调用之后一律把模型切到训练模式，不管它传进来时是什么模式。原本处于评估模式的模型，从此又有了 dropout。每个模块都应当恢复原来的模式。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    model.eval()
    try:
        with torch.no_grad():
            return model(X)
    finally:
        model.train()


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
