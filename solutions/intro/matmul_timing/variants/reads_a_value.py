"""Waits by reading one number of the product, and sorts while it measures; a running `and`."""

import operator
import time
from bisect import insort
from itertools import accumulate
from typing import NamedTuple

import torch


class Timing(NamedTuple):  # given
    """One measurement: a product of two `size` x `size` matrices took `seconds` on `device`."""

    size: int
    device: str
    seconds: float


def time_matmul(a: torch.Tensor, b: torch.Tensor, repeats: int) -> float:
    # A number can be read only when everything before it has been computed.
    operator.matmul(a, b)[-1, -1].item()
    nanoseconds: list[int] = []
    for _ in range(repeats):
        start = time.monotonic_ns()
        operator.matmul(a, b)[-1, -1].item()
        insort(nanoseconds, time.monotonic_ns() - start)
    half = repeats // 2
    return (nanoseconds[half] + nanoseconds[~half]) / 2e9


def compare_devices(sizes: list[int]) -> list[Timing]:
    kinds = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    devices = ["cpu", *[kind for kind, there in kinds.items() if there][:1]]
    table = []
    for size in sizes:
        square = torch.empty(size, size).normal_()
        for device in devices:
            on_device = square.to(device)
            table.append(Timing(size, device, time_matmul(on_device, on_device.t(), 6)))
    return table


def crossover(timings: list[Timing]) -> int | None:
    cpu = {t.size: t.seconds for t in timings if t.device == "cpu"}
    rows = sorted((t for t in timings if t.size in cpu and t.device != "cpu"), reverse=True)
    ahead = accumulate((t.seconds < cpu[t.size] for t in rows), operator.and_)
    return min((t.size for t, stays in zip(rows, ahead, strict=True) if stays), default=None)
