# /// mistake
# fails = ["takes_the_median"]
# en = "For an even number of timings the larger of the two in the middle is taken. The median is the mean of these two then, as in `statistics.median`."
# zh = "次数为偶数时，取的是中间两个里较大的那个。这时的中位数是这两个的平均值，和 `statistics.median` 一样。"
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
    return sorted(seconds)[repeats // 2]


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
