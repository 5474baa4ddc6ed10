import statistics
import time
from typing import NamedTuple

import torch


class Timing(NamedTuple):
    """How long one product took on one device."""

    size: int
    device: str
    seconds: float


def sync(x):
    if x.device.type == 'cuda':
        torch.cuda.synchronize()
    elif x.device.type == 'mps':
        torch.mps.synchronize()


def time_matmul(a, b, repeats):
    a @ b  # warm-up
    sync(a)
    times = []
    for i in range(repeats):
        a @ b
        sync(a)
        times.append(time.perf_counter())
    return statistics.median(times)


def compare_devices(sizes):
    devices = ['cpu']
    if torch.cuda.is_available():
        devices.append('cuda')
    elif torch.backends.mps.is_available():
        devices.append('mps')
    out = []
    for s in sizes:
        for d in devices:
            a = torch.randn(s, s, device=d)
            b = torch.randn(s, s, device=d)
            out.append(Timing(s, d, time_matmul(a, b, 5)))
    return out


def crossover(timings):
    cpu = {t.size: t.seconds for t in timings if t.device == 'cpu'}
    acc = {t.size: t.seconds for t in timings if t.device != 'cpu'}
    result = None
    for s in sorted(set(cpu) & set(acc)):
        if acc[s] < cpu[s]:
            if result is None:
                result = s
        else:
            result = None
    return result
