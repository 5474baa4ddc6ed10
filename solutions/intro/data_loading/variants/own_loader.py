"""A subclass of DataLoader with its own sampler; order by sorting random keys, own collation."""

from collections.abc import Iterator

import torch
from torch import Tensor
from torch.utils.data import DataLoader, Dataset, Sampler


class ToyDataset(Dataset):
    def __init__(self, X: Tensor, y: Tensor) -> None:
        assert len(X) == len(y)
        self.tensors = {"features": X.detach().clone(), "label": y.detach().clone()}

    def __len__(self) -> int:
        return min(map(len, self.tensors.values()))

    def __getitem__(self, index: int) -> tuple[Tensor, Tensor]:
        if index >= len(self):
            raise IndexError(index)
        at = torch.tensor(index)
        features, label = (t.index_select(0, at).squeeze(0) for t in self.tensors.values())
        return features, label


class RandomKeys(Sampler[int]):
    def __init__(self, rows: int) -> None:
        self.rows = rows

    def __len__(self) -> int:
        return self.rows

    def __iter__(self) -> Iterator[int]:
        return iter(torch.rand(self.rows, dtype=torch.float64).argsort().tolist())


def collate(examples: list[tuple[Tensor, Tensor]]) -> tuple[Tensor, Tensor]:
    features, labels = zip(*examples)
    return torch.stack(features), torch.stack(labels)


class Loader(DataLoader):
    def __init__(self, dataset: Dataset, batch_size: int, *, train: bool) -> None:
        sampler = RandomKeys(len(dataset)) if train else None
        super().__init__(dataset, batch_size, sampler=sampler, drop_last=train, collate_fn=collate)


def make_loader(dataset: Dataset, batch_size: int, train: bool) -> DataLoader:
    return Loader(dataset, batch_size, train=train)
