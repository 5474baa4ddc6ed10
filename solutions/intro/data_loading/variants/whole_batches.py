"""Newer idioms: `__getitems__` fetches a whole batch at once; settings by pattern matching."""

from typing import TypeAlias

import torch
from torch.utils.data import DataLoader, Dataset

Example: TypeAlias = tuple[torch.Tensor, torch.Tensor]


class ToyDataset(Dataset[Example]):
    def __init__(self, X: torch.Tensor, y: torch.Tensor) -> None:
        self.X, self.y = X, y

    def __len__(self) -> int:
        return self.y.numel()

    def __getitem__(self, index: int) -> Example:
        return self.X[index, ...], self.y[index]

    def __getitems__(self, indices: list[int]) -> list[Example]:
        return list(zip(self.X[indices], self.y[indices]))


def make_loader(dataset: Dataset[Example], batch_size: int, train: bool) -> DataLoader[Example]:
    match train:
        case True:
            settings = {"shuffle": True, "drop_last": True}
        case _:
            settings = {}
    return DataLoader(dataset, batch_size=batch_size, **settings)
