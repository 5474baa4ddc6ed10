"""What the benchmarks share: medians of things done in turns."""

from __future__ import annotations

import platform
import statistics
import time
from collections.abc import Callable, Mapping

import torch


def in_turns(things: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """Do each thing once a round, so that a machine's drift hits all alike; median seconds."""
    seconds: dict[str, list[float]] = {name: [] for name in things}
    for round_ in range(rounds + 1):
        for name, thing in things.items():
            start = time.perf_counter()
            thing()
            if round_:  # the first round warms up
                seconds[name].append(time.perf_counter() - start)
    return {name: statistics.median(values) for name, values in seconds.items()}


def machine() -> str:
    """One line on where this runs."""
    import os

    return (
        f"{platform.system()} {platform.release()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, torch {torch.__version__}"
    )
