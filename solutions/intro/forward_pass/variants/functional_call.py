"""torch.func: detached parameters, called on a shallow twin, so that there is no graph at all."""

import copy

import torch
from torch import nn
from torch.func import functional_call


def twin(module: nn.Module) -> nn.Module:
    """The same parameters and buffers in modules of its own."""
    shared = {id(t): t for t in (*module.parameters(), *module.buffers())}
    return copy.deepcopy(module, shared)


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    weights = {name: p.detach() for name, p in model.named_parameters(remove_duplicate=False)}
    return functional_call(twin(model).eval(), weights, (X,))


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.func.vmap(lambda row: torch.softmax(row, 0))(logits(model, X))


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    scores = logits(model, X)
    return (scores == scores.amax(1, keepdim=True)).to(torch.int8).argmax(1)
