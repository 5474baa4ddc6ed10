# /// mistake
# fails = ["takes_whatever_the_model_takes"]
# en = "Each example is flattened into a row of numbers before the model sees it. For a network of linear layers that changes nothing, but a model for images wants its height and width. What an example looks like is the model's business."
# zh = "在模型看到样本之前，先把每个样本压平成了一行数。对只有线性层的网络来说没有区别，但处理图像的模型需要高和宽。样本是什么样子，由模型决定。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            return model(X.reshape(len(X), -1))
    finally:
        for module, mode in modes:
            module.training = mode


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
