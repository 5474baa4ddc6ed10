"""How long does a matrix product take, and from which size on is the accelerator faster?"""

import statistics
import time
from typing import NamedTuple

import torch


class Timing(NamedTuple):
    """How long one product took on one device."""

    size: int
    device: str
    seconds: float


def _wait(device: torch.device) -> None:
    """Wait until the device has finished all its work."""
    if device.type != "cpu":
        torch.accelerator.synchronize(device)


def time_matmul(a: torch.Tensor, b: torch.Tensor, repeats: int) -> float:
    """The median of `repeats` timings of `a @ b`, in seconds, after a warm-up."""
    for _ in range(3):
        a @ b
    durations: list[float] = []
    for _ in range(repeats):
        _wait(a.device)
        start = time.perf_counter()
        a @ b
        _wait(a.device)
        durations.append(time.perf_counter() - start)
    return statistics.median(durations)


def compare_devices(sizes: list[int]) -> list[Timing]:
    """Time square products on the CPU and on the accelerator, if there is one."""
    devices = ["cpu"]
    if torch.cuda.is_available():
        devices.append("cuda")
    elif torch.backends.mps.is_available():
        devices.append("mps")

    timings: list[Timing] = []
    for size in sizes:
        for device in devices:
            a = torch.rand(size, size, dtype=torch.float32, device=device)
            b = torch.rand(size, size, dtype=torch.float32, device=device)
            timings.append(Timing(size, device, time_matmul(a, b, repeats=7)))
    return timings


def crossover(timings: list[Timing]) -> int | None:
    """The smallest size from which on the accelerator wins at every size."""
    cpu = {t.size: t.seconds for t in timings if t.device == "cpu"}
    accelerator = {t.size: t.seconds for t in timings if t.device != "cpu"}
    answer: int | None = None
    for size in sorted(cpu.keys() & accelerator.keys(), reverse=True):
        if accelerator[size] >= cpu[size]:
            break
        answer = size
    return answer


if __name__ == "__main__":
    table = compare_devices([64, 128, 256, 512])
    for row in table:
        print(f"{row.size:>6} {row.device:>5} {row.seconds * 1e6:>10.1f} us")
    print("crossover:", crossover(table))
