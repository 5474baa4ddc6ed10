"""Specimens of data: data sets and loaders whose order is known."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, TypeVar

import torch
from torch.utils.data import DataLoader, Dataset, Sampler, TensorDataset

Batch = Sequence[int]
Item = TypeVar("Item")


def dataset(*tensors: torch.Tensor) -> TensorDataset:
    """A data set of rows."""
    return TensorDataset(*tensors)


class _Scripted(Sampler[Item]):
    """Gives the items of one epoch after another; after the last, the first again."""

    def __init__(self, epochs: Sequence[Sequence[Item]]) -> None:
        self._epochs = epochs
        self._next = 0

    def __iter__(self) -> Iterator[Item]:
        epoch = self._epochs[self._next % len(self._epochs)]
        for number, item in enumerate(epoch, start=1):
            # A look at the first batch alone is no epoch.
            if number == len(epoch):
                self._next += 1
            yield item

    def __len__(self) -> int:
        return len(self._epochs[0])


def loader(
    inputs: torch.Tensor, labels: torch.Tensor, epochs: Sequence[Sequence[Batch]]
) -> DataLoader[tuple[torch.Tensor, ...]]:
    """A `DataLoader` over (inputs, labels) that gives these batches, in this order.

    Where the batches are of one size, the last of an epoch aside, it is a loader as people write
    it, with that `batch_size`; else it has none, as torch's own with a `batch_sampler`.

    Args:
        inputs: (rows, ...).
        labels: (rows, ...).
        epochs: for each epoch its batches, each a list of row numbers.
    """
    rows: Dataset[tuple[torch.Tensor, ...]] = TensorDataset(inputs, labels)
    size = _size(epochs)
    if size is None:
        return DataLoader(rows, batch_sampler=_Scripted([list(map(list, e)) for e in epochs]))
    order = [[row for batch in epoch for row in batch] for epoch in epochs]
    return DataLoader(rows, batch_size=size, sampler=_Scripted(order))


def _size(epochs: Sequence[Sequence[Batch]]) -> int | None:
    """The batch size that all batches but the last of an epoch have, None where there is none."""
    lengths = [[len(batch) for batch in epoch] for epoch in epochs]
    size = lengths[0][0] if lengths and lengths[0] else 0
    if size == 0:
        return None
    full, rest = divmod(sum(lengths[0]), size)
    regular = [size] * full + [rest] * (rest > 0)
    return size if all(epoch == regular for epoch in lengths) else None


def batches(
    rows: Dataset[Any],
    batch_size: int,
    *,
    shuffle: bool = False,
    drop_last: bool = False,
    seed: int = 0,
) -> DataLoader[Any]:
    """A `DataLoader` over any data set; where it shuffles, with a generator of its own.

    Args:
        rows: the data set.
        batch_size: rows in a batch.
        shuffle: whether each epoch has an order of its own.
        drop_last: whether a last, smaller batch is left out.
        seed: of the generator that orders are drawn from.
    """
    return DataLoader(
        rows,
        batch_size=batch_size,
        shuffle=shuffle,
        drop_last=drop_last,
        generator=torch.Generator().manual_seed(seed),
    )
