"""Frames on a stream socket: the format, and the one decoder of it.

A frame is

    "TGB1"              4 bytes    a stray print on the wrong descriptor is noticed at once
    control length      u32, little endian, at most MAX_CONTROL
    control             msgpack: [body, [tensor header, ...]]
    tensor bytes        for each header in turn, exactly as many as it announces

Rules, each with its reason:

- Caps come before everything: no length is believed before it is compared with one, so that a
  forged length allocates nothing.
- The control part is small (1 MiB): a small message that unpacks to millions of objects would cost
  the receiver a thousand times its size. Bulk data are tensors.
- Tensor bytes stand behind the control part, not inside: they are received straight into the
  tensor's storage, without a copy, after all headers were found right and within the total.
- The magic holds the version: both sides are of one build, so another version is an error.
- The format can't express code, class names or references to memory. No pickle, ever.

The stream may be non-blocking: then `wait` is called when it would block, and ends the wait by an
exception of its own (a deadline, say).
"""

from __future__ import annotations

import socket
import struct
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import msgpack
import torch

from grader.bridge import tensors
from grader.bridge.errors import (
    BadControl,
    BadMagic,
    ConnectionClosed,
    FrameTooLarge,
    Refused,
)
from grader.bridge.tensors import MAX_TENSOR_BYTES, MAX_TENSORS

MAGIC = b"TGB1"
PREFIX = struct.Struct("<4sI")
MAX_CONTROL = 1 << 20
MAX_PARTS = 1024
"""Pieces of memory that one system call takes."""

Wait = Callable[[bool], None]
"""Called with True to wait until the stream is writable, with False until it is readable."""


class Frame(NamedTuple):
    """A decoded frame: plain data, and the tensors that it refers to by index."""

    body: Any
    tensors: list[torch.Tensor]


def pack(body: object, headers: Sequence[object]) -> bytes:
    """Return the bytes of a frame up to the end of its control part.

    Raises:
        Refused: the control part is over its cap.
    """
    control: bytes = msgpack.packb([body, list(headers)], use_bin_type=True)
    if len(control) > MAX_CONTROL:
        raise Refused("size", "", f"{len(control):,} bytes of plain data")
    return PREFIX.pack(MAGIC, len(control)) + control


def control_length(prefix: bytes | bytearray | memoryview) -> int:
    """Return the length of the control part that a frame's first 8 bytes announce."""
    magic, length = PREFIX.unpack(prefix)
    if magic != MAGIC:
        raise BadMagic(f"a frame begins with {MAGIC!r}, not with {magic!r}")
    if length > MAX_CONTROL:
        raise FrameTooLarge(f"a control part of {length:,} bytes; the cap is {MAX_CONTROL:,}")
    return int(length)


def parse_control(
    control: bytes | bytearray,
) -> tuple[Any, list[tuple[torch.dtype, list[int], bool, int]]]:
    """Return the body and the tensors that follow, all of it checked before anything is allocated.

    Raises:
        DecodeError: one of its subclasses says what is wrong.
    """
    try:
        # `unpackb` caps every string, array and map by the length of what it was given.
        parts = msgpack.unpackb(control, raw=False, strict_map_key=False, ext_hook=_no_extension)
    except BadControl:
        raise
    except Exception as error:  # noqa: BLE001 - msgpack raises a dozen kinds; each means the same
        raise BadControl(f"not msgpack: {type(error).__name__}: {error!s:.80}") from None
    match parts:
        case [body, list(headers)]:
            pass
        case _:
            raise BadControl("a control part is [body, tensors]")
    if len(headers) > MAX_TENSORS:
        raise FrameTooLarge(f"{len(headers):,} tensors; the cap is {MAX_TENSORS:,}")
    total, parsed = 0, []
    for parts in headers:
        dtype, shape, requires_grad, size = tensors.parse_header(parts)
        total += size
        if total > MAX_TENSOR_BYTES:
            raise FrameTooLarge(f"over {MAX_TENSOR_BYTES:,} bytes of tensors")
        parsed.append((dtype, shape, requires_grad, size))
    return body, parsed


def _no_extension(code: int, data: bytes) -> Any:
    raise BadControl(f"extension type {code} ({len(data)} bytes): the format has none")


class Stream:
    """Frames over a connected socket."""

    def __init__(self, sock: socket.socket, most: int = MAX_TENSOR_BYTES) -> None:
        """`most` is how many bytes of tensors one received frame may hold."""
        self.socket = sock
        self._most = most

    def send(
        self,
        body: object,
        encoder_tensors: Sequence[torch.Tensor],
        headers: Sequence[object],
        wait: Wait | None = None,
    ) -> None:
        """Send one frame whole, and at once: in parts, it would wake the other side for each."""
        parts = [memoryview(pack(body, headers)), *map(tensors.memory, encoder_tensors)]
        for first in range(0, len(parts), MAX_PARTS):
            self._send(deque(parts[first : first + MAX_PARTS]), wait)

    def receive(self, wait: Wait | None = None, *, gradients: bool = False) -> Frame:
        """Receive one frame whole.

        Args:
            wait: waits for a non-blocking socket.
            gradients: let received tensors require gradients where their headers say so. Only the
                student's side does: to the trusted side a tensor is values.

        Raises:
            ConnectionClosed: the stream ended.
            DecodeError: what came is no frame.
        """
        prefix = bytearray(PREFIX.size)
        self._fill(memoryview(prefix), wait)
        control = bytearray(control_length(prefix))
        self._fill(memoryview(control), wait)
        body, announced = parse_control(control)
        if sum(size for *_, size in announced) > self._most:
            raise FrameTooLarge(f"over {self._most:,} bytes of tensors")
        received = []
        for dtype, shape, requires_grad, size in announced:
            tensor = tensors.allocate(dtype, shape, size)
            self._fill(tensors.memory(tensor), wait)
            tensor = tensors.checked(tensor)
            received.append(tensor.requires_grad_() if gradients and requires_grad else tensor)
        return Frame(body, received)

    def _send(self, parts: deque[memoryview], wait: Wait | None) -> None:
        while parts:
            try:
                # Windows sends one part at a time.
                gather = hasattr(self.socket, "sendmsg")
                sent = self.socket.sendmsg(parts) if gather else self.socket.send(parts[0])
            except BlockingIOError:
                if wait is None:
                    raise
                wait(True)
                continue
            except OSError as error:
                raise ConnectionClosed(str(error)) from None
            while parts and sent >= len(parts[0]):
                sent -= len(parts.popleft())
            if sent:
                parts[0] = parts[0][sent:]

    def _fill(self, target: memoryview, wait: Wait | None) -> None:
        while target:
            try:
                count = self.socket.recv_into(target)
            except BlockingIOError:
                if wait is None:
                    raise
                wait(False)
                continue
            except OSError as error:
                raise ConnectionClosed(str(error)) from None
            if count == 0:
                raise ConnectionClosed("the stream ended")
            target = target[count:]
