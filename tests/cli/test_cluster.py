"""`grader batch --cluster`: a real Dask cluster on loopback, also when parts of it die."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest

from tests.cli.test_batch import command, ended, people, table
from tests.conftest import Grader
from tests.fakes.courses import sums


class Cluster:
    """A scheduler and workers, each a process of its own."""

    def __init__(self, folder: Path, workers: Sequence[str]) -> None:
        self.file = folder / "scheduler.json"
        self.folder = folder
        self.scheduler = self._start(
            "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"
        )
        for _ in range(600):
            if self.file.is_file() and self.file.read_text().strip():
                break
            time.sleep(0.1)
        self.address = json.loads(self.file.read_text())["address"]
        self.workers = [
            self._start(
                "distributed.cli.dask_worker",
                *("--nthreads", "1", "--no-nanny", "--host", "127.0.0.1"),
                *(("--resources", resources) if resources else ()),
                *self._devices(number, resources),
            )
            for number, resources in enumerate(workers)
        ]
        self._wait(len(workers))

    def _start(self, module: str, *arguments: str) -> subprocess.Popen[bytes]:
        files = ("--scheduler-file", str(self.file), "--no-dashboard")
        local = ("--local-directory", str(self.folder)) if "worker" in module else ()
        return subprocess.Popen(
            [sys.executable, "-P", "-m", module, *files, *local, *arguments],
            cwd=self.folder,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )

    def _devices(self, number: int, resources: str) -> tuple[str, ...]:
        """Let a worker that declares a GPU have a device which this machine has not."""
        if not resources:
            return ()
        preload = self.folder / f"preload_{number}.py"
        preload.write_text(
            "from grader.gradebook import keys\nkeys.devices_here = lambda: ['nvidia9']\n"
        )
        return ("--preload", str(preload))

    def _wait(self, count: int) -> None:
        from distributed import Client

        with Client(self.address, set_as_default=False) as client:
            client.wait_for_workers(count, timeout=60)

    def end(self) -> None:
        for process in (*self.workers, self.scheduler):
            family = []
            if process.poll() is None:
                family = psutil.Process(process.pid).children(recursive=True)
                process.kill()
            process.wait()
            ended(process, family)  # type: ignore[arg-type]


@contextmanager
def cluster(folder: Path, *workers: str) -> Iterator[Cluster]:
    folder.mkdir()
    one = Cluster(folder, workers)
    try:
        yield one
    finally:
        one.end()


@pytest.fixture
def course(tmp_path: Path) -> Path:
    return sums(tmp_path / "course")


def test_a_cluster_gives_what_this_machine_gives(
    grader: Grader, course: Path, workspace: Path, tmp_path: Path
) -> None:
    people(workspace / "class", 9)
    with cluster(tmp_path / "dask", "", "") as dask:
        ran = grader(
            *("batch", "class", "-o", "far", "--course", str(course)),
            *("--cluster", dask.address, "--seed", "secret"),
        )
        assert ran.code == 0, ran
        assert "9 works graded" in ran.out
    near = grader("batch", "class", "-o", "near", "--course", str(course), "--seed", "secret")
    assert near.code == 0
    assert table(workspace / "far") == table(workspace / "near")


def _begun(course: Path, workspace: Path, address: str) -> subprocess.Popen[str]:
    """A run that has graded two submissions by now."""
    process = subprocess.Popen(
        command("class", "-o", "far", "--course", course, "--cluster", address),
        cwd=workspace,
        env={**os.environ, "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout
    for _ in range(2):
        assert process.stdout.readline()
    return process


def test_a_worker_that_dies_in_the_middle_costs_nothing(
    grader: Grader, course: Path, workspace: Path, tmp_path: Path
) -> None:
    people(workspace / "class", 24)
    with cluster(tmp_path / "dask", "", "") as dask:
        process = _begun(course, workspace, dask.address)
        dask.workers[0].send_signal(signal.SIGKILL)
        out, err = process.communicate(timeout=300)
        assert process.returncode == 0, err
        assert "Traceback" not in out + err
    assert grader("batch", "class", "-o", "near", "--course", str(course)).code == 0
    assert table(workspace / "far") == table(workspace / "near")


def test_a_scheduler_that_is_lost_stops_the_run_and_it_goes_on(
    grader: Grader, course: Path, workspace: Path, tmp_path: Path
) -> None:
    people(workspace / "class", 30)
    with cluster(tmp_path / "dask", "") as dask:
        process = _begun(course, workspace, dask.address)
        dask.scheduler.send_signal(signal.SIGKILL)
        out, err = process.communicate(timeout=300)
        assert process.returncode == 3, (out, err)
        assert "The same command goes on from there." in out
        assert "Traceback" not in out + err
    ran = grader("batch", "class", "-o", "far", "--course", str(course))
    assert ran.code == 0
    assert "are graded already" in ran.out
    assert grader("batch", "class", "-o", "near", "--course", str(course)).code == 0
    assert table(workspace / "far") == table(workspace / "near")


def test_what_needs_a_gpu_goes_to_workers_that_declare_one(
    grader: Grader, tmp_path: Path, workspace: Path
) -> None:
    course = sums(tmp_path / "course", "[sandbox]\ndevices = true\n")
    people(workspace / "class", 6)
    with cluster(tmp_path / "dask", "", "GPU=1") as dask:
        with_gpu = f"-{dask.workers[1].pid}"
        ran = grader(
            "batch", "class", "-o", "far", "--course", str(course), "--cluster", dask.address
        )
        assert ran.code == 0, ran
    import sqlite3

    with sqlite3.connect(workspace / "far" / "gradebook.sqlite") as connection:
        names = {row[0] for row in connection.execute("SELECT worker FROM results")}
    connection.close()
    assert len(names) == 1
    assert names.pop().endswith(with_gpu)


def test_a_result_depends_on_the_devices_of_who_grades(
    grader: Grader, course: Path, workspace: Path, tmp_path: Path
) -> None:
    """What was graded on a GPU is not known where there is none, and the other way round."""
    people(workspace / "class", 2)
    options = ("batch", "class", "-o", "results", "--course", str(course))
    assert "2 works graded, 0 known" in grader(*options).out
    with cluster(tmp_path / "dask", "", "GPU=1") as dask:
        far = (*options, "--cluster", dask.address)
        assert "2 works graded, 0 known" in grader(*far).out
        assert "0 works graded, 2 known" in grader(*far).out
    with cluster(tmp_path / "plain", "") as dask:
        ran = grader(*options, "--cluster", dask.address)
        assert "0 works graded, 2 known" in ran.out, ran
