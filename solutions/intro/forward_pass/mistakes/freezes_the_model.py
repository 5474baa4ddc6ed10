# /// mistake
# fails = ["leaves_values_and_gradients"]
# en = "To have no graph recorded, the parameters are frozen, and they stay so: afterwards the model can't be trained any more. `requires_grad` belongs to the model's owner. There is a switch that leaves the parameters alone."
# zh = "为了不记录计算图，把参数都冻结了，而且一直冻着：之后模型再也无法训练。`requires_grad` 归模型的主人管。有一个开关可以不碰参数。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        model.requires_grad_(False)
        return model(X)
    finally:
        for module, mode in modes:
            module.training = mode


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
