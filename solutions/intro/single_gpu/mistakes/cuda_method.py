# /// mistake
# fails = ["trains_on_the_device_asked_for"]
# en = "`.cuda()` without a number means the current CUDA device, usually the first. A caller who asks for the second GPU gets the first, and one who asks for Apple's GPU gets none. `.to(device)` knows every device."
# zh = "不带编号的 `.cuda()` 指的是当前的 CUDA 设备，通常是第一个。要求用第二个 GPU 的调用者得到的是第一个，要求用 Apple GPU 的则什么也没得到。`.to(device)` 适用于所有设备。"
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
    on_gpu = torch.device(device).type == "cuda"
    if on_gpu:
        model.cuda()
    optimizer = torch.optim.SGD(model.parameters(), lr=lr)
    model.train()
    losses = []
    for _ in range(num_epochs):
        for features, labels in dataloader:
            if on_gpu:
                features, labels = features.cuda(), labels.cuda()
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
