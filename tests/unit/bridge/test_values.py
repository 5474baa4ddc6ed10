"""Plain data crosses as what it is; everything else crosses as a handle."""

from __future__ import annotations

import contextlib
import math
import struct
from collections import Counter, OrderedDict, defaultdict
from collections.abc import Callable
from enum import Enum, IntEnum
from typing import Any, NamedTuple

import msgpack
import numpy as np
import pytest
import torch
from hypothesis import example, given
from hypothesis import strategies as st
from torch.torch_version import TorchVersion

from grader.bridge.errors import BadValue, Refused
from grader.bridge.tensors import DTYPES
from grader.bridge.values import MAX_DEPTH, MAX_DIGITS, MAX_NODES, Decoder, Encoder, Ref, Tag

Across = Callable[[object], Any]

MAX_BITS = 3 * MAX_DIGITS
"""What the encoder sends of an integer at most."""


def escaped(text: str) -> str:
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def canonical(value: Any) -> object:
    """Return a form that is equal exactly where type, value, order and every bit are.

    Of the forms that cross as another: a frozenset as a set, a lone surrogate as its escape.
    """
    match value:
        case float():
            return "float", struct.pack("<d", value)
        case complex():
            return "complex", struct.pack("<dd", value.real, value.imag)
        case str():
            return "str", escaped(value)
        case list() | tuple():
            return type(value).__name__, [canonical(item) for item in value]
        case set() | frozenset():
            return "set", sorted(repr(canonical(item)) for item in value)
        case dict():
            return "dict", [(canonical(key), canonical(item)) for key, item in value.items()]
        case _:
            return type(value).__name__, value


devices = st.sampled_from(["cpu", "cpu:0", "cuda", "cuda:3", "mps", "meta"]).map(torch.device)
texts = st.text(st.characters(), max_size=20)  # with lone surrogates
small = st.integers(-(1 << 63), (1 << 63) - 1)
big = st.integers(-(1 << MAX_BITS) + 1, (1 << MAX_BITS) - 1)
sizes = st.lists(st.integers(0, (1 << 63) - 1), max_size=4).map(torch.Size)
hashable = st.one_of(
    st.none(), st.booleans(), small, big, st.floats(allow_nan=False), texts, st.binary(max_size=20),
    st.complex_numbers(allow_nan=False), st.sampled_from(list(DTYPES.values())), devices, sizes,
)  # fmt: skip
scalars = hashable | st.floats() | st.complex_numbers()
keys = st.none() | st.booleans() | small | st.floats(allow_nan=False) | texts
values = st.recursive(
    scalars,
    lambda inner: (
        st.lists(inner, max_size=5)
        | st.lists(inner, max_size=5).map(tuple)
        | st.dictionaries(keys, inner, max_size=5)
        | st.sets(hashable | st.tuples(hashable, hashable), max_size=5)
        | st.frozensets(hashable, max_size=5)
    ),
    max_leaves=30,
)


@pytest.mark.slow
@given(value=values)
@example(value=[(1 << 63) - 1, 1 << 63, -(1 << 63), -(1 << 63) - 1])
@example(value={0: "int", "0": "str", None: "none", True: "bool", 0.5: -0.0})
@example(value=[math.nan, -0.0, complex(-0.0, math.nan), 5e-324])
@example(value=["\ud800", "a\udfffb", "\x00", "é", "😀", b"\xff\x00"])
@example(value=[[], (), {}, set(), torch.Size([]), "", b""])
@example(value=[0, [0], [[0]], (0,), {0}, [True], [1, 2]])
@example(value=Tag.LIST.value)
def test_a_value_crosses_as_itself(to_us: Across, value: object) -> None:
    assert canonical(to_us(value)) == canonical(value)


@pytest.mark.slow
@given(value=values)
def test_an_argument_crosses_as_itself(to_them: Across, value: object) -> None:
    assert canonical(to_them(value)) == canonical(value)


