"""Specimens of data: data sets and loaders whose order is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import torch
from torch.utils.data import DataLoader, Dataset, Sampler, TensorDataset

Batch = list[int]


def dataset(*tensors: torch.Tensor) -> TensorDataset:
    """A data set of rows."""
    return TensorDataset(*tensors)


class _Scripted(Sampler[Batch]):
    """Gives the batches of one epoch after another; after the last, the first again."""

    def __init__(self, epochs: Sequence[Sequence[Batch]]) -> None:
        self._epochs = [list(map(list, epoch)) for epoch in epochs]
        self._next = 0

    def __iter__(self) -> Iterator[Batch]:
        epoch = self._epochs[self._next % len(self._epochs)]
        self._next += 1
        return iter(epoch)

    def __len__(self) -> int:
        return len(self._epochs[0])


def loader(
    inputs: torch.Tensor, labels: torch.Tensor, epochs: Sequence[Sequence[Batch]]
) -> DataLoader[tuple[torch.Tensor, ...]]:
    """A `DataLoader` over (inputs, labels) that gives these batches, in this order.

    Args:
        inputs: (rows, ...).
        labels: (rows, ...).
        epochs: for each epoch its batches, each a list of row numbers.
    """
    rows: Dataset[tuple[torch.Tensor, ...]] = TensorDataset(inputs, labels)
    return DataLoader(rows, batch_sampler=_Scripted(epochs))
