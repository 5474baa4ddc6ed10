"""What a Dask cluster costs over programs on the same machine: the same class, graded by both.

    python benchmarks/cluster.py [--works 40] [--rounds 3]

The scheduler and as many workers as the local pool has programs run on loopback, and are there
before the clock starts. Both ways are run in turns, whole runs of `grader batch`, each into a new
gradebook.
"""

from __future__ import annotations

import argparse
import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from batch import ROOT, write_class
from timing import machine

WIDTH = 2


@contextmanager
def dask(folder: Path) -> Iterator[str]:
    """Start a scheduler and its workers; the scheduler's address."""
    file = folder / "scheduler.json"
    common = ["--scheduler-file", str(file), "--no-dashboard", "--host", "127.0.0.1"]
    worker = ["--nthreads", "1", "--no-nanny", "--local-directory", str(folder)]
    processes = [_started("dask_scheduler", [*common, "--port", "0"], folder)]
    try:
        while not (file.is_file() and file.read_text(encoding="utf-8").strip()):
            time.sleep(0.1)
        processes += [_started("dask_worker", [*common, *worker], folder) for _ in range(WIDTH)]
        address = json.loads(file.read_text(encoding="utf-8"))["address"]
        from distributed import Client

        with Client(address, set_as_default=False) as client:
            client.wait_for_workers(WIDTH, timeout=120)
        yield address
    finally:
        for process in processes:
            process.kill()
            process.wait()


def _started(name: str, arguments: list[str], folder: Path) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-P", "-m", f"distributed.cli.{name}", *arguments],
        cwd=folder,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def timed(folder: Path, name: str, *where: str) -> float:
    """Seconds that a run of `grader batch` takes, into a new gradebook."""
    grader = str(Path(sys.executable).with_name("grader"))
    results = ["-o", str(folder / name), "--course", str(ROOT)]
    start = time.perf_counter()
    subprocess.run(
        [grader, "batch", str(folder / "class"), *results, *where],
        check=True,
        stdout=subprocess.DEVNULL,
    )
    return time.perf_counter() - start


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="What does a cluster cost on one machine?")
    parser.add_argument("--works", type=int, default=40)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as given:
        folder = Path(given)
        write_class(folder / "class", options.works)
        seconds: dict[str, list[float]] = {"local": [], "cluster": []}
        for number in range(options.rounds):
            seconds["local"].append(timed(folder, f"local{number}", "--jobs", str(WIDTH)))
            # A new one each time: its workers would keep their programs, warm, for the next run.
            place = folder / f"dask{number}"
            place.mkdir()
            with dask(place) as address:
                seconds["cluster"].append(timed(folder, f"far{number}", "--cluster", address))
    median = {name: statistics.median(values) for name, values in seconds.items()}
    print(machine())
    print()
    print(f"| {options.works} works, {WIDTH} programs, median of {options.rounds} | s | ratio |")
    print("|---|---|---|")
    print(f"| local programs | {median['local']:.1f} | |")
    ratio = median["cluster"] / median["local"]
    print(f"| a Dask cluster here | {median['cluster']:.1f} | {ratio:.2f} (target: 1.10) |")


if __name__ == "__main__":
    main()