def test_tensors_stand_in_their_places(to_us: Across) -> None:
    sent = {"a": [torch.tensor(1), "x", (torch.tensor([2.0]),)], "b": torch.zeros(0, 3)}
    received = to_us(sent)
    assert received["a"][0].item() == 1
    assert received["a"][2][0].tolist() == [2.0]
    assert received["b"].shape == (0, 3)


class Colour(IntEnum):
    RED = 3


class Word(str):
    __slots__ = ()

    def __str__(self) -> str:
        raise AssertionError("the student's code must not run")


class Half(float):
    def __float__(self) -> float:
        raise AssertionError("the student's code must not run")


class Whole(int):
    def __int__(self) -> int:
        raise AssertionError("the student's code must not run")

    __index__ = __int__


class Liar(dict[str, int]):
    def items(self) -> Any:
        raise AssertionError("the student's code must not run")

    __iter__ = keys = values = __len__ = __getitem__ = items


SUBCLASSES: dict[str, tuple[object, object]] = {
    "TorchVersion": (TorchVersion("2.6.0"), "2.6.0"),
    "torch.__version__": (torch.__version__, str.__str__(torch.__version__)),
    "IntEnum": (Colour.RED, 3),
    "str with a method of its own": (Word("w"), "w"),
    "float with a method of its own": (Half(0.5), 0.5),
    "int with a method of its own": (Whole(5), 5),
    "big int with a method of its own": (Whole(1 << 70), 1 << 70),
    "OrderedDict": (OrderedDict(b=1, a=[2]), {"b": 1, "a": [2]}),
    "defaultdict": (defaultdict(int, a=1), {"a": 1}),
    "Counter": (Counter("aab"), {"a": 2, "b": 1}),
    "dict with methods of its own": (Liar(a=1), {"a": 1}),
    "numpy float64": (np.float64(0.1), 0.1),
    "numpy float32": (np.float32(0.5), 0.5),
    "numpy int64": (np.int64(-7), -7),
    "numpy uint64": (np.uint64((1 << 64) - 1), (1 << 64) - 1),
    "numpy bool": (np.bool_(True), True),
    "numpy str": (np.str_("s"), "s"),
    "numpy bytes": (np.bytes_(b"b"), b"b"),
    "numpy complex64": (np.complex64(1 - 2j), 1 - 2j),
    "numpy 0-D array": (np.array(4), 4),
    "numpy nan": (np.float32("nan"), math.nan),
}


@pytest.mark.parametrize(("value", "plain"), SUBCLASSES.values(), ids=SUBCLASSES)
def test_a_subclass_of_a_plain_type_crosses_as_plain_data(
    to_us: Across, value: object, plain: object
) -> None:
    assert canonical(to_us([value])) == canonical([plain])


class Point(NamedTuple):
    x: int
    y: int


class Shade(Enum):
    DARK = 1


class MyList(list[int]):
    pass


HANDLES: dict[str, object] = {
    "namedtuple": Point(1, 2),
    "named result of torch": torch.ones(2, 2).max(0),
    "Enum": Shade.DARK,
    "list subclass": MyList([1]),
    "dict with a tuple as key": {(1, 2): 3},
    "dict with bytes as key": {b"k": 1},
    "dict with an enum as key": {Colour.RED: 1},
    "module": torch.nn.Linear(1, 1),
    "class": Point,
    "function": escaped,
    "range": range(3),
    "generator": (i for i in ()),
    "bytearray": bytearray(b"x"),
    "numpy array": np.zeros(3),
    "object": object(),
    "Ellipsis": ...,
    "slice": slice(1),
    "generator of torch": torch.Generator(),
}


@pytest.mark.parametrize("value", HANDLES.values(), ids=HANDLES)
def test_what_is_no_data_crosses_as_a_handle(
    to_us: Across, kept: list[object], value: object
) -> None:
    (ref,) = to_us([value])
    assert type(ref) is Ref
    assert kept[ref.id] is value
    assert ref.type == type(value).__name__


