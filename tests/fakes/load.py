"""A machine that has much else to do."""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator

import psutil


@contextlib.contextmanager
def one_core_shared_by(count: int) -> Iterator[None]:
    """Put this process and its descendants on one core, with so many that only compute."""

    def all_on(cores: list[int]) -> None:
        for process in (psutil.Process(), *psutil.Process().children(recursive=True)):
            process.cpu_affinity(cores)

    cores = list(os.sched_getaffinity(0))
    hogs = []
    try:
        all_on(cores[:1])
        # A session each: the kernel may share out time among sessions first.
        command = [sys.executable, "-c", "while 1: 0"]
        hogs = [psutil.Popen(command, start_new_session=True) for _ in range(count)]
        while min(hog.cpu_times().user for hog in hogs) < 0.2:  # until all of them take part
            threading.Event().wait(0.1)
        yield
    finally:
        for hog in hogs:
            hog.kill()
            hog.wait()
        all_on(cores)
