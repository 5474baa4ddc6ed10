# /// mistake
# fails = ["asks_in_evaluation_mode"]
# en = "`no_grad` turns off the recording of the graph, but it doesn't put the model into evaluation mode: dropout still drops, and batch norm still looks at the batch and learns from it. The two are different things, and you need both."
# zh = "`no_grad` 只是不再记录计算图，并不会把模型切换到评估模式：dropout 照样丢弃，batch norm 照样看这个批次、从中更新统计量。这是两回事，两个都需要。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    with torch.no_grad():
        return model(X)


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
