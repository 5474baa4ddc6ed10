"""What the student's process prints: drained all the time, kept up to a limit."""

from __future__ import annotations

import os
import selectors
import sys
import threading

CHUNK = 65536
MAX_CHUNKS = 64
"""Read at one go: a process that prints without end must not hold the reader."""


class Drain:
    """Reads a pipe in a thread of its own, so that a process that floods it never blocks."""

    def __init__(self, descriptor: int, limit: int) -> None:
        """`limit` is the number of bytes kept between two calls of `take`."""
        self._descriptor = descriptor
        self._limit = limit
        self._kept = bytearray()
        self._dropped = 0
        self._lock = threading.Lock()
        self._wake_reader, self._wake_writer = os.pipe()
        self._polled = sys.platform != "win32"
        if self._polled:
            os.set_blocking(descriptor, False)
        self._thread = threading.Thread(target=self._run, name="torchgrade-output", daemon=True)
        self._thread.start()

    def take(self) -> str:
        """Return what was printed since the last call, with a word on what was left out."""
        with self._lock:
            if self._polled:
                self._read()
            text = self._kept.decode("utf-8", "replace")
            if self._dropped:
                text += f"\n… ({self._dropped:,} more bytes were printed)"
            self._kept.clear()
            self._dropped = 0
            return text

    def close(self) -> None:
        """Stop reading and close the pipe."""
        if self._polled:
            os.close(self._wake_writer)
            self._thread.join()
        os.close(self._descriptor)

    def _run(self) -> None:
        if not self._polled:
            while chunk := os.read(self._descriptor, CHUNK):
                with self._lock:
                    self._keep(chunk)
            return
        with selectors.DefaultSelector() as selector:
            selector.register(self._wake_reader, selectors.EVENT_READ)
            selector.register(self._descriptor, selectors.EVENT_READ)
            while self._wake_reader not in [key.fd for key, _ in selector.select()]:
                with self._lock:
                    open_ = self._read()
                if not open_:
                    # Everyone who could write is gone: wait for `close`, without spinning.
                    selector.unregister(self._descriptor)
        os.close(self._wake_reader)

    def _read(self) -> bool:
        """Read what is there, within reason; False at the end of the stream."""
        try:
            for _ in range(MAX_CHUNKS):
                if not (chunk := os.read(self._descriptor, CHUNK)):
                    return False
                self._keep(chunk)
        except BlockingIOError:
            pass
        return True

    def _keep(self, chunk: bytes) -> None:
        room = max(0, self._limit - len(self._kept))
        self._kept += chunk[:room]
        self._dropped += len(chunk) - min(room, len(chunk))
