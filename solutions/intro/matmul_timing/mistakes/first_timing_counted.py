# /// mistake
# fails = ["leaves_the_warm_up_out"]
# en = "One more product runs than `repeats` says, as a warm-up, but it is timed as well and its time goes into the median. A warm-up helps only if its time is left out."
# zh = "比 `repeats` 多做了一次乘法来预热，但它也计了时，并且计入了中位数。只有不把它算进去，预热才有意义。"
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
    seconds = []
    for _ in range(repeats + 1):
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
    smallest = None
    for size in sorted(cpu.keys() & accelerator.keys(), reverse=True):
        if accelerator[size] >= cpu[size]:
            break
        smallest = size
    return smallest
