# /// mistake
# fails = ["survives_large_logits"]
# en = "The exponentials are computed from the logits as they are. e to the power of 1000 is more than a float can hold, and infinity divided by infinity is no number; for logits near -1000 it is 0 divided by 0. A softmax stays the same when a constant is subtracted from all logits of a row: choose it well, or leave that to PyTorch."
# zh = "指数是直接对原来的 logits 算的。e 的 1000 次方超出了浮点数的范围，无穷大除以无穷大不是一个数；logits 在 -1000 附近时则是 0 除以 0。一行的所有 logits 同时减去一个常数，softmax 不变：选一个合适的常数，或者交给 PyTorch。"
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
    powers = torch.exp(logits(model, X))
    return powers / powers.sum(dim=1, keepdim=True)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
