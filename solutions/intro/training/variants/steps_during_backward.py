"""Each parameter makes its step in a hook while backward goes on; files by `os.replace`."""

import os
from collections import Counter
from contextlib import ExitStack
from functools import partial

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader, Dataset


class NeuralNetwork(nn.Module):
    def __init__(self, num_inputs: int, num_outputs: int) -> None:
        super().__init__()
        self.layers = nn.ModuleDict(
            {
                "first": nn.Linear(num_inputs, 30),
                "second": nn.Linear(30, 20),
                "logits": nn.Linear(20, num_outputs),
            }
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        for name in ("first", "second"):
            x = torch.maximum(self.layers[name](x), x.new_zeros(()))
        return self.layers["logits"](x)


class ToyDataset(Dataset):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.columns = (X, y)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        X, y = self.columns
        return X.select(0, index), y.select(0, index)

    def __len__(self) -> int:
        return self.columns[1].numel()


def compute_accuracy(model: nn.Module, dataloader: DataLoader) -> float:
    verdicts: Counter[bool] = Counter()
    with torch.autograd.grad_mode.inference_mode():
        for features, labels in dataloader:
            order = model.eval()(features).argsort(dim=1, descending=True, stable=True)
            verdicts.update((order[:, 0] == labels).tolist())
    return verdicts[True] / verdicts.total()


@torch.no_grad()
def step(lr: float, parameter: nn.Parameter) -> None:
    parameter.add_(parameter.grad, alpha=-lr)
    parameter.grad = None


def train(model: nn.Module, dataloader: DataLoader, num_epochs: int, lr: float) -> list[float]:
    losses = []
    with ExitStack() as hooks:
        for parameter in model.parameters():
            if parameter.requires_grad:
                parameter.grad = None
                handle = parameter.register_post_accumulate_grad_hook(partial(step, lr))
                hooks.callback(handle.remove)
        model.train()
        for _ in range(num_epochs):
            for features, labels in dataloader:
                loss = F.cross_entropy(model(features), labels)
                loss.backward()
                losses.append(float(loss))
    return losses


def save_model(model: nn.Module, path: str | os.PathLike[str]) -> None:
    unfinished = f"{os.fspath(path)}.part"
    torch.save(model.state_dict(), unfinished)
    os.replace(unfinished, path)


def load_model(path: str | os.PathLike[str], num_inputs: int, num_outputs: int) -> NeuralNetwork:
    state = torch.load(path, weights_only=True)
    model = NeuralNetwork(num_inputs, num_outputs)
    missing, unexpected = model.load_state_dict(state, strict=False)
    if missing or unexpected:
        raise ValueError(f"missing: {missing}; unexpected: {unexpected}")
    return model
