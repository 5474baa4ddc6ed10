# /// mistake
# fails = ["finds_the_turning_point"]
# en = "`crossover` returns the largest size at which the accelerator is faster. It is asked for the smallest one from which on it stays faster: go from the largest size down, as long as the accelerator wins."
# zh = "`crossover` 返回的是加速器更快的大小中最大的那个。题目问的是最小的、从它起一直更快的大小：从最大的往小看，看加速器能一直赢到哪里。"
# ///
"""How long does a matrix product take, and from which size on is the GPU worth it?"""

import statistics
import time
from typing import NamedTuple

import torch


class Timing(NamedTuple):  # given
    """One measurement: a product of two `size` x `size` matrices took `seconds` on `device`."""

    size: int
    device: str
    seconds: float


def wait_for(device: torch.device) -> None:
    if device.type != "cpu":
        torch.accelerator.synchronize(device)


def time_matmul(a: torch.Tensor, b: torch.Tensor, repeats: int) -> float:
    for _ in range(3):
        torch.matmul(a, b)
    seconds = []
    for _ in range(repeats):
        wait_for(a.device)
        start = time.perf_counter()
        torch.matmul(a, b)
        wait_for(a.device)
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def compare_devices(sizes: list[int]) -> list[Timing]:
    devices = ["cpu"]
    if torch.cuda.is_available():
        devices.append("cuda")
    elif torch.backends.mps.is_available():
        devices.append("mps")
    timings = []
    for size in sizes:
        for device in devices:
            a = torch.rand(size, size, device=device)
            b = torch.rand(size, size, device=device)
            timings.append(Timing(size, device, time_matmul(a, b, repeats=10)))
    return timings


def crossover(timings: list[Timing]) -> int | None:
    cpu = {row.size: row.seconds for row in timings if row.device == "cpu"}
    accelerator = {row.size: row.seconds for row in timings if row.device != "cpu"}
    both = cpu.keys() & accelerator.keys()
    return max((size for size in both if accelerator[size] < cpu[size]), default=None)
