# /// mistake
# fails = ["trains_on_the_device_asked_for"]
# en = "The labels still lie on the CPU, so the loss finds logits and labels on two devices. Either nothing moves them, or `labels.to(device)` stands alone: `.to` gives back another tensor and leaves the labels where they are. Its result needs a name."
# zh = "标签还在 CPU 上，于是计算损失时 logits 和标签在两个设备上。要么没有移动它们，要么 `labels.to(device)` 单独成了一行：`.to` 返回另一个张量，标签还在原处。它的结果需要有个名字来接住。"
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
            features = features.to(device)
            labels.to(device)
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
