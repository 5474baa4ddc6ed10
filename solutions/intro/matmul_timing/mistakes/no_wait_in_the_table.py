# /// mistake
# fails = ["times_the_product_on_the_gpu"]
# en = "`compare_devices` times the products itself, and on the GPU it does not wait until they are finished, as `time_matmul` does. Its rows say how long it takes to hand the work over, and the GPU seems to win at every size. Each row is to be timed as `time_matmul` does it: call that."
# zh = "`compare_devices` 自己给乘法计时，在 GPU 上却没有像 `time_matmul` 那样等它算完。各行记下的是交出任务所花的时间，看上去无论多大都是 GPU 赢。每一行都应当像 `time_matmul` 那样计时：调用它就行。"
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
    a, b = torch.rand(size, size, device=device), torch.rand(size, size, device=device)
    torch.matmul(a, b)
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        torch.matmul(a, b)
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
