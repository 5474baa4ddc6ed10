"""The manner of a quick script: one straight function, no helpers, statements repeated in place."""

import time
from typing import NamedTuple

import torch


class Timing(NamedTuple):  # given
    """One measurement: a product of two `size` x `size` matrices took `seconds` on `device`."""

    size: int
    device: str
    seconds: float


def time_matmul(a, b, repeats):
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    torch.matmul(a, b)
    torch.matmul(a, b)

    times = []
    for _ in range(repeats):
        if a.is_cuda:
            torch.cuda.synchronize()
        if a.is_mps:
            torch.mps.synchronize()
        t0 = time.perf_counter()
        c = torch.matmul(a, b)
        if c.is_cuda:
            torch.cuda.synchronize()
        if c.is_mps:
            torch.mps.synchronize()
        t1 = time.perf_counter()
        times.append(t1 - t0)

    times.sort()
    if len(times) % 2 == 1:
        return times[len(times) // 2]
    return 0.5 * (times[len(times) // 2 - 1] + times[len(times) // 2])


def compare_devices(sizes):
    result = []
    for n in sizes:
        torch.manual_seed(0)
        a = torch.rand((n, n))
        b = torch.rand((n, n))
        result.append(Timing(n, "cpu", time_matmul(a, b, 10)))
        if torch.cuda.is_available():
            result.append(Timing(n, "cuda", time_matmul(a.cuda(), b.cuda(), 10)))
        elif torch.backends.mps.is_available():
            result.append(Timing(n, "mps", time_matmul(a.to("mps"), b.to("mps"), 10)))
    return result


def crossover(timings):
    answer = None
    for size in sorted(set(t.size for t in timings)):
        cpu = [t.seconds for t in timings if t.size == size and t.device == "cpu"]
        gpu = [t.seconds for t in timings if t.size == size and t.device != "cpu"]
        if cpu and gpu:
            if gpu[0] < cpu[0]:
                if answer is None:
                    answer = size
            else:
                answer = None
    return answer
