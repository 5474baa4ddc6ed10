"""Every tensor that has values crosses bit by bit; every other one is refused by name."""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from typing import Any

import msgpack
import pytest
import torch

from grader.bridge import tensors
from grader.bridge.errors import BadTensor, Refused
from grader.bridge.messages import Request, receive_request, send_request
from grader.bridge.tensors import DTYPES, MAX_DIMENSIONS, MAX_EXTENT, parse_header

Across = Callable[[object], Any]

EVERY_DTYPE = pytest.mark.parametrize("dtype", DTYPES.values(), ids=DTYPES)


def bits(tensor: torch.Tensor) -> list[int]:
    """Return the elements' bytes in row-major order."""
    flat = tensor.detach().resolve_conj().resolve_neg().contiguous().reshape(-1)
    return flat.view(torch.uint8).tolist()


def arbitrary(dtype: torch.dtype, *shape: int) -> torch.Tensor:
    """Return a tensor of arbitrary bits: NaNs with payloads, denormals and all."""
    generator = torch.Generator().manual_seed(0)
    top = 2 if dtype is torch.bool else 256
    count = math.prod(shape) * dtype.itemsize
    raw = torch.randint(0, top, (count,), dtype=torch.uint8, generator=generator)
    return raw.view(dtype).reshape(shape)


def assert_same(received: object, sent: torch.Tensor) -> None:
    assert type(received) is torch.Tensor
    assert received.dtype == sent.dtype
    assert received.shape == sent.shape
    assert received.device.type == "cpu"
    assert received.is_contiguous()
    assert not received.is_conj()
    assert not received.is_neg()
    assert bits(received) == bits(sent)


def holds_values(dtype: torch.dtype) -> bool:
    """Whether a number can be put into a tensor of this dtype on a CPU."""
    try:
        torch.ones(2).to(dtype)
    except (RuntimeError, NotImplementedError):
        return False
    return True


def test_the_table_names_every_dtype_that_holds_values_on_a_cpu() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        every = {value for value in vars(torch).values() if isinstance(value, torch.dtype)}
        assert set(DTYPES.values()) == {dtype for dtype in every if holds_values(dtype)}


def test_the_table_names_dtypes_as_torch_does() -> None:
    assert all(str(dtype) == f"torch.{name}" for name, dtype in DTYPES.items())


@EVERY_DTYPE
@pytest.mark.parametrize("shape", [(), (0,), (3, 0, 2), (1,), (7,), (2, 3, 5)], ids=str)
def test_every_dtype_and_shape_crosses_bit_by_bit(
    to_us: Across, dtype: torch.dtype, shape: tuple[int, ...]
) -> None:
    sent = arbitrary(dtype, *shape)
    assert_same(to_us(sent), sent)


@EVERY_DTYPE
@pytest.mark.parametrize("shape", [(), (0, 4), (2, 3)], ids=str)
def test_every_dtype_crosses_to_the_student_bit_by_bit(
    to_them: Across, dtype: torch.dtype, shape: tuple[int, ...]
) -> None:
    sent = arbitrary(dtype, *shape)
    assert_same(to_them(sent), sent)


VIEWS: dict[str, Callable[[torch.Tensor], torch.Tensor]] = {
    "transposed": lambda x: x.t(),
    "strided": lambda x: x[::2, 1::2],
    "offset": lambda x: x[2:],
    "expanded": lambda x: x[:, :1].expand(4, 9),
    "expanded from 0-D": lambda x: x[1, 1].expand(3, 2),
    "diagonal": lambda x: x.diagonal(),
    "overlapping": lambda x: x.as_strided((3, 3), (1, 1)),
}


@EVERY_DTYPE
@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_a_view_of_any_strides_crosses_as_what_it_shows(
    to_us: Across, dtype: torch.dtype, view: Callable[[torch.Tensor], torch.Tensor]
) -> None:
    sent = view(arbitrary(dtype, 4, 6))
    assert_same(to_us(sent), sent)


