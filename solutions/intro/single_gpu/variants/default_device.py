"""A dataclass that knows the device; tensors of its own are made in a `with device:` block."""

from collections.abc import Iterable
from dataclasses import dataclass, field

import torch
import torch.nn.functional as F
from torch import Tensor, nn
from torch.utils.data import DataLoader


@dataclass
class Trainer:
    model: nn.Module
    device: torch.device
    lr: float = 0.0
    losses: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        torch.empty(1, device=self.device)  # an error where there is no such device
        self.model.to(device=self.device)

    def run_epoch(self, batches: Iterable[tuple[Tensor, Tensor]]) -> None:
        self.model.train()
        for batch in batches:
            self.losses.append(self.step(*(part.to(device=self.device) for part in batch)))

    def step(self, features: Tensor, labels: Tensor) -> float:
        self.model.zero_grad()
        total = F.cross_entropy(self.model(features), labels, reduction="sum")
        with self.device:
            scale = torch.full((), 1 / len(labels))
        (total * scale).backward()
        for parameter in filter(lambda p: p.grad is not None, self.model.parameters()):
            with torch.no_grad():
                parameter.copy_(parameter - self.lr * parameter.grad)
        return (total * scale).item()


def train_on(
    device: torch.device | str,
    model: nn.Module,
    dataloader: DataLoader,
    num_epochs: int,
    lr: float,
) -> list[float]:
    trainer = Trainer(model, torch.device(device), lr)
    for _ in range(num_epochs):
        trainer.run_epoch(dataloader)
    return trainer.losses


def compute_accuracy(model: nn.Module, dataloader: DataLoader, device: torch.device | str) -> float:
    place = torch.device(device)
    model.eval()
    wrong = examples = 0
    with torch.inference_mode():
        for features, labels in dataloader:
            predictions = model(features.to(place)).argmax(1)
            wrong += torch.count_nonzero(predictions - labels.to(place)).item()
            examples += len(features)
    return 1 - wrong / examples
