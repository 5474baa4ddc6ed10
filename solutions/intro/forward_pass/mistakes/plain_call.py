# /// mistake
# fails = ["asks_in_evaluation_mode", "records_no_graph"]
# en = "The model is called as in training: dropout drops, batch norm looks at this batch and even learns from it, and a graph is recorded that nobody needs. Two switches are missing, one for the behaviour of the layers and one for the recording."
# zh = "模型是像训练时那样调用的：dropout 照样丢弃，batch norm 看的是这个批次，甚至还从中更新统计量，同时还记录了一张没人需要的计算图。少了两个开关：一个管各层的行为，一个管要不要记录。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return model(X)


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
