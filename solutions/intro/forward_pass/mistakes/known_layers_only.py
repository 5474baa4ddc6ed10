# /// mistake
# fails = ["asks_in_evaluation_mode"]
# en = "Only modules of two classes, `nn.Dropout` and `nn.BatchNorm1d`, are put into evaluation mode. Other layers look at the mode as well: `nn.Dropout2d`, `nn.BatchNorm2d`, and whatever people write themselves. Such a list is never complete; there is a call that reaches every module of the model."
# zh = "只有 `nn.Dropout` 和 `nn.BatchNorm1d` 这两个类的模块被设成了评估模式。别的层也会看模式：`nn.Dropout2d`、`nn.BatchNorm2d`，还有别人自己写的层。这样的清单总有遗漏；有一个调用可以作用到模型里的每个模块。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    for module in model.modules():
        if isinstance(module, (nn.Dropout, nn.BatchNorm1d)):
            module.eval()
    try:
        with torch.no_grad():
            return model(X)
    finally:
        for module, mode in modes:
            module.training = mode


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
