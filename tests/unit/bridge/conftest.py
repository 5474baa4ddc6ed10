"""Real sockets under the bridge."""

from __future__ import annotations

import contextlib
import socket
import warnings
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager
from typing import Any

import pytest
import torch

from grader.bridge.errors import ConnectionClosed
from grader.bridge.framing import MAGIC, PREFIX, Frame, Stream
from grader.bridge.messages import (
    Request,
    receive_reply,
    receive_request,
    send_request,
    send_value,
)
from grader.bridge.values import Ref

PATIENCE = 60.0
"""Keeps a hang from hanging the test run."""

Across = Callable[[object], Any]
Fed = Callable[[bytes], AbstractContextManager[Stream]]


@contextlib.contextmanager
def _pair() -> Iterator[tuple[Stream, Stream]]:
    ours, theirs = socket.socketpair()
    with ours, theirs:
        ours.settimeout(PATIENCE)
        theirs.settimeout(PATIENCE)
        yield Stream(ours), Stream(theirs)


def _while_sending(sender: Stream, send: Callable[[], object], receive: Callable[[], Any]) -> Any:
    """Send in a thread of its own, as the other process would, and return what was received."""
    with ThreadPoolExecutor(1) as pool:
        sending = pool.submit(send)
        # A sender that fails sends nothing more, as if its process had ended.
        sending.add_done_callback(lambda _: sender.socket.shutdown(socket.SHUT_WR))
        try:
            received = receive()
        except ConnectionClosed:
            sending.result(PATIENCE)
            raise
        except BaseException:
            sender.socket.shutdown(socket.SHUT_RDWR)
            raise
        sending.result(PATIENCE)
        return received


@pytest.fixture(scope="session", autouse=True)
def warned_once() -> None:
    """Let torch say here what it says once in a process, at whatever first provokes it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        torch.empty(1, dtype=torch.complex32)
        torch.device("mkldnn")


@pytest.fixture(scope="session")
def pair() -> Callable[[], AbstractContextManager[tuple[Stream, Stream]]]:
    """Two connected streams."""
    return _pair


@pytest.fixture(scope="session")
def kept() -> list[object]:
    """What `to_us` has made handles of; the handle's number is the index."""
    return []


@pytest.fixture(scope="session")
def to_us(kept: list[object]) -> Across:
    """Answer with a value on the student's side; return what the trusted side makes of it."""

    def keep(value: object) -> Ref:
        kept.append(value)
        return Ref(len(kept) - 1, type(value).__name__)

    def across(value: object) -> Any:
        with _pair() as (ours, theirs):
            return _while_sending(
                theirs,
                lambda: send_value(theirs, 1, value, keep),
                lambda: receive_reply(ours, 1),
            )

    return across


@pytest.fixture(scope="session")
def to_them() -> Across:
    """Ask with a value as the argument; return what the student's side makes of it."""

    def across(value: object) -> Any:
        with _pair() as (ours, theirs):
            request = Request(1, "put", [value], {}, [])
            received = _while_sending(
                ours,
                lambda: send_request(ours, request),
                lambda: receive_request(theirs, lambda ref: ("resolved", ref.id)),
            )
            return received.arguments[0]

    return across


@pytest.fixture(scope="session")
def fed() -> Fed:
    """A stream on which the other side has sent these bytes and gone."""

    @contextlib.contextmanager
    def stream(data: bytes) -> Iterator[Stream]:
        ours, theirs = socket.socketpair()
        with ours:
            ours.settimeout(PATIENCE)
            with theirs:
                theirs.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4 << 20)
                # What does not fit the buffer would never be read: nobody reads yet.
                theirs.setblocking(False)
                theirs.sendall(data)
            yield Stream(ours)

    return stream


@pytest.fixture(scope="session")
def framed() -> Callable[[bytes], bytes]:
    """Put a frame's prefix before a control part."""
    return lambda control: PREFIX.pack(MAGIC, len(control)) + control


@pytest.fixture(scope="session")
def receive(fed: Fed, framed: Callable[[bytes], bytes]) -> Callable[..., Frame]:
    """Receive one frame with this control part and these bytes behind it."""

    def received(control: bytes, behind: bytes = b"", **options: bool) -> Frame:
        with fed(framed(control) + behind) as stream:
            return stream.receive(**options)

    return received