@pytest.mark.filterwarnings("ignore:.*Complex.* support is experimental")
@pytest.mark.parametrize("dtype", [d for d in DTYPES.values() if d.is_complex], ids=str)
def test_a_conjugated_view_crosses_conjugated(to_us: Across, dtype: torch.dtype) -> None:
    numbers = torch.tensor([[1, 2], [3, -4.5]]) + 1j * torch.tensor([[5, -0.0], [7, 8.25]])
    sent = numbers.to(dtype).conj()
    assert sent.is_conj()
    try:
        sent.resolve_conj()
    except NotImplementedError:
        with pytest.raises(Refused):
            tensors.plain(sent)
        return
    received = to_us(sent)
    assert received.dtype == dtype
    assert received.to(torch.complex128).tolist() == numbers.conj().tolist()


@pytest.mark.parametrize("dtype", [torch.complex64, torch.complex128], ids=str)
def test_a_negated_view_crosses_negated(to_us: Across, dtype: torch.dtype) -> None:
    sent = torch.tensor([1 + 2j, 3 - 4j], dtype=dtype).conj().imag
    assert sent.is_neg()
    assert to_us(sent).tolist() == [-2.0, 4.0]
    assert to_us(sent[0]).item() == -2.0


@pytest.mark.parametrize("dtype", [torch.float16, torch.bfloat16, torch.float32, torch.float64])
def test_special_floats_keep_sign_and_payload(to_us: Across, dtype: torch.dtype) -> None:
    info = torch.finfo(dtype)
    sent = torch.tensor(
        [math.nan, math.inf, -math.inf, -0.0, 0.0, info.tiny, info.smallest_normal / 2, -info.max],
        dtype=dtype,
    )
    received = to_us(sent)
    assert_same(received, sent)
    assert math.copysign(1, received[3].item()) == -1
    assert received[6].item() > 0


def test_a_bool_of_another_byte_arrives_as_true(receive: Callable[..., Any]) -> None:
    control = msgpack.packb([None, [["bool", [4], False]]])
    received = receive(control, bytes([0, 1, 2, 255])).tensors[0]
    assert bits(received) == [0, 1, 1, 1]


def test_to_the_trusted_side_a_tensor_is_values_alone(to_us: Across) -> None:
    leaf = torch.ones(3, requires_grad=True)
    for sent in (leaf, leaf * 2, torch.nn.Parameter(torch.ones(2))):
        received = to_us(sent)
        assert type(received) is torch.Tensor
        assert not received.requires_grad
        assert received.grad_fn is None


@pytest.mark.parametrize("dtype", [torch.float32, torch.bfloat16, torch.complex64], ids=str)
def test_to_the_student_a_tensor_requires_gradients_where_it_did(
    to_them: Across, dtype: torch.dtype
) -> None:
    wanting, plain = to_them([torch.ones(3, dtype=dtype, requires_grad=True), torch.ones(3)])
    assert wanting.requires_grad
    assert wanting.is_leaf
    assert not plain.requires_grad


def test_a_parameter_arrives_as_a_plain_tensor_that_requires_gradients(to_them: Across) -> None:
    received = to_them(torch.nn.Parameter(torch.ones(2)))
    assert type(received) is torch.Tensor
    assert received.requires_grad


def test_what_is_sent_is_not_changed(to_us: Across) -> None:
    sent = torch.arange(6.0).reshape(2, 3).t().requires_grad_()
    to_us(sent)
    assert sent.requires_grad
    assert sent.stride() == (1, 3)


def test_what_arrives_shares_no_memory_with_what_was_sent(to_them: Across) -> None:
    sent = torch.zeros(4)
    to_them(sent).fill_(1)
    assert sent.tolist() == [0, 0, 0, 0]


def test_the_same_tensor_twice_arrives_as_two_equal_ones(to_us: Across) -> None:
    sent = torch.arange(3)
    first, second = to_us([sent, sent])
    assert torch.equal(first, sent)
    assert torch.equal(second, sent)


def test_a_hundred_megabytes_cross(to_us: Across) -> None:
    sent = torch.arange(25_000_000, dtype=torch.int32)
    assert torch.equal(to_us(sent), sent)


class Tagged(torch.Tensor):
    """A student's own subclass."""


def _quantised() -> torch.Tensor:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8)


def _compressed() -> torch.Tensor:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return torch.eye(2).to_sparse_csr()


