"""A clock that stands still, except when a matrix product runs.

So the timing of code can be checked without timing anything: each product takes the time that a
script says, and the right answer follows from the script alone.
"""

from __future__ import annotations

import time
import timeit
from collections.abc import Callable, Sequence
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode

PRODUCTS = frozenset({"mm", "bmm", "addmm", "baddbmm", "matmul", "linear", "dot", "mv"})
READ = 1e-9
"""Seconds that reading the clock takes: a loop that waits for time to pass must end."""


class Clock:
    """The time of this process."""

    def __init__(self) -> None:
        self.now = 1_000.0
        self.reads = 0
        self.durations: list[float] = []
        self.products: list[list[list[int]]] = []

    def read(self) -> float:
        """Read the clock, in seconds."""
        self.reads += 1
        self.now += READ
        return self.now

    def product(self, shapes: list[list[int]]) -> None:
        """Let a product take its time: the next of the script, at the end the last again."""
        index = min(len(self.products), len(self.durations) - 1)
        self.now += self.durations[index] if self.durations else 1.0
        if len(self.products) < 100_000:
            self.products.append(shapes)


CLOCK = Clock()


def install() -> None:
    """Replace every clock of Python's; before the student's code, which may bind them."""
    seconds: Callable[[], float] = CLOCK.read
    names = ("perf_counter", "monotonic", "time", "process_time", "thread_time")
    module: Any = time
    for name in names:
        setattr(module, name, seconds)
        setattr(module, f"{name}_ns", lambda: int(CLOCK.read() * 1e9))
    module.sleep = _sleep
    timer: Any = timeit
    # `timeit.Timer` has bound the default as a default argument, so both are replaced.
    timer.default_timer = seconds
    timer.Timer.__init__.__defaults__ = ("pass", "pass", seconds, None)
    timer.timeit.__defaults__ = ("pass", "pass", seconds, 1_000_000, None)
    timer.repeat.__defaults__ = ("pass", "pass", seconds, 5, 1_000_000, None)


def _sleep(seconds: float) -> None:
    CLOCK.now += max(0.0, seconds)


def run(
    function: Callable[..., object], arguments: Sequence[Any], durations: Sequence[float]
) -> dict[str, object]:
    """Call `function` while each matrix product takes the next of `durations` seconds.

    Returns its value, how often the clock was read, and the shapes that each product was given.
    """
    CLOCK.durations = list(durations)
    CLOCK.products = []
    CLOCK.reads = 0
    with _Products():
        value = function(*arguments)
    return {"value": value, "reads": CLOCK.reads, "products": CLOCK.products}


class _Products(TorchDispatchMode):
    """Notices matrix products, whatever they are written with."""

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        name = func._schema.name.removeprefix("aten::")  # noqa: SLF001 - torch's own way to the name
        if name in PRODUCTS:
            CLOCK.product([list(a.shape) for a in args if isinstance(a, torch.Tensor)])
        return func(*args, **(kwargs or {}))
