# /// mistake
# fails = ["leaves_every_mode"]
# en = "One mode is remembered, that of the model, and `train` then gives it to all modules inside. A batch norm that somebody had put in evaluation mode is in training mode afterwards, and learns again. The modes differ from module to module: remember each."
# zh = "只记住了一个模式，也就是模型自己的，之后 `train` 把它给了里面所有的模块。被人特意设成评估模式的 batch norm，事后变成了训练模式，又开始更新。各模块的模式可以不同：每一个都要记住。"
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
