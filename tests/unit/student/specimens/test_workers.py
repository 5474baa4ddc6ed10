"""A loader whose rows are read by other processes gives what it gave before."""

from __future__ import annotations

import os
import sys
import warnings

import pytest
import torch
from torch.utils.data import DataLoader, Dataset, TensorDataset

from grader.student.specimens import workers

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="elsewhere workers are not forked")


class Readers(Dataset[int]):
    """Each row is the process that has read it."""

    def __len__(self) -> int:
        return 4

    def __getitem__(self, index: int) -> int:
        return os.getpid()


def batches(loader: DataLoader[object]) -> list[list[object]]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the fork of a process with threads
        return [batch.tolist() for batch in loader]


def test_the_rows_are_read_elsewhere() -> None:
    loader = DataLoader(Readers(), batch_size=2)
    twin = workers.reading(loader, 2)
    pids = {pid for batch in batches(twin) for pid in batch}
    assert len(pids) == 2
    assert os.getpid() not in pids
    # The given one stays as it is.
    assert loader.num_workers == 0
    assert batches(loader) == [[os.getpid()] * 2] * 2


def test_the_batches_are_the_same() -> None:
    generator = torch.Generator().manual_seed(5)
    rows = TensorDataset(torch.arange(7))
    loader = DataLoader(rows, 3, shuffle=True, generator=generator, collate_fn=torch.tensor)
    state = generator.get_state()
    given = batches(loader)
    generator.set_state(state)
    assert batches(workers.reading(loader, 1)) == given
