# /// mistake
# fails = ["records_no_graph"]
# en = "`torch.set_grad_enabled(False)` is called and never taken back, so that from then on PyTorch records no graphs at all: the next training step of the whole program fails. Use something that ends by itself, such as a `with` block."
# zh = "调用了 `torch.set_grad_enabled(False)`，之后却没有恢复，PyTorch 从此完全不再记录计算图：整个程序的下一步训练就会失败。用一个会自己结束的写法，例如 `with` 块。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        torch.set_grad_enabled(False)
        return model(X)
    finally:
        for module, mode in modes:
            module.training = mode


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
