# /// mistake
# fails = ["takes_whatever_the_model_takes"]
# en = "The input is converted to float32. A model for text takes whole numbers, as positions in a table, and a model in double precision takes doubles: both fail. X comes in the dtype that the model takes."
# zh = "输入被转换成了 float32。处理文本的模型要的是整数，也就是表中的位置；双精度的模型要的是双精度数：两者都会出错。X 传进来时，dtype 已经是模型要的。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        with torch.no_grad():
            return model(X.float())
    finally:
        for module, mode in modes:
            module.training = mode


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
