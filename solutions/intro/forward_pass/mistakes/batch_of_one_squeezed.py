# /// mistake
# fails = ["predicts_the_best_class"]
# en = "`squeeze` takes away every dimension of size 1, so that for a batch of one example the batch itself disappears and the result has the shape (). The result has the shape (batch,) for every batch, also for (1,)."
# zh = "`squeeze` 会去掉所有大小为 1 的维度，于是批次里只有一个样本时，批次这一维也消失了，结果的形状变成 ()。不管批次多大，结果的形状都应当是 (batch,)，一个样本时就是 (1,)。"
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
    return logits(model, X).argmax(dim=1, keepdim=True).squeeze()
