# /// mistake
# fails = ["gives_the_probabilities"]
# en = "The softmax runs along the batch, so that each column adds up to 1: the examples compete with one another for a class. The classes should compete, separately for each example. Look at `dim`."
# zh = "softmax 是沿批次方向做的，每一列加起来等于 1：变成了各个样本在争同一个类别。应当是每个样本内部各个类别相互竞争。看看 `dim`。"
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
    return torch.softmax(logits(model, X), dim=0)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
