"""A sign of life while `grader check` is busy."""

from __future__ import annotations

import sys
import threading
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.status import Status


class SignOfLife:
    """A spinner on standard error, once something takes longer than half a second."""

    AFTER = 0.5

    def __init__(self, speech: str) -> None:
        from grader.language import text

        self._lock = threading.RLock()
        self._words = text("importing PyTorch …").render(speech)
        self._timer: threading.Timer | None = None
        self._status: Status | None = None
        self.arm()

    def arm(self) -> None:
        """Begin to wait."""
        if sys.stderr.isatty():
            self._timer = threading.Timer(self.AFTER, self._start)
            self._timer.daemon = True
            self._timer.start()

    def _start(self) -> None:
        from rich.console import Console
        from rich.text import Text as Line

        from grader.report import safe

        with self._lock:
            if self._timer is not None and self._status is None:
                words = Line(safe.line(self._words))
                self._status = Console(stderr=True, highlight=False).status(words)
                self._status.start()

    def beat(self, words: str) -> None:
        """Something has come: the half second begins again."""
        with self._lock:
            self._words = words

    def paused(self) -> _Pause:
        """Keep the spinner away while lines are printed."""
        return _Pause(self)

    def stop(self) -> None:
        """Take it away."""
        with self._lock:
            if self._timer:
                self._timer.cancel()
                self._timer = None
            if self._status is not None:
                self._status.stop()
                self._status = None


class _Pause:
    def __init__(self, sign: SignOfLife) -> None:
        self._sign = sign

    def __enter__(self) -> None:
        self._sign.stop()

    def __exit__(self, *_: object) -> None:
        self._sign.arm()
