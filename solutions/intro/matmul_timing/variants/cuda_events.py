"""Times CUDA with events on the stream, the rest with `perf_counter_ns`; the median by quantile."""

import time
from typing import NamedTuple

import torch


class Timing(NamedTuple):  # given
    """One measurement: a product of two `size` x `size` matrices took `seconds` on `device`."""

    size: int
    device: str
    seconds: float


def seconds_on_cuda(a: torch.Tensor, b: torch.Tensor) -> float:
    start = torch.cuda.Event(enable_timing=True)
    stop = torch.cuda.Event(enable_timing=True)
    torch.cuda.synchronize(a.device)
    start.record()
    a.mm(b)
    stop.record()
    stop.synchronize()
    return start.elapsed_time(stop) / 1e3


def seconds_elsewhere(a: torch.Tensor, b: torch.Tensor) -> float:
    if a.device.type == "mps":
        torch.mps.synchronize()
    start = time.perf_counter_ns()
    a.mm(b)
    if a.device.type == "mps":
        torch.mps.synchronize()
    return (time.perf_counter_ns() - start) / 1e9


def time_matmul(a: torch.Tensor, b: torch.Tensor, repeats: int) -> float:
    measure = seconds_on_cuda if a.is_cuda else seconds_elsewhere
    durations = [measure(a, b) for _ in range(2 + repeats)][2:]
    return torch.tensor(durations, dtype=torch.float64).quantile(0.5).item()


def compare_devices(sizes: list[int]) -> list[Timing]:
    devices = [torch.device("cpu")]
    if torch.cuda.is_available():
        devices += [torch.device("cuda", 0)]
    elif torch.backends.mps.is_available():
        devices += [torch.device("mps", 0)]

    def row(size: int, device: torch.device) -> Timing:
        a = torch.rand(size, size, dtype=torch.float32, device=device)
        return Timing(size, device.type, time_matmul(a, a.clone(), 5))

    return [row(size, device) for size in sizes for device in devices]


def crossover(timings: list[Timing]) -> int | None:
    best = None
    for row in sorted(timings):
        rivals = [
            t
            for t in timings
            if t.size == row.size and (t.device == "cpu") != (row.device == "cpu")
        ]  # noqa: E501
        if row.device == "cpu" or not rivals:
            continue
        if row.seconds >= rivals[0].seconds:
            best = None
        elif best is None:
            best = row.size
    return best
