"""A data set that remembers which of its rows were read."""

from __future__ import annotations

import torch
from torch.utils.data import Dataset


class _Recorded(Dataset[tuple[torch.Tensor, torch.Tensor]]):
    def __init__(self, inputs: torch.Tensor, labels: torch.Tensor) -> None:
        self._inputs, self._labels = inputs, labels
        self.read: list[int] = []

    def __len__(self) -> int:
        return len(self._inputs)

    def __getitem__(self, index: int) -> tuple[torch.Tensor, torch.Tensor]:
        row = int(index)
        if not 0 <= row < len(self._inputs):
            raise IndexError(row)
        self.read.append(row)
        return self._inputs[row], self._labels[row]


def recorded(inputs: torch.Tensor, labels: torch.Tensor) -> Dataset[object]:
    """Rows (inputs, labels); their numbers are written down in the order of reading.

    Reading happens in the process that asks: with forked ranks, each has its own notes.
    """
    return _Recorded(inputs, labels)
