"""How long does a matrix product take, and from which size on is the GPU worth it?

Everything is measured in seconds of wall-clock time, the time that a person waits.
"""

import statistics
import time
from typing import NamedTuple

import torch

WARM_UP = 3  # products before the first timing
REPEATS = 10  # timings for each size and device in `compare_devices`


class Timing(NamedTuple):  # given
    """One measurement: a product of two `size` x `size` matrices took `seconds` on `device`."""

    size: int
    device: str
    seconds: float


def time_matmul(a: torch.Tensor, b: torch.Tensor, repeats: int) -> float:
    """Measure how long the matrix product `a @ b` takes on the device that holds `a` and `b`.

    At least one product runs first as a warm-up, which is not counted. Then `repeats` timings are
    taken, each of exactly one product, and no further product follows. A timing on a GPU lasts
    until the GPU has finished, not until the work has been handed to it.

    Args:
        a: a matrix of shape (n, k).
        b: a matrix of shape (k, m) on the same device as `a` and with the same dtype.
        repeats: how many timings to take, at least 1.

    Returns:
        The median of the timings in seconds, a Python float. For an even number of timings it is
        the mean of the two in the middle.
    """
    for _ in range(WARM_UP):
        torch.matmul(a, b)
    return statistics.median(_seconds_of_one_product(a, b) for _ in range(repeats))


def _seconds_of_one_product(a: torch.Tensor, b: torch.Tensor) -> float:
    _wait_for(a.device)
    start = time.perf_counter()
    torch.matmul(a, b)
    _wait_for(a.device)
    return time.perf_counter() - start


def _wait_for(device: torch.device) -> None:
    # A GPU works in the background: a call returns when the work is queued, not when it is done.
    if device.type != "cpu":
        torch.accelerator.synchronize(device)


def compare_devices(sizes: list[int]) -> list[Timing]:
    """Measure square matrix products on every device of this machine.

    The devices are the CPU and, where PyTorch can use one, an accelerator: CUDA, else MPS. The
    matrices are of shape (size, size), float32 and random, and lie on the device before the
    clock starts.

    Args:
        sizes: the numbers of rows (and of columns) to measure, in any order.

    Returns:
        One `Timing` for each size and device. The sizes stand in the order in which they were
        given; for each size the CPU comes first, then the accelerator. `device` is "cpu", "cuda"
        or "mps".
    """
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
            timings.append(Timing(size, device, time_matmul(a, b, REPEATS)))
    return timings


def crossover(timings: list[Timing]) -> int | None:
    """Find the size from which on the accelerator pays off.

    Only sizes that were measured on both the CPU and the accelerator count. "Faster" means
    strictly fewer seconds.

    Args:
        timings: measurements in any order, at most one for each size and device. The device is
            "cpu" or the name of the one accelerator in the table ("cuda" or "mps").

    Returns:
        The smallest size at which the accelerator is faster and stays faster at every larger
        size; None if there is no such size.
    """
    cpu = {timing.size: timing.seconds for timing in timings if timing.device == "cpu"}
    accelerator = {timing.size: timing.seconds for timing in timings if timing.device != "cpu"}

    smallest = None
    for size in sorted(cpu.keys() & accelerator.keys(), reverse=True):
        if accelerator[size] >= cpu[size]:
            break
        smallest = size
    return smallest


if __name__ == "__main__":
    table = compare_devices([64, 128, 256, 512, 1024])
    for timing in table:
        print(f"{timing.size:>6} {timing.device:>5} {timing.seconds:.6f} s")
    print("the accelerator pays off from size", crossover(table))
