# /// mistake
# fails = ["leaves_every_mode"]
# en = "The modes of the model and of its direct children are put back, but not what lies deeper: a dropout inside a nested block stays in evaluation mode. Look for a method that gives all modules, however deep."
# zh = "恢复了模型自己和它的直接子模块的模式，却没有恢复更深处的：嵌套块里的 dropout 仍停在评估模式。找一个能给出所有模块的方法，不管嵌套多深。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in (model, *model.children())]
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
    return logits(model, X).argmax(dim=1)
