# /// mistake
# fails = ["leaves_every_mode"]
# en = "A module has been given the mode of a module around it. `train` and `eval` hand a mode on to everything inside, so a batch norm that somebody had put in evaluation mode is in training mode afterwards, and learns again. Remember the mode of each module, and put it back for that module alone."
# zh = "有的模块得到的是外层模块的模式。`train` 和 `eval` 会把模式传给里面的一切，所以被人特意设成评估模式的 batch norm，事后变成了训练模式，又开始更新。要记住每个模块的模式，恢复时也只改这一个模块。"
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
        model.train(was_training)


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
