from itertools import takewhile
from statistics import median
from typing import NamedTuple

import torch
from torch.utils.benchmark import Timer


class Timing(NamedTuple):
    """How long one product took on one device."""

    size: int
    device: str
    seconds: float


def time_matmul(a, b, repeats):
    # Timer 每次计时前自己会预热，在 GPU 上也会等计算结束
    timer = Timer("a @ b", globals={"a": a, "b": b}, num_threads=torch.get_num_threads())
    return median([timer.timeit(1).median for _ in range(repeats)])


def devices():
    gpu = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else None
    return ["cpu", gpu] if gpu else ["cpu"]


def compare_devices(sizes):
    def square(n, d):
        return torch.randn(n, n, device=d)

    return [Timing(n, d, time_matmul(square(n, d), square(n, d), 9)) for n in sizes for d in devices()]


def crossover(timings):
    cpu, acc = ({t.size: t.seconds for t in timings if (t.device == "cpu") is c} for c in (True, False))
    # 从最大的往小走，直到加速器不再更快；最后留下的就是答案
    wins = takewhile(lambda n: acc[n] < cpu[n], sorted(cpu.keys() & acc.keys(), reverse=True))
    return min(wins, default=None)


if __name__ == "__main__":
    table = compare_devices([2**k for k in range(5, 10)])
    print(*table, crossover(table), sep="\n")
