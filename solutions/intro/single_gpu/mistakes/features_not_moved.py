# /// mistake
# fails = ["trains_on_the_device_asked_for"]
# en = "The features still lie on the CPU, where the loader made them, and the model on the device can't read them. Either nothing moves them (moving the model or setting a default device does not), or `features.to(device)` stands alone: a tensor does not move itself, `.to` gives back another one, which needs a name."
# zh = "特征还在加载器生成它们的 CPU 上，设备上的模型读不到。要么没有移动它们（移动模型或设置默认设备都不会带上它们），要么 `features.to(device)` 单独成了一行：张量自己不会移动，`.to` 返回的是另一个张量，需要有个名字来接住。"
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
            features.to(device)
            labels = labels.to(device)
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
