"""Leaves the loop to `timeit.repeat`, waits for the device in its setup; `takewhile` it wins."""

import timeit
from itertools import product, takewhile
from statistics import median
from typing import NamedTuple

import torch


class Timing(NamedTuple):  # given
    """One measurement: a product of two `size` x `size` matrices took `seconds` on `device`."""

    size: int
    device: str
    seconds: float


def time_matmul(a, b, repeats):
    wait = {
        "cuda": torch.cuda.synchronize,
        "mps": torch.mps.synchronize,
    }.get(a.device.type, lambda: None)

    def multiply():
        a @ b
        wait()

    multiply()
    return median(timeit.repeat(multiply, setup=wait, repeat=repeats, number=1))


def compare_devices(sizes):
    gpu = [
        name
        for name, there in (
            ("cuda", torch.cuda.is_available()),
            ("mps", torch.backends.mps.is_available()),
        )
        if there
    ][:1]
    return [
        Timing(size, device, time_matmul(*torch.rand(2, size, size, device=device), 5))
        for size, device in product(sizes, ["cpu", *gpu])
    ]


def crossover(timings):
    by_size = {}
    for size, device, seconds in timings:
        by_size.setdefault(size, {})[device == "cpu"] = seconds
    pairs = sorted((size, row) for size, row in by_size.items() if len(row) == 2)
    wins = list(takewhile(lambda pair: pair[1][False] < pair[1][True], reversed(pairs)))
    return wins[-1][0] if wins else None
