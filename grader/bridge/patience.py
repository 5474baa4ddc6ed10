"""How long either side waits for processes, on a machine that may have much else to do."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from pathlib import Path

MOST_WAITED = 0.9
"""The largest part of the time that counts as waiting for a processor."""


def waited(pid: int) -> float:
    """Seconds that a process was ready to run and was not run; 0 where the system can't tell."""
    try:
        # The longest of its threads: many of them must not wait for more time than there was.
        return max(
            int(path.read_text(encoding="ascii").split()[1]) / 1e9
            for path in Path(f"/proc/{pid}/task").glob("*/schedstat")
        )
    except (OSError, IndexError, ValueError):
        return 0.0


class Patience:
    """Seconds by the clock, without those in which the machine was too busy for the processes."""

    def __init__(self, seconds: float, processes: Callable[[], Iterable[int]]) -> None:
        """`processes`: the numbers of those that are waited for; asked again and again."""
        self._seconds, self._processes = seconds, processes
        self._start = time.monotonic()
        self._waited: dict[int, float] = {}

    def used(self) -> float:
        """Seconds that are over."""
        for pid in self._processes():
            self._waited[pid] = max(waited(pid), self._waited.get(pid, 0.0))
        elapsed = time.monotonic() - self._start
        return elapsed - min(sum(self._waited.values()), MOST_WAITED * elapsed)

    def left(self) -> float:
        """Seconds that are left; 0 or less where they are over."""
        return self._seconds - self.used()

    def shorten(self, seconds: float) -> None:
        """Leave no more than these from now on."""
        self._seconds = min(self._seconds, self.used() + seconds)
