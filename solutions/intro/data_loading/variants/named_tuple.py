"""Examples as named tuples, which the loader keeps: its batches are named tuples, too."""

from typing import NamedTuple

import torch
from torch.utils.data import DataLoader, Dataset


class Example(NamedTuple):
    features: torch.Tensor
    label: torch.Tensor


class ToyDataset(Dataset[Example]):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.features = X
        self.labels = y

    def __getitem__(self, index: int) -> Example:
        return Example(features=self.features[index], label=self.labels[index])

    def __len__(self) -> int:
        return len(self.labels)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return DataLoader(dataset, batch_size=batch_size, shuffle=train, drop_last=train)
