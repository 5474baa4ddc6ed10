"""How long does a matrix product take, and from which size on is the GPU worth it?

Everything is measured in seconds of wall-clock time, the time that a person waits.
"""

import statistics
import time
from typing import NamedTuple

import torch

WARM_UP = 3  # products before the first timing
REPEATS = 10  # timings for each size and device in `compare_devices`


class Timing(NamedTuple):
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
    raise NotImplementedError


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
    raise NotImplementedError


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
    raise NotImplementedError


if __name__ == "__main__":
    table = compare_devices([64, 128, 256, 512, 1024])
    for timing in table:
        print(f"{timing.size:>6} {timing.device:>5} {timing.seconds:.6f} s")
    print("the accelerator pays off from size", crossover(table))
