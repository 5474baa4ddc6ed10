# /// mistake
# fails = ["trains_on_the_device_asked_for"]
# en = "The model's layers are moved one by one, and what the model holds itself is forgotten: a parameter outside of all layers, or all of them where the model is a single layer. `model.to(device)` moves the model with everything in it."
# zh = "模型里的层是一个一个移动的，模型自己直接拥有的却没有移动：不属于任何一层的参数；如果模型就是单独一层，那就是全部参数。`model.to(device)` 会移动模型和其中的一切。"
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
    for child in model.children():
        child.to(device)
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
    with torch.no_grad():
        for features, labels in dataloader:
            features, labels = features.to(device), labels.to(device)
            predictions = model(features).argmax(dim=1)
            correct += (predictions == labels).sum().item()
            examples += len(labels)
    return correct / examples
