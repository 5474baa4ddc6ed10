"""What the two sides say to each other, over frames.

The trusted side asks, one request at a time; the student's side answers each once, in order:

    request   [number, operation, arguments, keywords, released]
    reply     [number, "value", value]
              [number, "raised", [types, message, trace]]   the student's code raised
              [number, "refused", [reason, where, detail]]  the value is no plain data

`released` lists handles that are not needed any more. Everything a reply says is a claim of the
student's side. A reply with another number, or of another form, is a forgery and ends the session.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from grader.bridge.errors import BadControl, BadValue, Refused, shown
from grader.bridge.framing import Stream, Wait
from grader.bridge.values import Decoder, Encoder, Keep, Ref, printable

OPERATIONS = (
    *("load", "call", "get", "item", "length", "items", "probe", "put", "fetch"),
    *("open", "cell", "shown", "settle"),  # a notebook, in the place of `load`
)


@dataclass(frozen=True, slots=True)
class Line:
    """One of the student's own lines in a traceback."""

    file: str
    number: int
    function: str
    source: str


@dataclass(frozen=True, slots=True)
class Raised:
    """An exception of the student's code, as data."""

    types: tuple[str, ...]
    """Names of the exception's class and its bases, nearest first."""
    message: str
    trace: tuple[Line, ...]

    @property
    def type(self) -> str:
        """The name of the exception's class."""
        return self.types[0]


@dataclass(frozen=True, slots=True)
class Request:
    """A question to the student's side."""

    number: int
    operation: str
    arguments: Sequence[Any]
    keywords: Mapping[str, Any]
    released: Sequence[int]


def send_request(
    stream: Stream,
    request: Request,
    wait: Wait | None = None,
) -> None:
    """Send a request; handles in it cross as references.

    Raises:
        Refused: an argument can't cross.
    """
    encoder = Encoder()
    body = [
        request.number,
        request.operation,
        encoder.encode(list(request.arguments)),
        encoder.encode(dict(request.keywords)),
        list(request.released),
    ]
    stream.send(body, encoder.tensors, encoder.headers, wait)


def receive_request(stream: Stream, resolve: Callable[[Ref], object]) -> Request:
    """Receive a request on the student's side; references become what they stand for."""
    frame = stream.receive(gradients=True)
    decoder = Decoder(frame.tensors, resolve)
    number, operation, arguments, keywords, released = frame.body
    return Request(number, operation, decoder.decode(arguments), decoder.decode(keywords), released)


def send_value(stream: Stream, number: int, value: object, keep: Keep) -> None:
    """Answer a request with a value, or with the reason why it can't cross."""
    encoder = Encoder(keep)
    try:
        body = [number, "value", encoder.encode(value)]
        stream.send(body, encoder.tensors, encoder.headers)
    except Refused as refusal:
        details = [refusal.reason, refusal.where[:500], refusal.detail[:500]]
        stream.send([number, "refused", details], [], [])


def send_raised(stream: Stream, number: int, raised: Raised) -> None:
    """Answer a request with the exception that the student's code raised."""
    trace = [
        [printable(line.file), line.number, printable(line.function), printable(line.source)]
        for line in raised.trace
    ]
    types = [printable(name) for name in raised.types]
    stream.send([number, "raised", [types, printable(raised.message), trace]], [], [])


def receive_reply(stream: Stream, number: int, wait: Wait | None = None) -> Any:
    """Receive the reply to request `number`: a value, or a `Raised`.

    Raises:
        Refused: the student's value has no form as plain data.
        DecodeError: the reply is malformed, or answers another request.
        ConnectionClosed: the student's process is gone.
    """
    frame = stream.receive(wait)
    match frame.body:
        case [int(answered), str(kind), content] if type(answered) is int:
            pass
        case _:
            raise BadControl("a reply is [number, kind, content]")
    if answered != number:
        raise BadControl(f"reply {answered} to request {number}")
    match kind, content:
        case "value", _:
            return Decoder(frame.tensors).decode(content)
        case "raised", [list(types), str(message), list(trace)] if types:
            if not all(type(name) is str for name in types):
                raise BadValue("an exception's types are strings")
            lines = tuple(_line(line) for line in trace)
            return Raised(tuple(types), message, lines)
        case "refused", [str(reason), str(where), str(detail)]:
            raise Refused(reason, where, detail)
        case _:
            raise BadControl(f"a reply of unknown kind {shown(kind)}")


def _line(parts: object) -> Line:
    match parts:
        case [str(file), int(number), str(function), str(source)] if type(number) is int:
            return Line(file, number, function, source)
    raise BadValue(f"a line of a traceback is not {shown(parts)}")
