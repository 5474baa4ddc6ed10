"""Lets several processes of one submission work together behind the walls.

torch hands tensors from process to process by named sockets, and multiprocessing makes its locks in
/dev/shm. The walls allow no named sockets, and without a private root no /dev/shm. So tensors
travel by value; locks are event counters, and shared values memory, that forked processes inherit.
"""

from __future__ import annotations

import contextlib
import errno
import mmap
import multiprocessing.heap
import multiprocessing.synchronize
import os
import select
import sys
import threading
import time
from multiprocessing.context import get_spawning_popen
from multiprocessing.reduction import ForkingPickler
from pathlib import Path
from types import SimpleNamespace, TracebackType
from typing import Any

RECURSIVE_MUTEX, SEMAPHORE = 0, 1
"""The kinds of multiprocessing's own."""


class EventLock:
    """Stands in for `_multiprocessing.SemLock`: a semaphore whose counter is an eventfd."""

    SEM_VALUE_MAX = 0x7FFFFFFF

    def __init__(self, kind: int, value: int, maxvalue: int, *_: object) -> None:
        self.kind, self.maxvalue = kind, maxvalue
        flags = os.EFD_CLOEXEC | os.EFD_SEMAPHORE | os.EFD_NONBLOCK
        self.handle = os.eventfd(value, flags)
        self._depth = 0
        self._owner: tuple[int, int] | None = None

    def acquire(self, block: bool = True, timeout: float | None = None) -> bool:  # noqa: FBT001, FBT002 - multiprocessing's signature
        """Take one; False where there is none in time."""
        if self.kind == RECURSIVE_MUTEX and self._is_mine():
            self._depth += 1
            return True
        end = None if timeout is None else time.monotonic() + max(0.0, timeout)
        while not self._take():
            if not block or (end is not None and time.monotonic() >= end):
                return False
            left = None if end is None else end - time.monotonic()
            select.select([self.handle], [], [], left)
        self._depth += 1
        self._owner = (os.getpid(), threading.get_ident())
        return True

    def _take(self) -> bool:
        try:
            os.eventfd_read(self.handle)
        except BlockingIOError:
            return False
        return True

    def release(self) -> None:
        """Give one back."""
        if self.kind == RECURSIVE_MUTEX:
            if not self._is_mine():
                raise AssertionError("attempt to release recursive lock not owned by thread")
            if self._depth > 1:
                self._depth -= 1
                return
        elif self.maxvalue < self.SEM_VALUE_MAX and self._get_value() >= self.maxvalue:
            raise ValueError("semaphore or lock released too many times")
        self._depth -= 1
        self._owner = None
        os.eventfd_write(self.handle, 1)

    def __enter__(self) -> bool:
        return self.acquire()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.release()

    def __del__(self) -> None:
        with contextlib.suppress(OSError, AttributeError):
            os.close(self.handle)

    def _count(self) -> int:
        return self._depth

    def _is_mine(self) -> bool:
        return self._depth > 0 and self._owner == (os.getpid(), threading.get_ident())

    def _is_zero(self) -> bool:
        return not select.select([self.handle], [], [], 0)[0]

    def _get_value(self) -> int:
        """The counter where the system shows it; else only whether there is any."""
        if self.maxvalue == 1:
            return 0 if self._is_zero() else 1
        with contextlib.suppress(OSError, ValueError, IndexError):
            facts = Path(f"/proc/self/fdinfo/{self.handle}").read_text(encoding="ascii")
            return int(facts.split("eventfd-count:", 1)[1].split()[0], 16)
        return 0 if self._is_zero() else 1

    def _after_fork(self) -> None:
        self._depth = 0

    @property
    def name(self) -> None:
        """It has none: nothing is left behind, and nobody else can open it.

        Raises:
            OSError: it is asked for by the start of a process that would have to open it.
        """
        if get_spawning_popen() is not None:
            words = "locks can't be passed to a spawned process here: use the method fork"
            raise OSError(errno.EPERM, words)


class AnonymousArena:
    """Stands in for `multiprocessing.heap.Arena`: memory that forked processes inherit."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.buffer = mmap.mmap(-1, size)


def adapt(*, shared_memory: bool) -> None:
    """Change what torch and multiprocessing use, before the student's code is loaded.

    Args:
        shared_memory: whether there is a /dev/shm to write to.
    """
    if sys.platform != "linux":
        return
    import torch

    pickler: Any = ForkingPickler
    for kind, reduce in list(pickler._extra_reducers.items()):  # noqa: SLF001 - it has no public way out
        if str(getattr(reduce, "__module__", "")).startswith("torch"):
            del pickler._extra_reducers[kind]  # noqa: SLF001
    if shared_memory:
        return
    heap: Any = multiprocessing.heap
    heap.Arena = AnonymousArena
    synchronize: Any = multiprocessing.synchronize
    synchronize._multiprocessing = SimpleNamespace(SemLock=EventLock)  # noqa: SLF001

    def new(cls: Any, size: int, *, device: object = "cpu") -> Any:
        return cls(size, device=device)

    # A loader's worker collates into memory that is to be shared: here it will be copied anyway.
    storage: Any = torch.UntypedStorage
    storage._new_shared = classmethod(new)  # noqa: SLF001
