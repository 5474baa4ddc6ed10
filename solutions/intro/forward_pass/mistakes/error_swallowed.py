# /// mistake
# fails = ["leaves_the_model_after_an_error"]
# en = "An error in the model is caught, and an empty tensor comes back. The caller goes on with a result that is none, and finds out much later, if at all. Put the modes back, and let the error through."
# zh = "捕获了模型的错误，返回一个空张量。调用者拿着一个根本不存在的结果继续往下走，很久以后才会发现，甚至发现不了。恢复各模块的模式，让错误传出去。"
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
    except RuntimeError:
        return torch.empty(0, 0)
    finally:
        for module, mode in modes:
            module.training = mode


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
