"""Loaders that leave the reading to worker processes."""

from __future__ import annotations

import copy
from typing import Any

from torch.utils.data import DataLoader


def reading(loader: DataLoader[Any], workers: int) -> DataLoader[Any]:
    """The same loader, whose rows are read by worker processes; the given one stays as it is.

    Args:
        loader: any `DataLoader`.
        workers: how many processes, at least 1.
    """
    twin = copy.copy(loader)
    twin.num_workers = workers
    twin.prefetch_factor = twin.prefetch_factor or 2
    return twin
