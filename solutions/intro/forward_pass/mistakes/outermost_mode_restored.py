# /// mistake
# fails = ["leaves_every_mode"]
# en = "The model itself has the mode that it had, but the modules inside have stayed in evaluation mode. `eval` goes through all of them, and each has a `training` of its own, so putting back the outermost one is not enough. A shallow copy (`copy.copy`) does not help either: the modules inside it are the same objects."
# zh = "模型自己的模式没有变，里面的模块却停在了评估模式。`eval` 会走遍所有模块，而每个模块都有自己的 `training`，只恢复最外层的不够。浅拷贝（`copy.copy`）也没有用：拷贝里面的模块还是原来那些对象。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    was_training = model.training
    model.eval()
    try:
        with torch.no_grad():
            return model(X)
    finally:
        model.training = was_training


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
