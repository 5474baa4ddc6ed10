# /// mistake
# fails = ["asks_in_evaluation_mode"]
# en = "`predict` calls the model itself and not by way of `logits`, and there nothing puts it into evaluation mode: the same example may be another class in the next call. All three functions need both switches."
# zh = "`predict` 自己调用模型，没有经过 `logits`，而那里没有切换到评估模式：同一个样本，下一次调用可能就成了另一个类别。三个函数都需要这两个开关。"
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
    with torch.no_grad():
        return model(X).argmax(dim=1)
