"""The ways in which crossing the boundary can fail.

BridgeError
├── ConnectionClosed       the other side is gone
├── Refused                a value that has no form as plain data, with the place where it stands
└── DecodeError            bytes that break the format; one class for each way to be wrong
    ├── BadMagic           the stream does not begin with a frame
    ├── FrameTooLarge      an announced length is over its cap
    ├── BadControl         the control part is not msgpack, or not of the form [body, tensors]
    ├── BadValue           a value in it is of no known form
    └── BadTensor          a tensor's header is of no known form
"""

from __future__ import annotations

import reprlib

_SHORT = reprlib.Repr()
_SHORT.maxlevel = 3
_SHORT.maxstring = _SHORT.maxother = 60


def shown(value: object) -> str:
    """Return hostile data in a few words: `repr` would walk a nest to its bottom, and fall over."""
    return _SHORT.repr(value)[:120]


class BridgeError(Exception):
    """Root of the tree."""


class ConnectionClosed(BridgeError):
    """The other side closed the connection, in the middle of a frame or between two."""


class Refused(BridgeError):
    """A value can't cross. `reason` is one of `REASONS`; `where` is a path such as `[0]['w']`."""

    def __init__(self, reason: str, where: str = "", detail: str = "") -> None:
        self.reason, self.where, self.detail = reason, where, detail
        super().__init__(f"{reason}{f' ({detail})' if detail else ''} at value{where}")


REASONS = {
    "sparse": "a sparse tensor",
    "quantized": "a quantised tensor",
    "meta": "a tensor on the meta device, which has no values",
    "subclass": "an instance of a subclass of torch.Tensor",
    "dtype": "a tensor of a dtype that the grader does not know",
    "layout": "a tensor whose layout is not strided",
    "size": "more data than the grader accepts in one answer",
    "unreadable": "a value that can't be read",
}
"""Why a value is refused, in words."""


class DecodeError(BridgeError):
    """Bytes that break the format."""


class BadMagic(DecodeError):
    """A frame does not begin with the four bytes that every frame begins with."""


class FrameTooLarge(DecodeError):
    """A length is over its cap."""


class BadControl(DecodeError):
    """The control part is not msgpack, or not of the form `[body, tensors]`."""


class BadValue(DecodeError):
    """A value is of no known form."""


class BadTensor(DecodeError):
    """A tensor's header is of no known form, or announces what no tensor can be."""
