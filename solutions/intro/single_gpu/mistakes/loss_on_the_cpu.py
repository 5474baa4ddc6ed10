# /// mistake
# fails = ["copies_what_has_to_move"]
# en = "The logits are brought back to the CPU for the loss, since the labels never left it. Each step then waits for two copies, logits one way and gradients the other. Let the labels go to the device, and the loss is computed there."
# zh = "因为标签一直在 CPU 上，计算损失时就把 logits 搬了回来。这样每一步都要等两次拷贝：logits 过来，梯度过去。让标签也移动到设备上，损失就能在那里计算。"
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
            logits = model(features.to(device))
            loss = F.cross_entropy(logits.cpu(), labels)
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