@pytest.mark.parametrize("value", HANDLES.values(), ids=HANDLES)
def test_without_handles_what_is_no_data_is_refused_with_its_place(value: object) -> None:
    with pytest.raises(Refused) as refused:
        Encoder().encode({"a": [0, value]})
    assert (refused.value.reason, refused.value.where) == ("unreadable", "['a'][1]")
    assert refused.value.detail == type(value).__name__


def test_a_handle_sent_back_is_what_it_stands_for(to_them: Across) -> None:
    assert to_them({"h": [Ref(7, "Linear")]}) == {"h": [("resolved", 7)]}


def test_the_name_in_a_handle_is_cut() -> None:
    ref = Decoder([]).decode([Tag.HANDLE.value, 1, "n" * 300])
    assert ref == Ref(1, "n" * 200)


def nested(depth: int, innermost: object) -> Any:
    value = innermost
    for _ in range(depth):
        value = [value]
    return value


def test_as_many_values_as_the_limit_says_cross_and_no_more() -> None:
    Encoder().encode([None] * (MAX_NODES - 1))
    with pytest.raises(Refused) as refused:
        Encoder().encode([None] * MAX_NODES)
    assert refused.value.reason == "size"
    assert refused.value.where == f"[{MAX_NODES - 1}]"


def test_the_values_of_one_message_are_counted_together() -> None:
    encoder = Encoder()
    encoder.encode([None] * (MAX_NODES - 2))
    encoder.encode(None)
    with pytest.raises(Refused, match="size"):
        encoder.encode(None)


def test_a_list_that_doubles_at_every_level_is_refused_by_count() -> None:
    value: list[Any] = []
    for _ in range(MAX_DEPTH - 1):
        value = [value, value]
    with pytest.raises(Refused, match="size"):
        Encoder().encode(value)


def test_values_cross_down_to_the_depth_limit(to_us: Across, kept: list[object]) -> None:
    assert to_us(nested(MAX_DEPTH, "x")) == nested(MAX_DEPTH, "x")
    deeper = to_us(nested(MAX_DEPTH + 1, "x"))
    for _ in range(MAX_DEPTH):
        (deeper,) = deeper
    assert kept[deeper.id] == ["x"]


def test_without_handles_what_lies_deeper_is_refused() -> None:
    Encoder().encode(nested(MAX_DEPTH, 1))
    with pytest.raises(Refused) as refused:
        Encoder().encode(nested(MAX_DEPTH + 1, 1))
    assert refused.value.where == "[0]" * MAX_DEPTH


def test_a_list_that_holds_itself_ends_in_a_handle(to_us: Across, kept: list[object]) -> None:
    loop: list[Any] = []
    loop.append(loop)
    received = to_us(loop)
    for _ in range(MAX_DEPTH):
        (received,) = received
    assert kept[received.id] is loop


def test_the_decoder_goes_two_levels_deeper_than_the_encoder() -> None:
    def tagged(depth: int) -> Any:
        value: Any = [Tag.LIST]
        for _ in range(depth - 1):
            value = [Tag.LIST.value, value]
        return value

    for make in (tagged, lambda depth: {"k": tagged(depth - 1)}):
        Decoder([]).decode(_plain(make(MAX_DEPTH + 2)))
        with pytest.raises(BadValue, match="deeply"):
            Decoder([]).decode(_plain(make(MAX_DEPTH + 3)))


def _plain(data: Any) -> Any:
    """What msgpack would make of it: tags are ints."""
    return msgpack.unpackb(msgpack.packb(data), strict_map_key=False)


@pytest.mark.parametrize("sign", [1, -1])
def test_integers_cross_up_to_the_limit(to_us: Across, sign: int) -> None:
    largest = sign * ((1 << MAX_BITS) - 1)
    assert to_us(largest) == largest
    with pytest.raises(Refused, match="size"):
        to_us(sign << MAX_BITS)


@pytest.mark.parametrize("digits", ["9" * MAX_DIGITS, "-" + "9" * (MAX_DIGITS - 1), "0", "-0", "7"])
def test_decimal_digits_are_read_up_to_the_limit(digits: str) -> None:
    assert Decoder([]).decode([9, digits]) == int(digits)


