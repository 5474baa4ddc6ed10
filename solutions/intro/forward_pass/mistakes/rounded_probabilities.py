# /// mistake
# fails = ["gives_the_probabilities"]
# en = "The probabilities are rounded to four decimals, as they are printed. Then the rows don't quite add up to 1, and a class with one chance in a million gets none. Rounding is for showing numbers; the function should return them in full."
# zh = "概率被四舍五入到了小数点后四位，就像打印出来的那样。这样每行加起来就不完全等于 1，百万分之一的可能性也成了零。舍入只是为了显示，函数应当返回完整的数值。"
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
    return torch.softmax(logits(model, X), dim=1).round(decimals=4)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
