# /// mistake
# fails = ["leaves_the_model_after_an_error"]
# en = "The modes are put back after the call of the model, but an error in that call jumps over these lines: a model in training stays in evaluation mode then. What has to happen in any case belongs in a `finally`, or in the end of a `with` block."
# zh = "各模块的模式在调用模型之后恢复，但调用出错时会跳过这几行：正在训练的模型就停在了评估模式。无论如何都要做的事，应当放进 `finally`，或者放在 `with` 块的收尾里。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    with torch.no_grad():
        result = model(X)
    for module, mode in modes:
        module.training = mode
    return result


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
