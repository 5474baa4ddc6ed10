"""The watch over what a student's process uses up: time, memory, processes, disk."""

from __future__ import annotations

import contextlib
import os
import select
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import psutil

from grader.bridge.patience import MOST_WAITED
from grader.bridge.patience import waited as waited_for
from grader.language import Text, text
from grader.sandbox.deaths import OutOfMemory, TimedOut, TooMuch
from grader.sandbox.job_time import JobTime
from grader.sandbox.policy import DISK_MB, MAX_FILES
from grader.sandbox.process import StudentProcess, tree


@dataclass(frozen=True, slots=True)
class Usage:
    """What a process tree has used."""

    processes: int
    cpu_s: float
    memory_bytes: int
    waited_s: float
    """How long it was ready to run and was not run, where the system tells (Linux)."""


def usage(pid: int) -> Usage:
    """Measure a process tree; zeros where it is gone."""
    cpu = waited = 0.0
    memory = 0
    members = tree(pid)
    for member in members:
        try:
            times = member.cpu_times()
            memory += member.memory_info().rss
        except psutil.NoSuchProcess:
            continue
        cpu += times.user + times.system
        if member.pid == pid:
            cpu += times.children_user + times.children_system
        waited += waited_for(member.pid)
    return Usage(len(members), cpu, memory, waited)


def proportional_memory(pid: int) -> int:
    """Bytes that a process tree holds, shared pages counted once (Linux); resident bytes elsewhere.

    And resident bytes of a process that shows no more: one alone shares nothing with its like.
    """
    total = 0
    for member in tree(pid):
        with contextlib.suppress(psutil.NoSuchProcess):
            try:
                full = member.memory_full_info()
            except psutil.AccessDenied:
                total += member.memory_info().rss
            else:
                total += getattr(full, "pss", full.rss)
    return total


def written(folder: Path) -> tuple[int, int]:
    """Return how many files and folders lie below `folder`, and their bytes on the disk.

    Ends early once either is too much.
    """
    count = size = 0
    folders = [str(folder)]
    while folders and count <= MAX_FILES and size <= DISK_MB << 20:
        path = folders.pop()
        if len(path) > MAX_PATH:  # what lies below could soon not be counted any more
            return MAX_FILES + 1, size
        try:
            with os.scandir(path) as entries:
                for entry in entries:
                    count += 1
                    with contextlib.suppress(OSError):
                        size += entry.stat(follow_symlinks=False).st_blocks * 512
                    if entry.is_dir(follow_symlinks=False):
                        folders.append(entry.path)
                    if count > MAX_FILES:
                        break
        except PermissionError:  # shut so that it can't be counted
            return MAX_FILES + 1, size
        except OSError:
            continue
    return count, size


MAX_PROCESSES = 64
"""Of one submission at one time."""

MAX_PATH = 2000

TICK = 0.05
"""Seconds between two looks at a process that has not answered."""

BACKSTOP = 2.0, 5.0
"""Factor and seconds: c CPU seconds may take factor * c + seconds by the clock."""

STARVED = 0.25
"""A process that waited for a processor for this part of the time was starved."""


_Call = str | Text


class Watch:
    """Waits for a process that is at work, and ends the wait when it has used up what it may."""

    def __init__(
        self, process: StudentProcess, job: JobTime, what: _Call, *, cpu_s: float, memory_mb: int
    ) -> None:
        """Without time of `job` nothing is waited for; `what` names the call, for the message."""
        self._process, self._job, self._what = process, job, what
        self._cpu_s, self._memory = cpu_s, memory_mb << 20
        self._start = time.monotonic()
        self._before: Usage | None = None

    def wait(self, write: bool) -> None:  # noqa: FBT001 - the stream's callback
        """Return when the socket is ready.

        Raises:
            TimedOut: the CPU time, or far more than that by the clock, is used up.
            OutOfMemory, OutOfJobTime: it holds too much; the job's time is up.
        """
        sockets = [self._process.socket]
        if time.monotonic() > self._process.looked_at + TICK:
            self._look()  # many quick calls may leave no time to look in between
        while True:
            readable, writable, _ = select.select(
                [] if write else sockets, sockets if write else [], [], TICK
            )
            if readable or writable:
                return
            self._look()

    def _look(self) -> None:
        self._job.expect_more()
        self._process.looked_at = time.monotonic()
        now = usage(self._process.pid)
        if self._before is None:
            self._before = now
        limit = self._memory + _BASE_MEMORY
        # Pages that a process tree shares count once for each member: look closer only if needed.
        if now.memory_bytes > limit and proportional_memory(self._process.pid) > limit:
            raise OutOfMemory(
                text(
                    "{call} was stopped: it took more than the {limit} MB of memory that this "
                    "exercise allows.",
                    call=self._what,
                    limit=self._memory >> 20,
                )
            )
        self._look_at_excess(now)
        spent = now.cpu_s - self._before.cpu_s + TICK
        if spent > self._cpu_s:
            raise TimedOut(
                text(
                    "{call} was stopped after {seconds} s of computing without an answer. "
                    "Look for a loop that never ends, or for more work than the task asks for.",
                    call=self._what,
                    seconds=f"{self._cpu_s:g}",
                ),
                cost_s=self._cpu_s,
            )
        elapsed = time.monotonic() - self._start
        factor, extra = BACKSTOP
        patience = factor * self._cpu_s + extra
        waited = now.waited_s - self._before.waited_s
        # On a busy machine code that computes has a right to its seconds of computing.
        if elapsed - min(waited, MOST_WAITED * elapsed) > patience:
            raise TimedOut(
                text(
                    "{call} was stopped after {seconds} s: it waits for something that does not "
                    "come (sleeping, input, a lock, another process?).",
                    call=self._what,
                    seconds=f"{patience:g}",
                ),
                starved=waited > STARVED * elapsed,
                cost_s=patience,
            )

    def _look_at_excess(self, now: Usage) -> None:
        if now.processes > MAX_PROCESSES:
            raise TooMuch(
                text(
                    "{call} was stopped: it started more than {limit} processes.",
                    call=self._what,
                    limit=MAX_PROCESSES,
                )
            )
        self.look_at_disk()

    def look_at_disk(self) -> None:
        """See what was written, where the kernel does not hold it to a size.

        Raises:
            TooMuch: it is more than may be.
        """
        if self._process.own_disk:
            return
        files, size = written(self._process.folder)
        if files > MAX_FILES or size > DISK_MB << 20:
            raise TooMuch(
                text(
                    "{call} was stopped: it wrote more than {size} MB or {files} files.",
                    call=self._what,
                    size=DISK_MB,
                    files=MAX_FILES,
                )
            )


_BASE_MEMORY = 300 << 20
"""What honest code holds beyond its own data: its part of torch's pages, most of them shared."""

if sys.platform != "linux":  # pragma: no cover - no pages are shared there, or nobody can tell
    _BASE_MEMORY = 900 << 20
