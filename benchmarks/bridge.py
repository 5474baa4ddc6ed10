"""Round trips: a small call, and tensors of 1 MB and 100 MB."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable

import torch
from timing import machine

from grader.model.exercise import Grants, Limits
from grader.sandbox.capabilities import launcher
from grader.sandbox.policy import Policy
from grader.sandbox.session import Session

SOURCE = "def same(x):\n    return x\n"


def median(call: Callable[[], object], rounds: int) -> float:
    """Median seconds of a call."""
    seconds = []
    for _ in range(rounds):
        start = time.perf_counter()
        call()
        seconds.append(time.perf_counter() - start)
    return statistics.median(seconds)


def main() -> None:
    """Print a table."""
    started = launcher()
    session = Session(started, Policy(Limits(), Grants()))
    session.request("load", {"same.py": SOURCE})

    def call(value: object) -> Callable[[], object]:
        return lambda: session.request("call", None, "same", [value], {}, False)

    print(machine())
    print()
    print("| there and back | median ms | target ms |")
    print("|---|---|---|")
    for name, value, rounds, target in (
        ("an int", 752, 2000, "0.3"),
        ("three small tensors", [torch.ones(4, 4)] * 3, 2000, "0.3"),
        ("1 MB tensor", torch.ones(1 << 18), 200, "2"),
        ("100 MB tensor", torch.ones(25 << 20), 3, "-"),
    ):
        print(f"| {name} | {1e3 * median(call(value), rounds):.2f} | {target} |")
    session.close()
    started.close()


if __name__ == "__main__":
    main()
