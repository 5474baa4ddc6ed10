# /// mistake
# fails = ["leaves_the_warm_up_out"]
# en = "The clock runs once around the whole loop, cold start included, and the total is divided by the number of products. That is the mean of a cold run: the slow first product and every hiccup are in it. Time each product by itself after a warm-up."
# zh = "时钟围着整个循环走了一遍，连冷启动也在内，再用总时长除以次数。这是冷启动状态下的平均值，慢的第一次和每一次卡顿都混在里面。应当先预热，再给每次乘法单独计时。"
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
    wait_for(a.device)
    start = time.perf_counter()
    for _ in range(repeats):
        torch.matmul(a, b)
    wait_for(a.device)
    return (time.perf_counter() - start) / repeats


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
