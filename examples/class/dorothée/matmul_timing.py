import statistics
import time
from typing import NamedTuple

import torch


class Timing(NamedTuple):
    """How long one product took on one device."""

    size: int
    device: str
    seconds: float


def time_matmul(a, b, repeats):
    seconds = []
    for _ in range(repeats):
        if a.is_cuda:
            torch.cuda.synchronize()
        if a.is_mps:
            torch.mps.synchronize()
        start = time.perf_counter()
        a @ b
        if a.is_cuda:
            torch.cuda.synchronize()
        if a.is_mps:
            torch.mps.synchronize()
        end = time.perf_counter()
        seconds.append(end - start)
    # the median doesn't care if the first one is slow
    return statistics.median(seconds)


def compare_devices(sizes):
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
            timings.append(Timing(size, device, time_matmul(a, b, 10)))
    return timings


def crossover(timings):
    cpu = {}
    gpu = {}
    for t in timings:
        if t.device == "cpu":
            cpu[t.size] = t.seconds
        else:
            gpu[t.size] = t.seconds
    best = None
    for size in sorted(cpu, reverse=True):
        if size not in gpu:
            continue
        if gpu[size] < cpu[size]:
            best = size
        else:
            break
    return best


if __name__ == "__main__":
    for t in compare_devices([64, 256, 512]):
        print(t)
