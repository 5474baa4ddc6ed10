# /// mistake
# fails = ["takes_whatever_the_model_takes"]
# en = "The result is converted to float32. A model in double precision gives doubles, and half of their digits are lost: the probabilities should have the dtype of the logits, and the logits that of the model."
# zh = "结果被转换成了 float32。双精度的模型给出的是双精度数，这样就丢了一半的位数：概率的 dtype 应当与 logits 相同，logits 的则由模型决定。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            return model(X).float()
    finally:
        for module, mode in modes:
            module.training = mode


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
