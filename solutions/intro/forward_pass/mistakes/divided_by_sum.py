# /// mistake
# fails = ["gives_the_probabilities"]
# en = "Each logit is divided by the sum of its row. The rows add up to 1, but a negative logit gives a negative probability, and a sum near 0 gives anything. The logits have to become positive first: a softmax takes their exponentials."
# zh = "每个 logit 直接除以所在行的和。每行加起来是等于 1，但负的 logit 会得到负的概率，和接近 0 时更是什么结果都有。首先要把 logits 变成正数：softmax 取的是它们的指数。"
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
    scores = logits(model, X)
    return scores / scores.sum(dim=1, keepdim=True)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
