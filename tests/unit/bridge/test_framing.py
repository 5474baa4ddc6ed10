"""The decoder takes any bytes: a frame, or one of its own errors; nothing above the caps."""

from __future__ import annotations

import contextlib
import json
import select
import socket
import struct
import subprocess
import sys
import threading
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import msgpack
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch.utils._python_dispatch import TorchDispatchMode

from grader.bridge.errors import (
    BadControl,
    BadMagic,
    BadTensor,
    BadValue,
    BridgeError,
    ConnectionClosed,
    FrameTooLarge,
    Refused,
)
from grader.bridge.framing import (
    MAGIC,
    MAX_CONTROL,
    MAX_PARTS,
    MAX_TENSOR_BYTES,
    MAX_TENSORS,
    PREFIX,
    Frame,
    Stream,
    control_length,
    pack,
    parse_control,
)
from grader.bridge.messages import receive_reply
from grader.bridge.tensors import DTYPES
from grader.bridge.values import Encoder, Ref

Fed = Callable[[bytes], AbstractContextManager[Stream]]
Receive = Callable[..., Frame]
Pair = Callable[[], AbstractContextManager[tuple[Stream, Stream]]]


class Allocations(TorchDispatchMode):
    """Counts the bytes of every tensor that is made while it is active."""

    def __init__(self) -> None:
        super().__init__()
        self.bytes = 0

    def __torch_dispatch__(
        self, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> object:
        made = func(*args, **(kwargs or {}))
        if isinstance(made, torch.Tensor) and "empty" in str(func):
            self.bytes += made.untyped_storage().nbytes()
        return made


def framed_control(control: bytes) -> bytes:
    return PREFIX.pack(MAGIC, len(control)) + control


# --- what a frame is -------------------------------------------------------------------------


def test_a_frame_is_laid_out_as_its_documentation_says(pair: Pair) -> None:
    tensor = torch.tensor([1, 2], dtype=torch.int16)
    encoder = Encoder()
    body = [1, encoder.encode(tensor)]
    with pair() as (ours, theirs):
        theirs.send(body, encoder.tensors, encoder.headers)
        data = ours.socket.recv(4096)
    control = msgpack.packb([[1, [4, 0]], [["int16", [2], False]]])
    announced = struct.pack("<I", len(control))
    assert data == b"TGB1" + announced + control + b"\x01\x00\x02\x00"


def test_frames_follow_each_other_exactly(pair: Pair) -> None:
    with pair() as (ours, theirs):
        for number in range(5):
            tensor = torch.full((number,), number)
            theirs.send(number, [tensor], [["int64", [number], False]])
        for number in range(5):
            frame = ours.receive()
            assert frame.body == number
            assert frame.tensors[0].tolist() == [number] * number


def test_a_frame_that_comes_byte_by_byte_is_read(pair: Pair) -> None:
    data = pack("slow", [["uint8", [3], False]]) + b"abc"
    with pair() as (ours, theirs):

        def trickle() -> None:
            for byte in data:
                theirs.socket.send(bytes([byte]))

        thread = threading.Thread(target=trickle)
        thread.start()
        frame = ours.receive()
        thread.join()
    assert frame.body == "slow"
    assert bytes(frame.tensors[0].tolist()) == b"abc"


def test_requires_grad_is_honoured_only_where_gradients_are_wanted(receive: Receive) -> None:
    control = msgpack.packb([None, [["float32", [1], True]]])
    assert not receive(control, bytes(4)).tensors[0].requires_grad
    assert receive(control, bytes(4), gradients=True).tensors[0].requires_grad


def test_an_integer_tensor_that_requires_gradients_is_a_bad_tensor(receive: Receive) -> None:
    with pytest.raises(BadTensor):
        receive(msgpack.packb([None, [["int64", [1], True]]]), bytes(8), gradients=True)


# --- the limits, at their edges --------------------------------------------------------------


def test_a_control_part_of_exactly_the_cap_crosses(pair: Pair) -> None:
    room = MAX_CONTROL - len(msgpack.packb([b"x" * (1 << 17), []])) + (1 << 17)
    with pair() as (ours, theirs):
        sender = threading.Thread(target=theirs.send, args=(b"x" * room, [], []))
        sender.start()
        assert ours.receive().body == b"x" * room
        sender.join()
    with pytest.raises(Refused) as refused:
        pack(b"x" * (room + 1), [])
    assert refused.value.reason == "size"


def test_an_announced_length_over_the_cap_is_refused_before_it_is_read(fed: Fed) -> None:
    assert control_length(PREFIX.pack(MAGIC, MAX_CONTROL)) == MAX_CONTROL
    for length in (MAX_CONTROL + 1, 1 << 31, (1 << 32) - 1):
        with fed(PREFIX.pack(MAGIC, length)) as stream, pytest.raises(FrameTooLarge):
            stream.receive()


@pytest.mark.parametrize("magic", [b"TGB0", b"TGB2", b"\x00\x00\x00\x00", b"1BGT", b"loss"])
def test_another_magic_is_noticed_at_once(fed: Fed, magic: bytes) -> None:
    with fed(PREFIX.pack(magic, 1) + b"\xc0") as stream, pytest.raises(BadMagic):
        stream.receive()


def test_as_many_tensors_as_the_cap_cross_and_one_more_does_not(receive: Receive) -> None:
    header = ["uint8", [1], False]
    assert len(receive(msgpack.packb([0, [header] * MAX_TENSORS]), bytes(4096)).tensors) == 4096
    with pytest.raises(FrameTooLarge):
        receive(msgpack.packb([0, [header] * (MAX_TENSORS + 1)]), bytes(MAX_TENSORS + 1))


@pytest.mark.parametrize("parts", [1, 2, 64])
def test_tensor_bytes_are_capped_in_total(parts: int) -> None:
    share = MAX_TENSOR_BYTES // parts
    headers = [["uint8", [share], False]] * parts
    _, announced = parse_control(msgpack.packb([0, headers]))
    assert len(announced) == parts
    for last in (["uint8", [1], False], ["float64", [1], False]):
        with pytest.raises(FrameTooLarge):
            parse_control(msgpack.packb([0, [*headers, last]]))


def test_element_size_counts_towards_the_cap() -> None:
    count = MAX_TENSOR_BYTES // 16
    parse_control(msgpack.packb([0, [["complex128", [count], False]]]))
    with pytest.raises(FrameTooLarge):
        parse_control(msgpack.packb([0, [["complex128", [count + 1], False]]]))


def test_all_headers_are_checked_before_the_first_tensor_is_allocated(fed: Fed) -> None:
    control = msgpack.packb([0, [["uint8", [1 << 20], False], ["uint8", [-1], False]]])
    data = PREFIX.pack(MAGIC, len(control)) + control + bytes(1 << 20)
    with fed(data) as stream, Allocations() as made, pytest.raises(BadTensor):
        stream.receive()
    assert made.bytes == 0


def test_more_tensors_than_the_cap_are_refused_by_the_sender(to_us: Callable[..., Any]) -> None:
    with pytest.raises(Refused, match="size"):
        to_us([torch.tensor(0.5)] * (MAX_TENSORS + 1))


def test_more_tensor_bytes_than_the_cap_are_refused_by_the_sender(
    to_us: Callable[..., Any],
) -> None:
    part = torch.zeros(MAX_TENSOR_BYTES // 16, dtype=torch.uint8)
    with pytest.raises(Refused, match="size"):
        to_us([part] * 17)


HUGE = {
    "control of 4 GiB": PREFIX.pack(MAGIC, (1 << 32) - 1).hex(),
    **{
        name: (PREFIX.pack(MAGIC, len(control)) + control).hex()
        for name, control in {
            "tensor of 8 TiB": msgpack.packb([0, [["float64", [1 << 40], False]]]),
            "tensor of 513 MiB": msgpack.packb([0, [["uint8", [513 << 20], False]]]),
            "two tensors of 300 MiB": msgpack.packb([0, [["uint8", [300 << 20], False]] * 2]),
            "terabytes in many extents": msgpack.packb([0, [["int8", [1 << 10] * 4, False]]]),
            "extents that wrap around": msgpack.packb([0, [["int8", [1 << 32] * 2, False]]]),
            "array of 4 Gi": b"\x92\xdd\xff\xff\xff\xff",
            "map of 4 Gi": b"\x92\xdf\xff\xff\xff\xff",
            "bytes of 4 GiB": b"\x92\xc6\xff\xff\xff\xff",
            "str of 4 GiB": b"\x92\xdb\xff\xff\xff\xff",
            "extension of 4 GiB": b"\x92\xc9\xff\xff\xff\xff\x01",
            "arrays of 4 Gi in arrays of 4 Gi": b"\xdd\xff\xff\xff\xff" * 200,
        }.items()
    },
}

MEASURE = """
import json, socket, sys
from pathlib import Path
from grader.bridge.errors import DecodeError
from grader.bridge.framing import Stream

def peak():
    lines = Path("/proc/self/status").read_text().splitlines()
    return int(next(l for l in lines if l.startswith("VmPeak")).split()[1])

grown = {}
for name, data in {"first": "00" * 8, **json.load(sys.stdin)}.items():
    before = peak()
    ours, theirs = socket.socketpair()
    theirs.sendall(bytes.fromhex(data))
    theirs.close()
    try:
        Stream(ours).receive()
    except DecodeError as error:
        grown[name] = type(error).__name__, peak() - before
    ours.close()
print(json.dumps(grown))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the peak is read from /proc")
def test_a_frame_that_announces_terabytes_allocates_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-c", MEASURE],
        input=json.dumps(HUGE),
        capture_output=True,
        text=True,
        timeout=120,
        check=True,
    )
    grown = json.loads(done.stdout)
    del grown["first"]  # what Python loads on the first error
    assert grown.keys() == HUGE.keys()
    assert {name: kib for name, (_, kib) in grown.items() if kib > 32 << 10} == {}
    assert grown["control of 4 GiB"][0] == "FrameTooLarge"
    assert grown["tensor of 8 TiB"][0] == "FrameTooLarge"
    assert grown["array of 4 Gi"][0] == "BadControl"


PROVOKE = """
import socket, sys
from grader.bridge.messages import receive_reply
from grader.bridge.framing import Stream

ours, theirs = socket.socketpair()
theirs.sendall(bytes.fromhex(sys.argv[1]))
theirs.close()
receive_reply(Stream(ours), 1)
ours.close()
"""


@pytest.mark.parametrize(
    "frame",
    [
        pack([1, "value", None], [["complex32", [0], False]]),
    ],
    ids=["complex32"],
)
def test_a_frame_provokes_no_warning(frame: bytes) -> None:
    """Where warnings are errors, one would leave the decoder as no error of the bridge."""
    done = subprocess.run(
        [sys.executable, "-W", "error::UserWarning", "-c", PROVOKE, frame.hex()],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")


# --- broken frames ---------------------------------------------------------------------------

BAD_CONTROLS: dict[str, bytes] = {
    "empty": b"",
    "not an array": msgpack.packb({"body": 1}),
    "too short": msgpack.packb([1]),
    "too long": msgpack.packb([1, [], 2]),
    "headers that are a dict": msgpack.packb([1, {}]),
    "headers that are None": msgpack.packb([1, None]),
    "trailing bytes": msgpack.packb([1, []]) + b"\x00",
    "cut": msgpack.packb([1, []])[:-1],
    "a byte that msgpack never uses": b"\xc1",
    "extension": msgpack.packb([msgpack.ExtType(5, b"x"), []]),
    "no UTF-8": b"\x92\xa2\xff\xfe\x90",
    "lone surrogate": b"\x92\xa3\xed\xa0\x80\x90",
    "array as key": b"\x92\x81\x90\x01\x90",
    "map as key": b"\x92\x81\x80\x01\x90",
    "nested beyond msgpack's own limit": b"\x92" + b"\x91" * 5000 + b"\xc0\x90",
}


@pytest.mark.parametrize("control", BAD_CONTROLS.values(), ids=BAD_CONTROLS)
def test_a_control_part_of_no_known_form_is_bad_control(receive: Receive, control: bytes) -> None:
    with pytest.raises(BadControl):
        receive(control)


@pytest.mark.parametrize("depth", [100, 400, 1000])
@pytest.mark.parametrize(
    ("before", "after", "error"),
    [
        (b"\x92\xc0\x91", b"", BadTensor),  # as a tensor's header
        (b"\x92\xc0\x91\x93\xa5int64", b"\xc2", BadTensor),  # as a shape
        (b"\x92\x93\x01\xa5value", b"\x90", BadValue),  # as a value
        (b"\x92\x93\x01\xa5value\x92\x63", b"\x90", BadValue),  # under an unknown tag
        (b"\x92\x93\x01\xa6raised\x93\x91\xa1E\xa0\x91", b"\x90", BadValue),  # as a trace's line
    ],
    ids=["header", "shape", "value", "tag", "line"],
)
def test_a_deep_nest_anywhere_is_an_error_of_the_bridge(
    fed: Fed, depth: int, before: bytes, after: bytes, error: type[BridgeError]
) -> None:
    control = before + b"\x91" * depth + b"\xc0" + after
    with fed(framed_control(control)) as stream, pytest.raises(error):
        receive_reply(stream, 1)


WHOLE = pack([1, "value", [4, 0]], [["int32", [2], False]]) + bytes(8)


@pytest.mark.parametrize("length", range(len(WHOLE)))
def test_a_stream_that_ends_anywhere_in_a_frame_is_closed(fed: Fed, length: int) -> None:
    with fed(WHOLE[:length]) as stream, pytest.raises(ConnectionClosed):
        receive_reply(stream, 1)


def test_a_closed_peer_is_noticed_while_sending(pair: Pair) -> None:
    with pair() as (ours, theirs):
        theirs.socket.close()
        with pytest.raises(ConnectionClosed):
            ours.send(b"x" * 1000, [], [])


# --- waiting ---------------------------------------------------------------------------------


class Enough(Exception):
    """A deadline of the test's own."""


def test_a_stream_that_would_block_calls_wait_and_lets_its_exception_out(pair: Pair) -> None:
    asked: list[bool] = []

    def wait(write: bool) -> None:
        asked.append(write)
        raise Enough

    with pair() as (ours, theirs):
        ours.socket.setblocking(False)
        with pytest.raises(Enough):
            ours.receive(wait)
        theirs.socket.sendall(WHOLE[:20])
        with pytest.raises(Enough):
            ours.receive(wait)
        with pytest.raises(Enough):
            ours.send(0, [torch.zeros(4 << 20)], [["float32", [4 << 20], False]], wait)
    assert asked == [False, False, True]


def test_a_stream_goes_on_when_wait_returns(pair: Pair) -> None:
    tensor = torch.arange(1 << 20)
    with pair() as (ours, theirs):
        ours.socket.setblocking(False)
        ready = threading.Event()
        received: list[Frame] = []

        def take() -> None:
            ready.wait()
            received.append(theirs.receive())
            theirs.send("done", [], [])

        def wait(write: bool) -> None:
            ready.set()

        thread = threading.Thread(target=take)
        thread.start()
        ours.send("go", [tensor], [["int64", [1 << 20], False]], wait)
        assert ours.receive(wait).body == "done"
        thread.join()
    assert torch.equal(received[0].tensors[0], tensor)


def test_a_frame_of_many_tensors_crosses_whatever_the_socket_takes_at_once(pair: Pair) -> None:
    """It is sent in few calls: each may end anywhere, in a tensor or between two."""
    sent = [torch.arange(number % 700) + number for number in range(2 * MAX_PARTS + 3)]
    headers = [["int64", [len(tensor)], False] for tensor in sent]
    with pair() as (ours, theirs):
        ours.socket.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 5000)
        ours.socket.setblocking(False)
        received: list[Frame] = []
        thread = threading.Thread(target=lambda: received.append(theirs.receive()))
        thread.start()
        waited = []

        def wait(write: bool) -> None:
            waited.append(write)
            select.select([], [ours.socket], [], 60)

        ours.send("go", sent, headers, wait)
        thread.join()
    assert waited
    assert all(map(torch.equal, received[0].tensors, sent))
    assert len(received[0].tensors) == len(sent)


def test_without_wait_a_stream_that_would_block_says_so(pair: Pair) -> None:
    with pair() as (ours, _):
        ours.socket.setblocking(False)
        with pytest.raises(BlockingIOError):
            ours.receive()


# --- arbitrary bytes -------------------------------------------------------------------------


def survive(fed: Fed, data: bytes) -> None:
    """Decode bytes in both ways; nothing but the bridge's own errors may come out."""
    readers: tuple[Callable[[Stream], object], ...] = (
        lambda stream: stream.receive(),
        lambda stream: receive_reply(stream, 1),
    )
    for read in readers:
        with fed(data) as stream, Allocations() as made, contextlib.suppress(BridgeError):
            read(stream)
        assert made.bytes <= MAX_TENSOR_BYTES


@pytest.mark.slow
@given(data=st.binary(max_size=300), prefix=st.sampled_from([b"", MAGIC, WHOLE[:8], WHOLE[:9]]))
def test_arbitrary_bytes_are_survived(fed: Fed, data: bytes, prefix: bytes) -> None:
    survive(fed, prefix + data)


@pytest.mark.slow
@given(control=st.binary(max_size=300), head=st.sampled_from([b"", b"\x92", WHOLE[8:17]]))
def test_arbitrary_control_parts_are_survived(fed: Fed, control: bytes, head: bytes) -> None:
    survive(fed, framed_control(head + control))


def _sample(value: object) -> bytes:
    encoder = Encoder(lambda kept: Ref(3, type(kept).__name__))
    control = pack([1, "value", encoder.encode(value)], encoder.headers)
    return control + b"".join(bytes(t.reshape(-1).view(torch.uint8)) for t in encoder.tensors)


SAMPLES = [
    _sample(None),
    _sample([torch.arange(3), torch.zeros(2, 2, dtype=torch.bool), torch.ones(()).half()]),
    _sample({"a": (1, 2.5, "x"), "b": {3, 1 << 70}, 4: b"bytes", None: 1 + 2j}),
    _sample([torch.float32, torch.device("cpu"), torch.Size([1, 2]), object()]),
    pack([1, "raised", [["ValueError", "Exception"], "no", [["a.py", 3, "f", "x = 1"]]]], []),
    pack([1, "refused", ["sparse", "[0]", "sparse_coo"]], []),
]  # fmt: skip

LENGTHS = st.sampled_from([0, 1, 7, 255, 1 << 16, MAX_CONTROL, MAX_CONTROL + 1, (1 << 32) - 1])


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """A valid frame with a few wounds."""
    data = bytearray(draw(st.sampled_from(SAMPLES)))
    mend = False
    for _ in range(draw(st.integers(1, 4))):
        place = draw(st.integers(0, len(data)))
        match draw(st.sampled_from(["flip", "set", "cut", "insert", "length", "repeat", "drop"])):
            case "flip" if place < len(data):
                data[place] ^= 1 << draw(st.integers(0, 7))
            case "set" if place < len(data):
                data[place] = draw(st.integers(0, 255))
            case "cut":
                del data[place:]
            case "insert":
                data[place:place] = draw(st.binary(min_size=1, max_size=8))
                mend = draw(st.booleans())
            case "length":
                forged = struct.pack(draw(st.sampled_from("<>")) + "I", draw(LENGTHS))
                data[place : place + 4] = forged
            case "repeat":
                data[place:place] = data[place : place + draw(st.integers(1, 40))]
            case "drop":
                del data[place : place + draw(st.integers(1, 8))]
                mend = draw(st.booleans())
    if mend and len(data) > 8:
        data[4:8] = struct.pack("<I", len(data) - 8)
    return bytes(data)


@pytest.mark.slow
@given(data=mutated())
def test_mutated_frames_are_survived(fed: Fed, data: bytes) -> None:
    survive(fed, data)


@pytest.mark.parametrize("sample", SAMPLES)
def test_the_samples_themselves_are_read(fed: Fed, sample: bytes) -> None:
    with fed(sample) as stream:
        stream.receive()
        with pytest.raises(ConnectionClosed, match="the stream ended"):
            stream.receive()


names = st.sampled_from(
    [*DTYPES, "qint8", "cpu", "cuda:0", "meta", "value", "raised", "", "-1", "12"]
)
atoms = st.one_of(
    st.none(), st.booleans(), st.integers(-3, 70), st.integers(-(1 << 63), (1 << 64) - 1),
    st.floats(), st.text(max_size=8), st.binary(max_size=8), names,
)  # fmt: skip
structures = st.recursive(
    atoms,
    lambda inner: st.one_of(
        st.lists(inner, max_size=5),
        st.builds(lambda tag, rest: [tag, *rest], st.integers(-1, 11), st.lists(inner, max_size=3)),
        st.dictionaries(atoms, inner, max_size=3),
    ),
    max_leaves=25,
)
extents = st.integers(0, 5) | st.sampled_from([-1, 1 << 20, 1 << 40, (1 << 63) - 1, 1 << 63, True])
headers = st.tuples(names, st.lists(extents, max_size=4), st.booleans()).map(list)


@pytest.mark.slow
@given(
    control=structures
    | st.tuples(structures, st.lists(headers | structures, max_size=3)).map(list),
    behind=st.binary(max_size=64),
)
def test_arbitrary_structures_are_survived(fed: Fed, control: object, behind: bytes) -> None:
    survive(fed, framed_control(msgpack.packb(control)) + behind)


@pytest.mark.slow
@given(
    kind=st.sampled_from(["value", "raised", "refused"]),
    content=structures,
    announced=st.lists(headers, max_size=3),
    behind=st.binary(max_size=64),
)
@example(kind="value", content=[3, [4, 0], [4, 0]], announced=[["bool", [3], True]], behind=b"abc")
@example(kind="raised", content=[["E"], "", [["f", True, "g", "s"]]], announced=[], behind=b"")
@example(kind="raised", content=[[], "", []], announced=[], behind=b"")
def test_arbitrary_replies_are_survived(
    fed: Fed, kind: str, content: object, announced: list[object], behind: bytes
) -> None:
    survive(fed, framed_control(msgpack.packb([[1, kind, content], announced])) + behind)
