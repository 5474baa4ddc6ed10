# /// mistake
# fails = ["times_the_product_on_the_gpu"]
# en = "The matrices are copied to the GPU between the two readings of the clock, so its rows hold the copies as well, which can take longer than the product. Put the matrices on the device first, then read the clock."
# zh = "矩阵是在两次读时钟之间拷贝到 GPU 上的，于是 GPU 的各行也计入了拷贝的时间，而拷贝可能比乘法本身还慢。先把矩阵放到设备上，再读时钟。"
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


def time_own(size: int, device: str) -> float:
    a, b = torch.rand(size, size), torch.rand(size, size)
    torch.matmul(a.to(device), b.to(device))
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        wait_for(torch.matmul(a.to(device), b.to(device)).device)
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
            timings.append(Timing(size, device, time_own(size, device)))
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
