"""Measures with `torch.utils.benchmark`, which warms up and synchronises by itself.

In older versions of PyTorch it waits for CUDA alone, so its clock waits for the other kind.
"""

from typing import NamedTuple

import torch
from torch.utils import benchmark


class Timing(NamedTuple):  # given
    """One measurement: a product of two `size` x `size` matrices took `seconds` on `device`."""

    size: int
    device: str
    seconds: float


def clock() -> float:
    if torch.backends.mps.is_available():
        torch.mps.synchronize()
    return benchmark.timer()


def time_matmul(a: torch.Tensor, b: torch.Tensor, repeats: int) -> float:
    timer = benchmark.Timer(
        stmt="torch.matmul(a, b)",
        timer=clock,
        globals={"torch": torch, "a": a, "b": b},
        num_threads=torch.get_num_threads(),
    )
    seconds = sorted(timer.timeit(1).median for _ in range(repeats))
    return (seconds[(repeats - 1) // 2] + seconds[repeats // 2]) / 2


def best_accelerator() -> str | None:
    if torch.cuda.is_available():
        return "cuda"
    return "mps" if torch.backends.mps.is_available() else None


def compare_devices(sizes: list[int]) -> list[Timing]:
    table = []
    for size in sizes:
        a, b = torch.randn(size, size), torch.randn(size, size)
        table.append(Timing(size=size, device="cpu", seconds=time_matmul(a, b, 7)))
        if (accelerator := best_accelerator()) is not None:
            seconds = time_matmul(a.to(accelerator), b.to(accelerator), 7)
            table.append(Timing(size=size, device=accelerator, seconds=seconds))
    return table


def crossover(timings: list[Timing]) -> int | None:
    both = {t.size for t in timings if t.device == "cpu"} & {
        t.size for t in timings if t.device != "cpu"
    }
    seconds = {(t.size, t.device == "cpu"): t.seconds for t in timings}
    slower = [size for size in both if not seconds[size, False] < seconds[size, True]]
    faster = [size for size in both if not slower or size > max(slower)]
    return min(faster, default=None)
