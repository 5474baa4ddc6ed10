# /// mistake
# fails = ["predicts_the_best_class"]
# en = "`argmax` runs over the batch: it asks for each class which example scores highest. You want it the other way round, for each example the best class. Look at `dim`."
# zh = "`argmax` 是沿批次方向取的：它问的是每个类别在哪个样本上得分最高。应该反过来，问每个样本得分最高的类别。看看 `dim`。"
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
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=0)
