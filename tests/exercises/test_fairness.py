"""The same submission gets the same report: on every run, thread count and load of the machine.

In short; `benchmarks/fairness.py` makes the long runs.
"""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Grader

SURROUNDINGS: tuple[Mapping[str, str], ...] = (
    {"PYTHONHASHSEED": "1", "OMP_NUM_THREADS": "1"},
    {"PYTHONHASHSEED": "2", "OMP_NUM_THREADS": "2"},
    {"PYTHONHASHSEED": "random", "OMP_NUM_THREADS": "4", "MKL_NUM_THREADS": "3"},
)
"""What three runs find around them."""

SOLUTIONS = {
    "tensors": "tensors.py",
    "parameter_count": "parameter_count.py",
    "autograd": "variants/by_hand.py",
}
MISTAKES = {
    "tensors": "mistakes/columns_for_rows.py",
    "parameter_count": "mistakes/frozen_counted.py",
    "autograd": "mistakes/small_differences.py",
}


@contextlib.contextmanager
def busy() -> Iterator[None]:
    """Keep every core busy, and one process more."""
    count = (os.cpu_count() or 1) + 1
    hogs = [subprocess.Popen([sys.executable, "-c", "while True: pass"]) for _ in range(count)]
    try:
        yield
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()


def comparable(out: str) -> dict[str, Any]:
    """Return a report without what differs between runs by its nature."""
    report: dict[str, Any] = json.loads(out)
    del report["run"]
    for exercise in report["exercises"]:
        for check in exercise["checks"]:
            check.pop("duration_s", None)
    return report


def reports(grader: Grader, folder: Path) -> list[dict[str, Any]]:
    """Grade the same files at the same time in three processes."""
    files = [str(path) for path in sorted(folder.glob("*.py"))]

    def graded(number: int) -> dict[str, Any]:
        place = folder / f"run-{number}"
        place.mkdir()
        ran = grader(
            *("check", *files, "--json", "--full", "--exit-zero"),
            cwd=place,
            env=SURROUNDINGS[number],
            seconds=900,
        )
        assert ran.code == 0, ran.err
        return comparable(ran.out)

    with ThreadPoolExecutor(len(SURROUNDINGS)) as threads:
        return list(threads.map(graded, range(len(SURROUNDINGS))))


@pytest.mark.parametrize("chosen", [SOLUTIONS, MISTAKES], ids=["solutions", "mistakes"])
def test_reports_are_the_same_on_a_busy_machine(
    grader: Grader, workspace: Path, root: Path, chosen: Mapping[str, str]
) -> None:
    for name, path in chosen.items():
        source = (root / "solutions" / "intro" / name / path).read_text("utf-8")
        (workspace / f"{name}.py").write_text(source, "utf-8")
    (workspace / "exercises").symlink_to(root / "exercises")
    (workspace / "solutions").symlink_to(root / "solutions")
    with busy():
        first, *others = reports(grader, workspace)
    assert len(first["exercises"]) == len(chosen)
    assert all((e["score"] == e["max_score"]) == (chosen is SOLUTIONS) for e in first["exercises"])
    for other in others:
        assert other == first


CHATTY = """
import warnings

warnings.warn("from the top level")


def count_parameters(model):
    print(model.parameters(), {"red", "green", "blue", "black"}, object())
    raise ValueError(f"{object()} {set('abcdef')}")


def layer_summary(model):
    return set("abcdefgh")
"""


def test_what_python_makes_up_anew_in_each_process_is_in_no_report(
    grader: Grader, workspace: Path, root: Path
) -> None:
    (workspace / "parameter_count.py").write_text(CHATTY, "utf-8")
    (workspace / "exercises").symlink_to(root / "exercises")
    (workspace / "solutions").symlink_to(root / "solutions")
    first, *others = reports(grader, workspace)
    for other in others:
        assert other == first


@pytest.mark.slow
def test_reports_are_the_same_in_fifty_runs(request: pytest.FixtureRequest, root: Path) -> None:
    if not request.config.getoption("--nightly"):
        pytest.skip("the short form runs; --nightly runs the whole")
    command = [sys.executable, str(root / "benchmarks" / "fairness.py")]
    ran = subprocess.run(command, cwd=root, capture_output=True, text=True, timeout=36_000)
    assert ran.returncode == 0, ran.stdout + ran.stderr
