# /// mistake
# fails = ["trains_on_the_cpu"]
# en = "All batches are moved before the training, and every epoch uses these same ones. A loader that shuffles gives other batches in each epoch, and a large data set does not fit on a GPU at once. Go through the loader in each epoch, and move each batch when its turn comes."
# zh = "训练之前就把所有批次都移动好了，之后每一轮用的都是同样这些。会打乱顺序的加载器每一轮给出的批次都不同，而且大的数据集一次也放不进 GPU。每一轮都要重新走一遍加载器，每个批次轮到它时再移动。"
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
    batches = [(features.to(device), labels.to(device)) for features, labels in dataloader]
    losses = []
    for _ in range(num_epochs):
        for features, labels in batches:
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
