# /// mistake
# fails = ["reports_a_missing_device"]
# en = "Where the device is missing, `sys.exit` ends the whole program, and the caller has no chance to try another device. A function reports an error by raising one."
# zh = "设备不存在时，`sys.exit` 结束了整个程序，调用者没有机会换一个设备再试。函数应当通过抛出异常来报告错误。"
# ///
"""Train and measure a classifier on the device that the caller asks for."""

import sys

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
    try:
        model.to(device)
    except (RuntimeError, AssertionError) as error:
        sys.exit(f"no such device: {error}")
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
