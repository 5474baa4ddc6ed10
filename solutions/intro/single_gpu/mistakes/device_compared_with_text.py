# /// mistake
# fails = ["trains_on_the_device_asked_for"]
# en = "The tensors move only where `device` equals the text `cuda`. A `torch.device` never equals a text, and `cuda:1` is another text, so for these nothing moves. `.to(device)` needs no such test: on the CPU it leaves everything as it is."
# zh = "只有 `device` 等于文本 `cuda` 时张量才会移动。`torch.device` 永远不等于文本，`cuda:1` 又是另一个文本，这些情况下就什么也不移动。`.to(device)` 不需要这种判断：在 CPU 上它会让一切保持原样。"
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
    if device == "cuda":
        model.to(device)
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    model.train()
    losses = []
    for _ in range(num_epochs):
        for features, labels in dataloader:
            if device == "cuda":
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
