# /// mistake
# fails = ["records_no_graph"]
# en = "Afterwards recording is switched on, whatever it was before. A caller who had switched it off, with a `torch.no_grad()` block around the call, has it on again from then on. Put back what was there before, or use something that does so by itself, such as a `with` block."
# zh = "调用之后一律打开记录，不管原来是开是关。调用者如果在外面用 `torch.no_grad()` 块关掉了记录，从此它又开着了。应当恢复成原来的状态，或者用一个会自己恢复的写法，例如 `with` 块。"
# ///
"""Use a classifier: its logits, its probabilities, its predictions."""

import torch
from torch import nn


def logits(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    try:
        torch.set_grad_enabled(False)
        return model(X)
    finally:
        torch.set_grad_enabled(True)
        for module, mode in modes:
            module.training = mode


def predict_proba(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return torch.softmax(logits(model, X), dim=1)


def predict(model: nn.Module, X: torch.Tensor) -> torch.Tensor:
    return logits(model, X).argmax(dim=1)
