"""Values as plain data.

None, bool, int (64 bits), float, str and bytes stand for themselves. A dict with plain keys is a
map. Everything else is an array that begins with a tag, so that no form can be taken for another:

    [LIST, *items]   [TUPLE, *items]   [SIZE, *ints]   [SET, *items]
    [TENSOR, index]          the index-th tensor of the frame
    [HANDLE, id, type, text] an object that stays on the student's side
    [DTYPE, name]    [DEVICE, name]    [COMPLEX, real, imaginary]    [INTEGER, decimal digits]

What is of a subclass of a plain type (a `TorchVersion`, an `IntEnum`, a numpy float, an
`OrderedDict`) is sent as that plain type: it is data that crosses, never behaviour. Other objects
become handles, named tuples among them.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import torch

from grader.bridge import tensors
from grader.bridge.errors import BadValue, Refused, shown


class Tag(IntEnum):
    """The first element of every array."""

    LIST = 0
    TUPLE = 1
    SIZE = 2
    SET = 3
    TENSOR = 4
    HANDLE = 5
    DTYPE = 6
    DEVICE = 7
    COMPLEX = 8
    INTEGER = 9


MAX_NODES = 400_000
"""Values in one message: a list of a billion ints must not be walked to its end."""

MAX_DEPTH = 32
"""Nesting that is walked; on the student's side what lies deeper becomes a handle."""

MAX_HASHED = 2_000
"""Members of sets in one message that are neither text nor small numbers. Their hashes are known
beforehand: a million tuples with the same one would keep the receiver busy for hours."""

MAX_DIGITS = 4_000
"""Digits of an integer beyond 64 bits (Python itself refuses to convert more than 4,300)."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A handle as it crosses: an object of the student's side, by number."""

    id: int
    type: str = ""
    """The name of its class, for messages."""


Keep = Callable[[object], Ref]
"""Keeps an object that is no data, and gives the reference to it."""


class Encoder:
    """Turns values into tagged plain data, and collects the tensors that travel behind it."""

    def __init__(self, keep: Keep | None = None) -> None:
        """`keep` makes handles of what is no data; without it, such a value is refused."""
        self.tensors: list[torch.Tensor] = []
        self.headers: list[list[Any]] = []
        self._keep = keep
        self._nodes = 0
        self._bytes = 0
        self._hashed = 0

    def encode(self, value: object, where: str = "", depth: int = 0) -> Any:
        """Return the plain form of `value`.

        Raises:
            Refused: something in it can't cross; `where` is the path to it.
        """
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise Refused("size", where, f"over {MAX_NODES:,} values")
        kind = type(value)
        if value is None or kind is bool or kind is float:
            return value
        if kind is int:
            return _integer(value, where)
        if kind is str:
            return printable(str(value))
        if isinstance(value, torch.Tensor):
            return self._tensor(value, where)
        if depth >= MAX_DEPTH:
            return self._handle(value, where)
        if kind in _SEQUENCES:
            sequence: Any = value
            if _SEQUENCES[kind] == Tag.SET:
                self._hashed += sum(map(_has_known_hash, sequence))
                if self._hashed > MAX_HASHED:
                    raise Refused("size", where, f"over {MAX_HASHED:,} tuples in sets")
            items = [
                self.encode(item, f"{where}[{n}]", depth + 1) for n, item in enumerate(sequence)
            ]
            return [_SEQUENCES[kind], *items]
        if isinstance(value, dict):
            return self._dict(value, where, depth)
        return self._rare(value, where)

    def _tensor(self, value: torch.Tensor, where: str) -> list[Any]:
        data = tensors.plain(value, where)
        self._bytes += data.numel() * data.element_size()
        if len(self.tensors) >= tensors.MAX_TENSORS:
            raise Refused("size", where, f"over {tensors.MAX_TENSORS:,} tensors")
        if self._bytes > tensors.MAX_TENSOR_BYTES:
            raise Refused("size", where, f"over {tensors.MAX_TENSOR_BYTES:,} bytes of tensors")
        self.tensors.append(data)
        self.headers.append(tensors.header(data, requires_grad=value.requires_grad))
        return [Tag.TENSOR, len(self.tensors) - 1]

    def _dict(self, value: Any, where: str, depth: int) -> Any:
        # By dict's own method: an OrderedDict, a Counter, or a class that lies about its items.
        items = list(dict.items(value))
        if not all(_is_key(key) for key, _ in items):
            return self._handle(value, where)
        return {
            printable(key) if type(key) is str else key: self.encode(
                item, f"{where}[{key!r}]", depth + 1
            )
            for key, item in items
        }

    def _rare(self, value: object, where: str) -> Any:
        match value:
            case Ref():
                return [Tag.HANDLE, value.id, value.type]
            case torch.dtype() if value not in tensors.NAMES:
                raise Refused("dtype", where, str(value))
            case torch.dtype():
                return [Tag.DTYPE, str(value).removeprefix("torch.")]
            case torch.device():
                return [Tag.DEVICE, str(value)]
            case bytes():
                return bytes(value)
            case bool():
                return bool(value)
            case int():
                return _integer(int.__index__(value), where)
            case float():
                return float.__float__(value)
            case complex():
                number = complex(value)
                return [Tag.COMPLEX, number.real, number.imag]
            case str():
                return printable(str.__str__(value))
            case _ if type(value).__module__ == "numpy" and hasattr(value, "dtype"):
                return self._numpy(value, where)
            case _:
                return self._handle(value, where)

    def _numpy(self, value: Any, where: str) -> Any:
        """A numpy scalar is the number that it holds; an array stays where it is."""
        item = value.item() if value.shape == () else value
        return self._handle(value, where) if item is value else self.encode(item, where)

    def _handle(self, value: object, where: str) -> list[Any]:
        if self._keep is None:
            raise Refused("unreadable", where, type(value).__name__)
        ref = self._keep(value)
        return [Tag.HANDLE, ref.id, ref.type]


