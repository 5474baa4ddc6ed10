# /// mistake
# fails = ["records_no_graph"]
# en = "`eval` changes how the layers behave, but PyTorch records the graph as before, and the result keeps it alive: memory for a backward pass that never comes. The two are different things, and you need both."
# zh = "`eval` 改变的是各层的行为，PyTorch 照样记录计算图，结果还让它一直留着：为永远不会到来的反向传播占着内存。这是两回事，两个都需要。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        return model(X)
    finally:
        for module, mode in modes:
            module.training = mode


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
