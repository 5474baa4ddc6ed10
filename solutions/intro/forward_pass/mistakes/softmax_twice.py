# /// mistake
# fails = ["gives_the_probabilities"]
# en = "The softmax is applied twice. The rows still add up to 1, but the second softmax takes the probabilities for logits and flattens them: with three classes none can come above 0.58. Follow the numbers from the model to `return`, and count."
# zh = "softmax 做了两次。每一行加起来仍然是 1，但第二次把概率当成了 logits，结果被压平：三个类别时，没有一个能超过 0.58。跟着数字从模型一路走到 `return`，数一数做了几次。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            return model(X)
    finally:
        for module, mode in modes:
            module.training = mode


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    probabilities = torch.softmax(logits(model, X), dim=1)
    return torch.softmax(probabilities, dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
