# /// mistake
# fails = ["asks_in_evaluation_mode"]
# en = "The model and its direct children are put into evaluation mode, but not what lies deeper: a batch norm inside a nested block still works as in training. `eval` goes through all modules, however deep."
# zh = "把模型和它的直接子模块设成了评估模式，却没管更深处的：嵌套块里的 batch norm 仍按训练时的方式工作。`eval` 会走遍所有模块，不管嵌套多深。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    for module in (model, *model.children()):
        module.training = False
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
