# /// mistake
# fails = ["takes_any_table"]
# en = "`crossover` pairs the first CPU row with the first accelerator row, the second with the second, and so on. As soon as a size was measured on one device only, times of different sizes are compared. Match the rows by size."
# zh = "`crossover` 把 CPU 的第一行与加速器的第一行配对，第二行与第二行配对，以此类推。只要有一个大小只在一种设备上测过，比较的就是不同大小的用时了。请按大小配对。"
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
    smallest = None
    pairs = list(zip(sorted(cpu.items()), sorted(accelerator.items())))
    for (_, cpu_seconds), (size, seconds) in reversed(pairs):
        if seconds >= cpu_seconds:
            break
        smallest = size
    return smallest
