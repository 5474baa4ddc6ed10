# /// mistake
# fails = ["measures_without_a_graph"]
# en = "An autograd graph is recorded for every batch, though nobody calls `backward`. On a GPU, where memory is scarce, measuring then needs as much of it as training. `model.eval()` does not switch that off: something else does."
# zh = "每个批次都记录了计算图，虽然没有人会调用 `backward`。GPU 的内存本来就紧张，这样评估和训练就一样占内存了。`model.eval()` 关不掉它，要用别的办法。"
# ///
"""Train and measure a classifier on the device that the caller asks for."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader


def train_on(
    device: torch.device | str,
    model: nn.Module,
    dataloader: DataLoader,
    num_epochs: int,
    lr: float,
) -> list[float]:
    """Train a classifier on a device by plain stochastic gradient descent, one step a batch."""
    model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    model.train()
    losses = []
    for _ in range(num_epochs):
        for features, labels in dataloader:
            features, labels = features.to(device), labels.to(device)
            loss = F.cross_entropy(model(features), labels)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            losses.append(loss.item())
    return losses


def compute_accuracy(
    model: nn.Module, dataloader: DataLoader, device: torch.device | str
) -> float:
    """Measure on a device which share of the examples a classifier gets right."""
    model.eval()
    correct = examples = 0
    for features, labels in dataloader:
        features, labels = features.to(device), labels.to(device)
        predictions = model(features).argmax(dim=1)
        correct += (predictions == labels).sum().item()
        examples += len(labels)
    return correct / examples
