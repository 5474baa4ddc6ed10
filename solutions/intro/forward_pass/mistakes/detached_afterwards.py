# /// mistake
# fails = ["records_no_graph"]
# en = "The graph is recorded while the model computes, and `detach` cuts the result off afterwards. The result is clean, but the memory and the time were spent: every layer has kept what a backward pass would need. Tell PyTorch before the model is called."
# zh = "模型计算时还是记录了计算图，之后才用 `detach` 把结果剪下来。结果是干净的，可是内存和时间已经花掉了：每一层都保存了反向传播所需的东西。要在调用模型之前就告诉 PyTorch。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        return model(X).detach()
    finally:
        for module, mode in modes:
            module.training = mode


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
