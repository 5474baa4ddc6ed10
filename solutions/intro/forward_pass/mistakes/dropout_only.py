# /// mistake
# fails = ["asks_in_evaluation_mode"]
# en = "Only the dropouts are put into evaluation mode. Batch norm, too, behaves differently in training: it looks at this batch, and learns from it, so that a prediction depends on the other examples. Put the whole model into evaluation mode."
# zh = "只把 dropout 设成了评估模式。batch norm 在训练时的行为也不同：它看的是这个批次，还从中更新统计量，于是一个样本的预测会取决于其他样本。要把整个模型设成评估模式。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    for module in model.modules():
        if isinstance(module, nn.Dropout):
            module.eval()
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
