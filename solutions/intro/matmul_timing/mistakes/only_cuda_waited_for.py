# /// mistake
# fails = ["waits_for_the_gpu"]
# en = "The clock waits for a CUDA device, but not for Apple's GPU: there it is read while the product is still being computed. `torch.mps.synchronize` waits for that one, and `torch.accelerator.synchronize` for either."
# zh = "计时会等 CUDA 设备算完，却不等 Apple 的 GPU：在那里，乘法还没算完就读了时钟。等它要用 `torch.mps.synchronize`，而 `torch.accelerator.synchronize` 对两者都适用。"
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
    if device.type == "cuda":
        torch.cuda.synchronize(device)


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
    for size in sorted(cpu.keys() & accelerator.keys(), reverse=True):
        if accelerator[size] >= cpu[size]:
            break
        smallest = size
    return smallest
