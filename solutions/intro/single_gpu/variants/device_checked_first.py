"""Looks whether the device is there before anything else, and raises a ValueError of its own."""

import torch
import torch.nn.functional as F
from torch import nn
from torch.utils.data import DataLoader


def existing(device: torch.device | str) -> torch.device:
    device = torch.device(device)
    count = {
        "cpu": 1,
        "cuda": torch.cuda.device_count() if torch.cuda.is_available() else 0,
        "mps": int(torch.backends.mps.is_available()),
    }.get(device.type, 0)
    if (device.index or 0) >= count:
        raise ValueError(f"there is no device {device} here, of its kind there are {count}")
    return device


def train_on(
    device: torch.device | str,
    model: nn.Module,
    dataloader: DataLoader,
    num_epochs: int,
    lr: float,
) -> list[float]:
    place = existing(device)
    model = model.to(place).train()
    optimizer = torch.optim.SGD(params=model.parameters(), lr=lr, momentum=0.0)
    losses: list[float] = []
    for epoch in range(num_epochs):
        for batch in dataloader:
            features, labels = (tensor.to(place) for tensor in batch)

            def closure() -> torch.Tensor:
                optimizer.zero_grad()
                loss = F.cross_entropy(model(features), labels)
                loss.backward()
                return loss

            losses.append(optimizer.step(closure).item())
    return losses


def compute_accuracy(model: nn.Module, dataloader: DataLoader, device: torch.device | str) -> float:
    place = existing(device)
    model.to(place).eval()
    counts = torch.zeros(2, dtype=torch.int64, device=place)
    with torch.no_grad():
        for features, labels in dataloader:
            logits = model(features.to(place))
            right = logits.topk(1).indices.squeeze(1) == labels.to(place)
            counts += torch.stack([right.sum(), torch.ones_like(right).sum()])
    correct, examples = counts.tolist()
    return correct / examples
