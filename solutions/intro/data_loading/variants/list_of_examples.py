"""A frozen dataclass of examples, cut once at the start; a generator that starts from torch's."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.utils.data import DataLoader, Dataset


@dataclass(frozen=True)
class Example:
    features: torch.Tensor
    label: torch.Tensor

    def as_pair(self) -> tuple[torch.Tensor, torch.Tensor]:
        return self.features, self.label


class ToyDataset(Dataset[tuple[torch.Tensor, torch.Tensor]]):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self._examples = [Example(row, label) for row, label in zip(X.unbind(), y.unbind())]

    def __len__(self) -> int:
        return len(self._examples)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        return self._examples[index].as_pair()


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    start = int(torch.randint(2**31, ()))
    generator = torch.Generator().manual_seed(start)
    return DataLoader(dataset, batch_size, shuffle=train, drop_last=train, generator=generator)
