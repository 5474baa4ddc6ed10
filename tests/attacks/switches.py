"""Protections of the trusted side that proofs switch off, one by one."""

from __future__ import annotations

import contextlib
import io
import pickle
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import msgpack
import torch

from grader.sandbox.output import Drain

WALLS = (
    "namespaces",
    "landlock",
    "seccomp",
    "limits",
    "environment",
    "descriptors",
    "capabilities",
    "processes",
    "sweep",
)
"""What the student's side leaves out by itself: `grader.student.lockdown.Walls.without`."""


@contextlib.contextmanager
def deadlines() -> Iterator[None]:
    """Nobody looks at what a process uses up; the lab's own patience ends it."""
    with mock.patch("grader.sandbox.process.Watch._look"):
        yield


@contextlib.contextmanager
def seed() -> Iterator[None]:
    """The inputs of hidden checks are those of the public seed."""
    yield


@contextlib.contextmanager
def numbers() -> Iterator[None]:
    """Any reply is taken for the answer to the request of the moment."""
    from grader.bridge import messages

    class Renumbered:
        def __init__(self, stream: Any, number: int) -> None:
            self._stream, self._number = stream, number

        def receive(self, wait: Any) -> Any:
            frame = self._stream.receive(wait)
            return frame._replace(body=[self._number, *frame.body[1:]])

    def receive_reply(stream: Any, number: int, wait: Any = None) -> Any:
        return messages.receive_reply(Renumbered(stream, number), number, wait)

    with mock.patch("grader.sandbox.session.receive_reply", receive_reply):
        yield


@contextlib.contextmanager
def caps() -> Iterator[None]:
    """Announced lengths and counts are believed."""
    with (
        mock.patch("grader.bridge.framing.MAX_CONTROL", 1 << 40),
        mock.patch("grader.bridge.framing.MAX_TENSORS", 1 << 40),
        mock.patch("grader.bridge.framing.MAX_TENSOR_BYTES", 1 << 60),
    ):
        yield


@contextlib.contextmanager
def plain() -> Iterator[None]:
    """The trusted side unpickles what looks like a pickle."""
    unpack = msgpack.unpackb

    def unpackb(data: bytes, **options: Any) -> Any:
        if bytes(data[:1]) == pickle.PROTO:
            return pickle.loads(data)  # noqa: S301 - what must never be
        return unpack(data, **options)

    with mock.patch("msgpack.unpackb", unpackb):
        yield


@contextlib.contextmanager
def weights() -> Iterator[None]:
    """Saved files are loaded on the trusted side, with all that they hold."""

    def load(self: Any, student: object) -> Any:  # noqa: ARG001 - the real one's signature
        return torch.load(io.BytesIO(self.data), weights_only=False)  # noqa: TID251 - what must never be

    with mock.patch("grader.checks.saved.SavedFile.load", load):
        yield


@contextlib.contextmanager
def output() -> Iterator[None]:
    """All that is printed is kept."""
    drain = Drain.__init__

    def endless(self: Drain, descriptor: int, limit: int) -> None:  # noqa: ARG001 - the real one's
        drain(self, descriptor, 1 << 40)

    with mock.patch("grader.sandbox.output.Drain.__init__", endless):
        yield


@contextlib.contextmanager
def text() -> Iterator[None]:
    """A student's words are printed as they are. To be used in the process that prints."""
    with contextlib.ExitStack() as stack:
        for name in ("block", "line", "log", "json_text"):
            stack.enter_context(mock.patch(f"grader.report.safe.{name}", str))
        yield


SWITCHES: dict[str, Callable[[], contextlib.AbstractContextManager[None]]] = {
    "deadlines": deadlines,
    "seed": seed,
    "numbers": numbers,
    "caps": caps,
    "plain": plain,
    "weights": weights,
    "output": output,
    "text": text,
}
