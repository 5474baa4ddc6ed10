"""Waits for the current stream, writes into one result, and keeps timings and table in tensors."""

import timeit
from typing import NamedTuple

import torch


class Timing(NamedTuple):  # given
    """One measurement: a product of two `size` x `size` matrices took `seconds` on `device`."""

    size: int
    device: str
    seconds: float


@torch.no_grad()
def time_matmul(a: torch.Tensor, b: torch.Tensor, repeats: int) -> float:
    stream = None if a.device.type == "cpu" else torch.accelerator.current_stream(a.device)
    result = a.new_empty(a.shape[0], b.shape[1])
    seconds = torch.zeros(repeats + 1, dtype=torch.float64)
    for turn in range(repeats + 1):
        if stream is not None:
            stream.synchronize()
        start = timeit.default_timer()
        torch.mm(a, b, out=result)
        if stream is not None:
            stream.synchronize()
        seconds[turn] = timeit.default_timer() - start
    ordered = seconds[1:].sort().values
    return ordered[[(repeats - 1) // 2, repeats // 2]].mean().item()


def compare_devices(sizes: list[int]) -> list[Timing]:
    kinds = torch.device("cpu"), torch.accelerator.current_accelerator(check_available=True)
    table = []
    for size in sizes:
        for device in kinds:
            if device is not None and device.type in {"cpu", "cuda", "mps"}:
                pair = torch.rand(2, size, size, device=device).unbind()
                table.append(Timing(size, device.type, time_matmul(*pair, 8)))
    return table


def crossover(timings: list[Timing]) -> int | None:
    sizes = torch.tensor(sorted({t.size for t in timings}), dtype=torch.int64)
    # One row for the CPU and one for the accelerator; what was not measured is not a number.
    seconds = torch.full((2, len(sizes)), torch.nan, dtype=torch.float64)
    for t in timings:
        seconds[int(t.device != "cpu"), torch.searchsorted(sizes, t.size)] = t.seconds
    both = seconds.isfinite().all(dim=0)
    sizes, (cpu, accelerator) = sizes[both], seconds[:, both]
    stays_ahead = (accelerator < cpu).flip(0).cumprod(0).bool().flip(0)
    return sizes[stays_ahead].min().item() if stays_ahead.any() else None
