"""One example at a time, joined again; exp(x - logsumexp(x)); argmax by a comparison of columns."""

import torch
from torch import nn


@torch.no_grad()
def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    awake = [module for module in model.modules() if module.training]
    for module in awake:
        module.training = False
    try:
        return torch.cat([model(example) for example in X.split(1)])
    finally:
        for module in awake:
            module.training = True


@torch.no_grad()
def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    rows = logits(model, X).unbind(0)
    return torch.stack([(row - row.logsumexp(0)).exp() for row in rows])


@torch.no_grad()
def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    scores = logits(model, X)
    best, value = torch.zeros(len(scores), dtype=torch.long), scores[:, 0]
    for number in range(1, scores.size(1)):
        best = torch.where(scores[:, number] > value, number, best)
        value = torch.maximum(value, scores[:, number])
    return best
