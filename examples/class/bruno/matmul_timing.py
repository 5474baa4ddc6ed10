# -*- coding: utf-8 -*-
# Exercise: timing a matrix product
# Bruno

from typing import NamedTuple
from timeit import default_timer as timer

import torch


class Timing(NamedTuple):
    """How long one product took on one device."""

    size: int
    device: str
    seconds: float


def synchronize(device_type):
    if device_type == "cuda":
        torch.cuda.synchronize()
    if device_type == "mps":
        torch.mps.synchronize()


def time_matmul(a, b, repeats):
    device_type = a.device.type

    # warm up, does not count
    c = torch.mm(a, b)
    c = torch.mm(a, b)

    times = []
    for i in range(repeats):
        synchronize(device_type)
        t0 = timer()
        c = torch.mm(a, b)
        synchronize(device_type)
        t1 = timer()
        times.append(t1 - t0)

    # median
    times.sort()
    middle = repeats // 2
    if repeats % 2 == 1:
        return times[middle]
    else:
        return (times[middle - 1] + times[middle]) / 2.0


def compare_devices(sizes):
    devices = ["cpu"]
    if torch.cuda.is_available():
        devices.append("cuda")
    elif torch.backends.mps.is_available():
        devices.append("mps")

    result = []
    for n in sizes:
        for dev in devices:
            a = torch.FloatTensor(n, n).normal_().to(dev)
            b = torch.FloatTensor(n, n).normal_().to(dev)
            result.append(Timing(n, dev, time_matmul(a, b, 5)))
    return result


def crossover(timings):
    cpu = {}
    gpu = {}
    for t in timings:
        if t.device == "cpu":
            cpu[t.size] = t.seconds
        else:
            gpu[t.size] = t.seconds

    sizes = []
    for n in cpu:
        if n in gpu:
            sizes.append(n)
    sizes.sort()

    # for each size: does the GPU win here and everywhere after it?
    for i in range(len(sizes)):
        wins = True
        for j in range(i, len(sizes)):
            if not gpu[sizes[j]] < cpu[sizes[j]]:
                wins = False
        if wins:
            return sizes[i]
    return None


if __name__ == "__main__":
    for t in compare_devices([32, 64, 128, 256, 512]):
        print("%5d  %-5s  %.6f s" % (t.size, t.device, t.seconds))
