# /// mistake
# fails = ["gives_the_logits", "gives_the_probabilities", "predicts_the_best_class"]
# en = "Only the first example of the batch reaches the result. A batch of one looks right then, all others lose their rows: each function gives one row, or one class, for each example of X."
# zh = "只有批次里的第一个样本进入了结果。只有一个样本的批次看上去没问题，其他批次就丢了行：每个函数都应当为 X 的每个样本给出一行，或者一个类别。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            return model(X)[:1]
    finally:
        for module, mode in modes:
            module.training = mode


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
