# /// mistake
# fails = ["leaves_the_warm_up_out"]
# en = "All products are timed together, and the time is divided by their number. That is a mean, which one hiccup spoils, and not a median of single timings. Each product needs a reading of the clock before and after it."
# zh = "所有乘法合在一起计时，再除以次数。这样得到的是平均值，一次卡顿就会把它拉偏，而不是各次计时的中位数。每次乘法的前后都要读一次时钟。"
# ///
"""How long does a matrix product take, and from which size on is the GPU worth it?"""

import timeit
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
    def multiply() -> None:
        torch.matmul(a, b)
        wait_for(a.device)

    multiply()
    return timeit.timeit(multiply, number=repeats) / repeats


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
