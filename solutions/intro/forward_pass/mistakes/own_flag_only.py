# /// mistake
# fails = ["asks_in_evaluation_mode"]
# en = "`model.training = False` changes the flag of the outermost module only. Dropout and batch norm lie inside and look at flags of their own, so that they work as in training. `eval` goes through all modules."
# zh = "`model.training = False` 只改动了最外层模块的标志。dropout 和 batch norm 在里面，看的是它们自己的标志，所以仍按训练时的方式工作。`eval` 会走遍所有模块。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.training = False
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
