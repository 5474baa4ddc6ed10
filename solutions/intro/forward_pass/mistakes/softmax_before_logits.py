# /// mistake
# fails = ["gives_the_logits"]
# en = "`logits` applies a softmax to what the model gives, so it returns probabilities. Logits are the model's numbers as they are: they may be negative, and a row need not add up to 1. Look at what happens between the model's answer and `return`."
# zh = "`logits` 对模型的输出做了 softmax，返回的其实是概率。logits 就是模型原样给出的数：可以是负数，一行加起来也不必等于 1。看看从模型给出回答到 `return` 之间发生了什么。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            return torch.softmax(model(X), dim=1)
    finally:
        for module, mode in modes:
            module.training = mode


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