FORGED: dict[str, object] = {
    "too many digits": [9, "9" * (MAX_DIGITS + 1)],
    "no digits": [9, ""],
    "only a sign": [9, "-"],
    "two signs": [9, "--1"],
    "plus": [9, "+1"],
    "underscore": [9, "1_0"],
    "space": [9, " 1"],
    "other digits": [9, "١"],
    "superscript": [9, "²"],
    "digits as int": [9, 1],
    "empty array": [],
    "array without tag": ["a", 1],
    "tag of bool": [True, 1],
    "tag of float": [0.0, 1],
    "tag of str": ["0", 1],
    "tag below all": [-1],
    "tag above all": [10],
    "tag far above all": [1 << 63],
    "tensor that is not there": [4, 1],
    "tensor before the first": [4, -1],
    "tensor of bool": [4, False],
    "tensor of float": [4, 0.0],
    "tensor without index": [4],
    "tensor with two": [4, 0, 0],
    "negative handle": [5, -1, "x"],
    "handle of bool": [5, True, "x"],
    "handle without name": [5, 1],
    "handle whose name is no str": [5, 1, b"x"],
    "unknown dtype": [6, "float31"],
    "name in torch that is no dtype": [6, "load"],
    "dtype of int": [6, 0],
    "unknown device": [7, "toaster"],
    "no device": [7, ""],
    "device with a null": [7, "cpu\x00"],
    "device with a long name": [7, "cpu:" + "1" * 100],
    "device far away": [7, "cuda:99999999999999999999"],
    "device of int": [7, 0],
    "complex of ints": [8, 1, 2],
    "complex with one part": [8, 1.0],
    "complex with three parts": [8, 1.0, 1.0, 1.0],
    "device that torch warns of": [7, "mkldnn"],
    "size with an extent over 63 bits": [2, 1 << 63],
    "size with a float": [2, 1.0],
    "size with a bool": [2, True],
    "set of lists": [3, [0]],
    "set of sets": [3, [3]],
    "set of dicts": [3, {}],
    "bad value in a list": [0, [99]],
    "bad value in a tuple": [1, [99]],
    "bad value in a dict": {"a": {"b": [99]}},
    "an object that msgpack never makes": object(),
    "a tuple": (0, 1),
}


@pytest.mark.parametrize("data", FORGED.values(), ids=FORGED)
def test_data_of_no_known_form_is_a_bad_value(data: object) -> None:
    with pytest.raises(BadValue):
        Decoder([torch.ones(1)]).decode(data)


def test_a_size_with_negative_numbers_crosses(to_us: Across) -> None:
    assert to_us(torch.Size([-1, 3])) == torch.Size([-1, 3])


def test_a_dtype_without_values_crosses_or_is_refused(to_us: Across) -> None:
    with contextlib.suppress(Refused):
        assert to_us(torch.uint4) == torch.uint4


@pytest.mark.parametrize("key", [1 << 64, -(1 << 63) - 1])
def test_a_dict_with_a_big_key_crosses_in_some_form(to_us: Across, key: int) -> None:
    assert to_us([{key: 1}])


@pytest.mark.parametrize("key", [(1 << 63) - 1, 1 << 63, (1 << 64) - 1, -(1 << 63)])
def test_a_dict_with_a_large_key_crosses(to_us: Across, key: int) -> None:
    assert to_us({key: 1}) == {key: 1}


@pytest.mark.parametrize("control", [msgpack.Timestamp(0), [0, msgpack.Timestamp(0)]])
def test_a_timestamp_is_no_value(control: object) -> None:
    with pytest.raises(BadValue):
        Decoder([]).decode(msgpack.unpackb(msgpack.packb(control)))


@pytest.mark.parametrize("key", [msgpack.Timestamp(0), b"bytes"], ids=["timestamp", "bytes"])
def test_a_key_that_the_encoder_never_sends_is_a_bad_value(key: object) -> None:
    with pytest.raises(BadValue):
        Decoder([]).decode(msgpack.unpackb(msgpack.packb({key: 1}), strict_map_key=False))
