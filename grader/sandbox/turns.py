"""Takes turns: without a network namespace, only one grader at a time lets code use loopback."""

from __future__ import annotations

import os
import sys
import tempfile
import threading
from pathlib import Path

from grader.errors import UsageError
from grader.language import text


class Turn:
    """A lock among this account's graders on this machine; held once or more by this process.

    Where every child has a network of its own it is not needed. It is a file lock: it goes when
    the process that holds it goes, however that ends.
    """

    def __init__(self, folder: Path | None = None) -> None:
        """`folder` is where the lock lies; the system's temporary folder if None."""
        self._folder = folder
        self._mutex = threading.Lock()
        self._holders = 0
        self._descriptor = -1

    def take(self) -> None:
        """Wait for the turn."""
        with self._mutex:
            if self._holders == 0:
                self._descriptor = self._lock()
            self._holders += 1

    def give(self) -> None:
        """Let the next one go on, if nobody in this process needs the turn any more."""
        with self._mutex:
            self._holders -= 1
            if self._holders == 0 and self._descriptor >= 0:
                os.close(self._descriptor)
                self._descriptor = -1

    def _lock(self) -> int:
        if sys.platform == "win32":
            return -1
        import fcntl

        folder = self._folder or Path(tempfile.gettempdir())
        path = folder / f"torchgrade-loopback-{os.getuid()}.lock"
        # Whoever put a link there does not get our file somewhere else.
        flags = os.O_CREAT | os.O_RDWR | os.O_CLOEXEC | os.O_NOFOLLOW
        try:
            descriptor = os.open(path, flags, 0o600)
        except OSError as error:
            raise UsageError(
                text(
                    "{path} can't be opened ({reason}): remove it, or set TMPDIR to another.",
                    path=path,
                    reason=error.strerror,
                )
            ) from None
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
        except BaseException:
            os.close(descriptor)
            raise
        return descriptor


LOOPBACK = Turn()
