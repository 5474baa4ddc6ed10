"""A context manager as the stopwatch, `torch.accelerator` for the devices, a recursive search."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from statistics import median
from typing import NamedTuple

import torch


class Timing(NamedTuple):  # given
    """One measurement: a product of two `size` x `size` matrices took `seconds` on `device`."""

    size: int
    device: str
    seconds: float


@contextmanager
def stopwatch(device: torch.device, laps: list[float]) -> Iterator[None]:
    if device.type != "cpu":
        torch.accelerator.synchronize()
    start = time.perf_counter()
    yield
    if device.type != "cpu":
        torch.accelerator.synchronize()
    laps.append(time.perf_counter() - start)


def time_matmul(a: torch.Tensor, b: torch.Tensor, repeats: int) -> float:
    warm_up: list[float] = []
    laps: list[float] = []
    for keep in [warm_up] * 5 + [laps] * repeats:
        with stopwatch(a.device, keep):
            a.matmul(b)
    return median(laps)


def compare_devices(sizes: list[int]) -> list[Timing]:
    devices = [torch.device("cpu")]
    if torch.accelerator.is_available():
        accelerator = torch.accelerator.current_accelerator()
        if accelerator.type in ("cuda", "mps"):
            devices.append(accelerator)
    table = []
    for size in sizes:
        for device in devices:
            a, b = (torch.rand(size, size).to(device) for _ in range(2))
            table.append(Timing(size, device.type, time_matmul(a, b, 9)))
    return table


def crossover(timings: list[Timing]) -> int | None:
    sizes = [size for size in {t.size for t in timings} if len(row(timings, size)) == 2]
    if not sizes:
        return None
    largest = max(sizes)
    seconds = row(timings, largest)
    if seconds["accelerator"] >= seconds["cpu"]:
        return None
    return crossover([t for t in timings if t.size < largest]) or largest


def row(timings: list[Timing], size: int) -> dict[str, float]:
    return {
        "cpu" if t.device == "cpu" else "accelerator": t.seconds for t in timings if t.size == size
    }
