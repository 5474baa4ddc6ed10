"""The warm zygote: imports once, then forks a child for each submission.

It never runs a student's code, never computes with torch (a parallel region or a backward here
would break its children), stays single-threaded and opens nothing. Messages with the trusted side
are JSON in packets, descriptors beside them:

    -> {"ready", "threads", "level", ...}         once, when it is warm: what it found
    <- {"folder", "policy"} + [socket, output]     fork a child with these two
    -> {"pid"} + [pidfd]
    -> {"exit": pid, "status": code}               when it has ended, signals as negative numbers

Process numbers are those of the zygote's own PID namespace, where it has one.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import pkgutil
import selectors
import signal
import socket
import sys
import traceback
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.student import lockdown, sharing, worker
from grader.student.lockdown import Walls, features, kernel, namespaces

PACKET = 65536
MANY = 20
"""From so many forks on, huge pages save more than they cost: a quarter of a second, once, against
some ten milliseconds for each child."""

LATE = ("torch.utils.serialization.config", "torch.profiler._cupti_monitor")
"""What torch imports only when a file is saved or something profiled, where its version has it."""

BROKEN_START = 97
"""Exit status of a child that failed before the student's code ran."""


class Zygote:
    """The fork loop."""

    def __init__(self, control: socket.socket, walls: Walls) -> None:
        self._control = control
        self._walls = walls
        self._selector = selectors.DefaultSelector()
        self._children: dict[int, int] = {}
        self._forks = 0

    def run(self) -> None:
        """Serve until the trusted side closes the connection."""
        self._selector.register(self._control, selectors.EVENT_READ)
        while True:
            for key, _ in self._selector.select():
                if key.fileobj is self._control:
                    if not self._fork():
                        self._end()
                        return
                else:
                    self._reap(key.data)

    def _fork(self) -> bool:
        try:
            packet, descriptors, _, _ = socket.recv_fds(self._control, PACKET, 2)
        except OSError:
            packet = b""
        if not packet:
            return False  # the trusted side is gone
        order = json.loads(packet)
        self._forks += 1
        if self._forks == MANY:
            kernel.use_huge_pages()
        self._walls.prepare(order["policy"])
        pid = self._walls.fork()
        if pid == 0:
            _child(order, self._walls, *descriptors)
        for descriptor in descriptors:
            os.close(descriptor)
        pidfd = os.pidfd_open(pid)
        self._children[pid] = pidfd
        self._selector.register(pidfd, selectors.EVENT_READ, pid)
        socket.send_fds(self._control, [json.dumps({"pid": pid}).encode()], [pidfd])
        return True

    def _reap(self, pid: int) -> None:
        _, status = os.waitpid(pid, 0)
        pidfd = self._children.pop(pid)
        self._selector.unregister(pidfd)
        os.close(pidfd)
        self._sweep()
        answer = {"exit": pid, "status": os.waitstatus_to_exitcode(status)}
        self._control.send(json.dumps(answer).encode())

    def _end(self) -> None:
        """Leave nobody behind."""
        for pid in list(self._children):
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
            os.waitpid(pid, 0)
        self._children.clear()
        self._sweep()

    def _sweep(self) -> None:
        """Kill what an ended child left behind: as their adopter, this process finds them all."""
        if "sweep" in self._walls.without:
            return
        while strays := [pid for pid in kernel.children() if pid not in self._children]:
            for pid in strays:
                try:
                    os.kill(pid, signal.SIGKILL)
                    os.waitpid(pid, 0)
                except (ProcessLookupError, ChildProcessError):
                    pass


def _child(order: Mapping[str, Any], walls: Walls, connection: int, output: int) -> None:
    """Become the student's process; never returns."""
    try:
        os.setsid()
        null = os.open(os.devnull, os.O_RDWR)
        for number, descriptor in enumerate((null, output, output, connection)):
            os.dup2(descriptor, number)
        if "descriptors" not in walls.without:
            _close_all_but(0, 1, 2, 3, walls.ports)
        os.set_inheritable(3, False)
        folder = Path(order["folder"])
        lockdown.lock(order["policy"], folder, walls)
        if order["policy"]["processes"] and walls.level != "process":
            sharing.adapt(shared_memory=walls.namespaces)
        worker.serve(socket.socket(fileno=3), folder)
    except BaseException:
        traceback.print_exc()
    finally:
        os._exit(BROKEN_START)


def _close_all_but(*kept: int) -> None:
    """Close every descriptor that is not named."""
    ends = sorted(number for number in kept if number >= 0)
    for before, after in zip(ends, [*ends[1:], os.sysconf("SC_OPEN_MAX")], strict=True):
        os.closerange(before + 1, after)


def main(options: Mapping[str, Any]) -> None:
    """Put up the walls, warm up, say so, and serve."""
    control = socket.socket(fileno=options["control"])
    os.set_inheritable(options["control"], False)
    # First of all: namespaces can be entered by a process with one thread only, and what they hide
    # is then hidden from torch's import as well.
    walls, missing = features.enter(options["walls"])
    kernel.adopt_orphans()
    gc.disable()
    for name in ("torch", *options["preload"]):
        importlib.import_module(name)
    for name in LATE:
        with contextlib.suppress(ImportError):
            importlib.import_module(name)
    # What the worker imports on first use, and would compile anew in each child.
    for package in ("probes", "specimens"):
        home = importlib.import_module(f"grader.student.{package}")
        for module in pkgutil.iter_modules(home.__path__):
            importlib.import_module(f"{home.__name__}.{module.name}")
    if walls.namespaces:
        namespaces.settle()
    threads = len(os.listdir("/proc/self/task"))  # noqa: PTH208 - names are enough
    # A later collection in a child would otherwise touch, and so copy, every page.
    gc.collect()
    gc.freeze()
    gc.enable()
    ready = {
        "ready": True,
        "threads": threads,
        "level": walls.level,
        "namespaces": walls.namespaces,
        "landlock": walls.landlock,
        "seccomp": walls.seccomp,
        "nobody": walls.nobody,
        "missing": missing,
    }
    try:
        control.send(json.dumps(ready).encode())
    except OSError:
        os._exit(0)  # nobody waits any more
    if threads != 1:
        sys.exit("the zygote must be single-threaded: a fork would leave its locks locked for ever")
    Zygote(control, walls).run()
    os._exit(0)  # taking torch apart in good order takes longer than a grading
