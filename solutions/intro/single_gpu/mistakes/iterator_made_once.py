# /// mistake
# fails = ["trains_on_the_cpu"]
# en = "`iter(dataloader)` is called once, before the epochs. That iterator is used up after the first epoch, and the others have no batches. A `for` loop over the loader itself starts a new pass in each epoch."
# zh = "`iter(dataloader)` 只在各轮之前调用了一次。这个迭代器走完第一轮就用尽了，之后的各轮一个批次也没有。直接对加载器本身做 `for` 循环，每一轮都会重新走一遍。"
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
    batches = iter(dataloader)
    for _ in range(num_epochs):
        for features, labels in batches:
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
