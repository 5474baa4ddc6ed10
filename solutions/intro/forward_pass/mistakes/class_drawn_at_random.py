# /// mistake
# fails = ["predicts_the_best_class"]
# en = "The class is drawn at random, with the probabilities as weights, as when a language model writes text. Then the same example gets another class now and then. Asked for is the class with the largest logit."
# zh = "类别是按概率随机抽取的，就像语言模型生成文本时那样。这样同一个样本有时会得到别的类别。题目要的是 logit 最大的那个类别。"
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
    return torch.multinomial(predict_proba(model, X), 1).squeeze(1)
