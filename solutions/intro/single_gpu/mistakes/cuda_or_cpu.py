# /// mistake
# fails = ["trains_on_the_device_asked_for"]
# en = "Where `torch.cuda.is_available()` is False, `train_on` trains on the CPU, whatever was asked for. Apple's GPU is never used then, and nobody learns that a GPU is missing. Which device to use is the caller's decision, and a missing one is an error by itself."
# zh = "`torch.cuda.is_available()` 为 False 时，不管要求的是什么，`train_on` 都在 CPU 上训练。这样 Apple 的 GPU 永远用不上，缺了 GPU 也没人知道。用哪个设备由调用者决定，设备不存在时自然会报错。"
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
    device = device if torch.cuda.is_available() else "cpu"
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
    with torch.no_grad():
        for features, labels in dataloader:
            features, labels = features.to(device), labels.to(device)
            predictions = model(features).argmax(dim=1)
            correct += (predictions == labels).sum().item()
            examples += len(labels)
    return correct / examples
