"""The model itself is never touched: a deep copy is asked, in inference mode."""

from copy import deepcopy

import torch
from torch import Tensor, nn


@torch.inference_mode()
def logits(model: nn.Module, X: Tensor) -> Tensor:
    return deepcopy(model).eval()(X)


@torch.inference_mode()
def predict_proba(model: nn.Module, X: Tensor) -> Tensor:
    return nn.Softmax(dim=1)(logits(model, X))


@torch.inference_mode()
def predict(model: nn.Module, X: Tensor) -> Tensor:
    return logits(model, X).max(dim=1).indices
