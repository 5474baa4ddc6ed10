# /// mistake
# fails = ["records_no_graph"]
# en = "While the model computed, PyTorch recorded a graph, and the result keeps it alive: memory for a backward pass that never comes. `eval` changes how the layers behave, not what is recorded. `torch.no_grad()` does that, but only for what runs inside its `with` block (or in a function that it decorates): called on a line of its own it does nothing, and a block that ends before the model is called ends too early."
# zh = "模型计算时，PyTorch 记录了计算图，结果还让它一直留着：为永远不会到来的反向传播占着内存。`eval` 改变的是各层的行为，不影响记录。管记录的是 `torch.no_grad()`，但它只对自己的 `with` 块里（或者被它装饰的函数里）运行的代码有效：单独写一行调用它，什么也不会发生；块在调用模型之前就结束，也太早了。"
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