_SEQUENCES: dict[type, int] = {
    list: Tag.LIST,
    tuple: Tag.TUPLE,
    torch.Size: Tag.SIZE,
    set: Tag.SET,
    frozenset: Tag.SET,
}


def _is_key(value: object) -> bool:
    """Whether a value can be the key of a map: plain, and small enough for msgpack."""
    if type(value) is int:
        return -(1 << 63) <= value < 1 << 64
    return value is None or type(value) in (str, bool, float)


def _integer(value: Any, where: str) -> Any:
    if -(1 << 63) <= value < 1 << 63:
        return int(value)
    if value.bit_length() > MAX_DIGITS * 3:
        raise Refused("size", where, f"an int of {value.bit_length():,} bits")
    return [Tag.INTEGER, str(value)]


def printable(value: str) -> str:
    """Lone surrogates have no UTF-8: show them as escapes."""
    return value.encode("utf-8", "backslashreplace").decode("utf-8")


class Decoder:
    """Rebuilds values. Its input is hostile: it trusts no type, length, tag or index."""

    def __init__(
        self, tensors: list[torch.Tensor], resolve: Callable[[Ref], object] | None = None
    ) -> None:
        """`resolve` turns a reference into what it stands for on this side."""
        self._tensors = tensors
        self._resolve = resolve
        self._hashed = 0

    def decode(self, data: Any, depth: int = 0) -> Any:
        """Return the value.

        Raises:
            BadValue: the data is of no known form.
        """
        if data is None or type(data) in (bool, int, float, str, bytes):
            return data
        if depth > MAX_DEPTH + 1:
            raise BadValue("values are nested too deeply")
        if type(data) is dict:
            if not all(map(_is_key, data)):
                raise BadValue(f"a map has keys of another kind: {shown(data)}")
            return {key: self.decode(value, depth + 1) for key, value in data.items()}
        if type(data) is not list or not data or type(data[0]) is not int:
            raise BadValue(f"a value is plain or a tagged array, not {shown(data)}")
        return self._tagged(data[0], data[1:], depth)

    def _tagged(self, tag: int, rest: list[Any], depth: int) -> Any:
        match tag, rest:
            case Tag.LIST, _:
                return [self.decode(item, depth + 1) for item in rest]
            case Tag.TUPLE, _:
                return tuple([self.decode(item, depth + 1) for item in rest])
            case Tag.SIZE, _ if all(
                type(extent) is int and -(1 << 63) <= extent < 1 << 63 for extent in rest
            ):
                return torch.Size(rest)
            case Tag.SET, _:
                return self._set([self.decode(item, depth + 1) for item in rest])
            case Tag.TENSOR, [int(index)] if 0 <= index < len(self._tensors) and type(index) is int:
                return self._tensors[index]
            case Tag.HANDLE, [int(ident), str(name)] if ident >= 0 and type(ident) is int:
                ref = Ref(ident, name[:200])
                return self._resolve(ref) if self._resolve else ref
            case Tag.DTYPE, [str(name)] if name in tensors.DTYPES:
                return tensors.DTYPES[name]
            case Tag.DEVICE, [str(name)] if len(name) < 40:
                return _device(name)
            case Tag.COMPLEX, [float(real), float(imaginary)]:
                return complex(real, imaginary)
            case Tag.INTEGER, [str(digits)] if len(digits) <= MAX_DIGITS:
                return _big(digits)
        raise BadValue(f"no value has the form {shown([tag, *rest])}")

    def _set(self, items: list[Any]) -> Any:
        self._hashed += sum(map(_has_known_hash, items))
        if self._hashed > MAX_HASHED:
            raise BadValue(f"sets hold over {MAX_HASHED:,} tuples")
        try:
            return set(items)
        except TypeError:
            raise BadValue("a set holds something that can't be hashed") from None


def _has_known_hash(member: object) -> bool:
    """Whether many different members with the same hash can be found."""
    if type(member) is int:
        return member.bit_length() > 64
    return member is not None and type(member) not in (bool, float, str, bytes)


_DEVICE = re.compile(r"(cpu|cuda|mps|xpu|hpu|mtia|meta)(:\d{1,3})?")
"""Names of devices that make torch do nothing but name them."""


def _device(name: str) -> torch.device:
    if not _DEVICE.fullmatch(name):
        raise BadValue(f"no device is called {shown(name)}")
    try:
        return torch.device(name)
    except RuntimeError:
        raise BadValue(f"no device is called {shown(name)}") from None


def _big(digits: str) -> int:
    if not digits.isascii() or not digits.removeprefix("-").isdigit():
        raise BadValue(f"no integer is written {shown(digits)}")
    return int(digits)
