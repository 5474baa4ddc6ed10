"""Grading on a Dask cluster, whatever started it: Slurm, Kubernetes, SSH, or a hand on loopback.

What travels is the course, once to each worker, and tasks and answers: text. Student code runs in
the sandbox of the worker's machine, never in the worker's own process.
"""

from __future__ import annotations

import io
import logging
import time
import zipfile
from collections.abc import Mapping
from concurrent.futures import CancelledError, Future
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any

from grader.errors import GraderError, InternalError, UsageError
from grader.gradebook import cluster_worker
from grader.gradebook.keys import devices_here, grader_digest
from grader.gradebook.pool import Answer, PoolLost, Setting, TaskLost
from grader.language import text
from grader.model.course import Course

CONNECT_S = 15
LOST_S = 20.0
"""How long a scheduler may be out of reach before the run gives up."""
TICK_S = 0.05
RETRIES = 2
GPU = "GPU"
"""What a worker that has one declares: `dask worker --resources GPU=1`."""


class Cluster(AbstractContextManager["Cluster"]):
    """A connection to a scheduler, and those who work for it."""

    def __init__(self, address: str) -> None:
        """Connect.

        Raises:
            UsageError: distributed is not installed, nobody answers at `address`, or nobody works.
        """
        try:
            from distributed import Client
        except ImportError:
            raise UsageError(
                text("--cluster needs Dask: pip install 'torchgrade[cluster]'")
            ) from None
        # What it logs of lost connections, with tracebacks, is said here in one sentence.
        logging.disable(logging.CRITICAL)
        try:
            self.client = Client(address, timeout=CONNECT_S, set_as_default=False)
        except (OSError, TimeoutError, ValueError) as error:
            raise UsageError(
                text(
                    "No Dask scheduler answers at {address} ({reason}).",
                    address=address,
                    reason=str(error).split("\n")[0] or type(error).__name__,
                )
            ) from None
        workers = self.client.scheduler_info(n_workers=-1)["workers"]
        # The address of each thread's worker.
        self.threads = [name for name, one in workers.items() for _ in range(one["nthreads"])]
        if not self.threads:
            self.client.close()
            raise UsageError(text("The cluster at {address} has no workers.", address=address))
        self.address = address
        self.with_gpu = [name for name, one in workers.items() if one.get("resources", {}).get(GPU)]

    def devices(self) -> list[str]:
        """Name the devices of the workers that get what needs one: of all where none declares it.

        Raises:
            UsageError: a worker can't tell.
        """
        try:
            told = self.client.run(devices_here, workers=self.with_gpu or None)
        except Exception as error:  # noqa: BLE001 - whatever was raised there
            raise UsageError(
                text(
                    "A worker of the cluster at {address} can't tell its devices ({reason}); "
                    "install the same torchgrade there.",
                    address=self.address,
                    reason=str(error).split("\n")[0] or type(error).__name__,
                )
            ) from None
        return sorted({device for devices in told.values() for device in devices})

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.client.close(timeout=1)


class ClusterPool:
    """The workers of a cluster."""

    def __init__(self, setting: Setting, course: Course, cluster: Cluster) -> None:
        self._client = cluster.client
        self._address = cluster.address
        self._threads = cluster.threads
        self.width = len(self._threads)
        self._bundle = _bundle(course)
        bundle = self._client.scatter(self._bundle, broadcast=True, hash=False)
        self._what = (bundle, replace(setting, root=""), grader_digest())
        self._plain = self._client.get_executor(pure=False, retries=RETRIES)
        self._gpu = self._plain
        if cluster.with_gpu:
            self._gpu = self._client.get_executor(pure=False, retries=RETRIES, resources={GPU: 1})
        self._seen = time.monotonic()

    def course(self) -> Mapping[str, Any]:
        """See `Pool`."""
        # Asked of every thread at once: each starts the program that it will need in any case.
        every = [
            self._client.submit(
                cluster_worker.course,
                *self._what,
                workers=[address],
                allow_other_workers=True,  # where that one is gone
                pure=False,
                retries=RETRIES,
            )
            for address in self._threads
        ]
        while not (answered := [future for future in every if future.done()]):
            time.sleep(TICK_S)
            self.check()
        told: Mapping[str, Any] = cluster_worker.opened(answered[0].result())
        return told

    def submit(self, task: Mapping[str, Any], *, gpu: bool) -> Future[Answer]:
        """See `Pool`."""
        executor = self._gpu if gpu else self._plain
        from distributed import KilledWorker

        future: Future[Answer] = Future()

        def take(told: Future[Mapping[str, Any]]) -> None:
            try:
                future.set_result(Answer(**cluster_worker.opened(told.result())))
            except GraderError as error:
                future.set_exception(error)
            except KilledWorker:
                problem = text("it ended {count} workers of the cluster", count=RETRIES + 1)
                future.set_exception(InternalError(problem))
            except BaseException as error:  # noqa: BLE001 - cancelled, closed, timed out: all one
                future.set_exception(TaskLost(type(error).__name__))

        executor.submit(cluster_worker.grade, *self._what, dict(task)).add_done_callback(take)
        return future

    def renew(self) -> None:
        """See `Pool`: the course may have been where a worker was."""
        self.check()
        try:
            bundle = self._client.scatter(self._bundle, broadcast=True, hash=False)
        except (OSError, TimeoutError, ValueError, CancelledError):
            raise self._lost() from None
        self._what = (bundle, *self._what[1:])

    def check(self) -> None:
        """See `Pool`."""
        if self._client.status == "running":
            self._seen = time.monotonic()
        elif time.monotonic() - self._seen > LOST_S:
            raise self._lost()

    def _lost(self) -> PoolLost:
        return PoolLost(text("The cluster at {address} is out of reach.", address=self._address))

    def close(self) -> None:
        """See `Pool`."""
        self._client.close(timeout=2)

    def kill(self) -> None:
        """See `Pool`."""
        self._client.close(timeout=1)


def _bundle(course: Course) -> bytes:
    """Pack the course's files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for exercise in course.exercises:
            for kind, folder in (("exercises", exercise.folder), ("solutions", exercise.solution)):
                for path in _files(folder):
                    name = Path(kind, exercise.track, exercise.id, path.relative_to(folder or ""))
                    archive.write(path, name.as_posix())
    return packed.getvalue()


def _files(folder: Path | None) -> list[Path]:
    if folder is None:
        return []
    return sorted(p for p in folder.rglob("*") if p.is_file() and "__pycache__" not in p.parts)
