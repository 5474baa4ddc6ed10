"""Reads the clock once between products and takes differences of neighbouring readings."""

import statistics
from time import perf_counter
from typing import NamedTuple

import torch


class Timing(NamedTuple):  # given
    """One measurement: a product of two `size` x `size` matrices took `seconds` on `device`."""

    size: int
    device: str
    seconds: float


def finish(device):
    if device.type == "cuda":
        torch.cuda.synchronize(device)
    elif device.type == "mps":
        torch.mps.synchronize()


@torch.inference_mode()
def time_matmul(a, b, repeats):
    out = a @ b
    finish(a.device)
    readings = [perf_counter()]
    while len(readings) <= repeats:
        torch.mm(a, b, out=out)
        finish(a.device)
        readings.append(perf_counter())
    return statistics.median(after - before for before, after in zip(readings, readings[1:]))


def compare_devices(sizes):
    devices = ["cpu"]
    if torch.cuda.is_available() or torch.backends.mps.is_available():
        devices.append("cuda" if torch.cuda.is_available() else "mps")
    table = []
    for size in sizes:
        for device in devices:
            left = torch.empty(size, size, device=device).uniform_()
            right = torch.empty(size, size, device=device).normal_()
            table.append(Timing(size, device, time_matmul(left, right, 21)))
    return table


def crossover(timings):
    sizes = sorted({t.size for t in timings})
    cpu = {t.size: t.seconds for t in timings if t.device == "cpu"}
    gpu = {t.size: t.seconds for t in timings if t.device in ("cuda", "mps")}
    sizes = [n for n in sizes if n in cpu and n in gpu]
    for i, n in enumerate(sizes):
        if all(gpu[m] < cpu[m] for m in sizes[i:]):
            return n
    return None
