"""Tensors as data: a header of plain values, and the raw bytes behind it.

Header: `[dtype, shape, requires_grad]`. The bytes are the elements in row-major order, native byte
order (both sides are on one machine). A tensor is sent as what it holds: detached, on the CPU,
contiguous, conjugation and negation resolved. It is rebuilt as a plain `torch.Tensor`.
"""

from __future__ import annotations

import ctypes
import math
from typing import Any

import torch

from grader.bridge.errors import BadTensor, Refused, shown

_NAMES = (
    "bool uint8 uint16 uint32 uint64 int8 int16 int32 int64 float16 bfloat16 float32 float64 "
    "bcomplex32 complex32 complex64 complex128 "
    "float8_e4m3fn float8_e4m3fnuz float8_e5m2 float8_e5m2fnuz float8_e8m0fnu"
).split()

DTYPES: dict[str, torch.dtype] = {n: getattr(torch, n) for n in _NAMES if hasattr(torch, n)}
"""Every dtype that can cross, by name: all that hold values on a CPU, as far as this torch goes."""

NAMES = {dtype: name for name, dtype in DTYPES.items()}

MAX_DIMENSIONS = 64
"""torch itself stops at 64."""

MAX_TENSORS = 4096
"""In one frame."""

MAX_TENSOR_BYTES = 512 << 20
"""For all tensors of one frame together."""

MAX_EXTENT = 1 << 40
"""An extent above this can't be allocated; it keeps products within reason."""


def plain(value: torch.Tensor, where: str = "") -> torch.Tensor:
    """Return `value` as a contiguous CPU tensor that can be sent as bytes.

    Raises:
        Refused: it is sparse, quantised, meta, of a subclass or of an unknown dtype.
    """
    if type(value) is not torch.Tensor and type(value) is not torch.nn.Parameter:
        raise Refused("subclass", where, type(value).__name__)
    if value.device.type == "meta":
        raise Refused("meta", where)
    if value.is_quantized:
        raise Refused("quantized", where)
    if value.layout is not torch.strided:
        name = str(value.layout).removeprefix("torch.")
        raise Refused("sparse" if "sparse" in name else "layout", where, name)
    if value.dtype not in NAMES:
        raise Refused("dtype", where, str(value.dtype))
    try:
        return value.detach().cpu().resolve_conj().resolve_neg().contiguous()
    except NotImplementedError:  # torch's newest dtypes can do little more than be there
        raise Refused("dtype", where, str(value.dtype)) from None


def header(value: torch.Tensor, *, requires_grad: bool) -> list[Any]:
    """Return the header of a tensor that `plain` has made."""
    return [NAMES[value.dtype], list(value.shape), requires_grad]


def parse_header(parts: object) -> tuple[torch.dtype, list[int], bool, int]:
    """Return dtype, shape, requires_grad and the number of bytes that a header announces.

    Raises:
        BadTensor: the header is not one.
    """
    match parts:
        case [str(name), list(shape), bool(requires_grad)]:
            pass
        case _:
            raise BadTensor(f"a header is [dtype, shape, requires_grad], not {shown(parts)}")
    if name not in DTYPES:
        raise BadTensor(f"unknown dtype {shown(name)}")
    if len(shape) > MAX_DIMENSIONS:
        raise BadTensor(f"{len(shape)} dimensions; at most {MAX_DIMENSIONS} exist")
    if not all(type(extent) is int and 0 <= extent <= MAX_EXTENT for extent in shape):
        raise BadTensor(f"bad shape {shown(shape)}")
    # torch multiplies all extents into 64 bits, zeros left out, even where the tensor is empty.
    if math.prod(extent for extent in shape if extent) > MAX_EXTENT:
        raise BadTensor(f"bad shape {shown(shape)}")
    dtype = DTYPES[name]
    if requires_grad and not (dtype.is_floating_point or dtype.is_complex):
        raise BadTensor(f"a tensor of {name} can't require gradients")
    return dtype, shape, requires_grad, math.prod(shape) * dtype.itemsize


def allocate(dtype: torch.dtype, shape: list[int], size: int) -> torch.Tensor:
    """Return a tensor whose elements are to be filled in.

    By way of its bytes: torch warns of some dtypes (half-precision complex) when they are made.

    Raises:
        BadTensor: there is not so much memory.
    """
    try:
        return torch.empty(size, dtype=torch.uint8).view(dtype).reshape(shape)
    except (RuntimeError, MemoryError) as error:
        raise BadTensor(f"can't allocate {dtype} {shown(shape)}: {error!s:.80}") from None


def memory(value: torch.Tensor) -> memoryview:
    """Return the bytes of a contiguous CPU tensor, shared and not copied.

    The tensor must outlive the view. By address, because bfloat16 and others have no buffer.
    """
    size = value.numel() * value.element_size()
    if size == 0:
        return memoryview(b"")
    return memoryview((ctypes.c_char * size).from_address(value.data_ptr())).cast("B")


def checked(value: torch.Tensor) -> torch.Tensor:
    """Return a received tensor with only values that its dtype has.

    A bool is one byte, and a byte other than 0 or 1 in it is undefined behaviour in torch.
    """
    if value.dtype is torch.bool and value.numel():
        value.view(torch.uint8).ne_(0)  # in its place: it may be as large as a student made it
    return value