REFUSED: dict[str, tuple[Callable[[], torch.Tensor], str, str]] = {
    "coo": (lambda: torch.eye(2).to_sparse(), "sparse", "sparse_coo"),
    "csr": (_compressed, "sparse", "sparse_csr"),
    "quantised": (_quantised, "quantized", ""),
    "meta": (lambda: torch.empty(2, device="meta"), "meta", ""),
    "subclass": (lambda: torch.ones(2).as_subclass(Tagged), "subclass", "Tagged"),
    "buffer": (lambda: torch.nn.Buffer(torch.ones(2)).as_subclass(Tagged), "subclass", "Tagged"),
    "unknown dtype": (lambda: torch.empty(2, dtype=torch.bits8), "dtype", "torch.bits8"),
    "dtype of 4 bits": (lambda: torch.empty(2, dtype=torch.uint4), "dtype", "torch.uint4"),
    "mkldnn": (lambda: torch.ones(2).to_mkldnn(), "layout", "_mkldnn"),
}


@pytest.mark.parametrize(("make", "reason", "detail"), REFUSED.values(), ids=REFUSED)
def test_what_has_no_plain_bytes_is_refused_with_its_place(
    to_us: Across, make: Callable[[], torch.Tensor], reason: str, detail: str
) -> None:
    with pytest.raises(Refused) as refused:
        to_us([1, {"w": (torch.ones(1), make())}])
    assert refused.value.reason == reason
    assert refused.value.where == "[1]['w'][1]"
    assert refused.value.detail == detail


def test_a_refused_argument_sends_nothing(pair: Callable[[], Any]) -> None:
    with pair() as (ours, theirs):
        meta = torch.empty(1, device="meta")
        with pytest.raises(Refused, match="meta at value"):
            send_request(ours, Request(1, "put", [torch.ones(2), meta], {}, []))
        send_request(ours, Request(2, "put", ["next"], {}, []))
        assert receive_request(theirs, lambda ref: ref).arguments == ["next"]


@pytest.mark.parametrize("shape", [[], [0], [2, 3], [1] * MAX_DIMENSIONS, [0, MAX_EXTENT]], ids=str)
def test_a_header_within_the_limits_is_read(shape: list[int]) -> None:
    dtype, read, requires_grad, size = parse_header(["float64", shape, False])
    assert (dtype, read, requires_grad) == (torch.float64, shape, False)
    assert size == math.prod(shape) * 8
    torch.empty([min(extent, 1) for extent in read], dtype=dtype)


BAD_HEADERS: dict[str, object] = {
    "65 dimensions": ["float32", [1] * (MAX_DIMENSIONS + 1), False],
    "extent over the cap": ["float32", [0, MAX_EXTENT + 1], False],
    "product over the cap": ["float32", [1 << 20, 1 << 21], False],
    "product over the cap with a zero": ["float32", [MAX_EXTENT, 2, 0], False],
    "negative extent": ["float32", [-1], False],
    "two negative extents": ["float32", [-2, -2], False],
    "extent of bool": ["float32", [True], False],
    "extent of float": ["float32", [2.0], False],
    "extent of str": ["float32", ["2"], False],
    "extent of None": ["float32", [None], False],
    "unknown dtype": ["float31", [1], False],
    "dtype that torch has and we have not": ["qint8", [1], False],
    "name in torch that is no dtype": ["load", [1], False],
    "dtype of int": [6, [1], False],
    "requires_grad of int": ["float32", [1], 1],
    "shape that is a dict": ["float32", {}, False],
    "shape that is a str": ["float32", "2", False],
    "too short": ["float32", [1]],
    "too long": ["float32", [1], False, None],
    "a dict": {"dtype": "float32"},
    "None": None,
    "a str": "float32",
    "bytes": b"abc",
}


@pytest.mark.parametrize("header", BAD_HEADERS.values(), ids=BAD_HEADERS)
def test_a_header_of_no_known_form_is_a_bad_tensor(header: object) -> None:
    with pytest.raises(BadTensor):
        parse_header(header)


@EVERY_DTYPE
def test_memory_is_the_tensors_own(dtype: torch.dtype) -> None:
    tensor = torch.zeros(3, dtype=torch.uint8).repeat(dtype.itemsize).view(dtype)
    view = tensors.memory(tensor)
    assert len(view) == 3 * dtype.itemsize
    view[:] = bytes([1]) * len(view)
    assert bits(tensor) == [1] * len(view)
