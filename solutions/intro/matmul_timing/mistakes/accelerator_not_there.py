# /// mistake
# fails = ["makes_a_row_for_each_size"]
# en = "The table asks for PyTorch's accelerator without asking whether it is there. A PyTorch that was built for CUDA names `cuda` also on a machine without any GPU, and nothing can be computed on it there. `current_accelerator(check_available=True)`, or `torch.cuda.is_available()`, looks at the machine."
# zh = "代码问了 PyTorch 的加速器是什么，却没有问它在不在。为 CUDA 编译的 PyTorch 即使在没有 GPU 的机器上也会回答 `cuda`，而那里什么也算不了。`current_accelerator(check_available=True)` 或 `torch.cuda.is_available()` 会去看机器本身。"
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
    if (accelerator := torch.accelerator.current_accelerator()) is not None:
        devices.append(accelerator.type)
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
