# /// mistake
# fails = ["accuracy_counts_examples"]
# en = "The largest logit is looked for along the batch, which tells for each class in which example it is the largest. The prediction is the class with the largest logit of one example: look at the dimension that `argmax` goes along."
# zh = "`argmax` 沿批次的方向去找最大的 logit，得到的是每个类别在哪个样本上最大。预测应当是同一个样本里 logit 最大的类别：看看 `argmax` 沿的是哪一维。"
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
            predictions = model(features).argmax(dim=0)
            correct += (predictions == labels).sum().item()
            examples += len(labels)
    return correct / examples
