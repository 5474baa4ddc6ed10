# /// mistake
# fails = ["trains_on_the_device_asked_for"]
# en = "The optimiser is given what `.to(device)` makes of each parameter. On the CPU that is the parameter itself, but on a GPU it is a copy of it, and no step ever reaches the model. Move the model, then give the optimiser `model.parameters()`."
# zh = "交给优化器的是每个参数经过 `.to(device)` 的结果。在 CPU 上那就是参数本身，在 GPU 上却是一份拷贝，更新永远到不了模型。先移动模型，再把 `model.parameters()` 交给优化器。"
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
    optimizer = torch.optim.SGD([p.to(device) for p in model.parameters()], lr=lr)
    model.to(device)
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
    with torch.no_grad():
        for features, labels in dataloader:
            features, labels = features.to(device), labels.to(device)
            predictions = model(features).argmax(dim=1)
            correct += (predictions == labels).sum().item()
            examples += len(labels)
    return correct / examples
