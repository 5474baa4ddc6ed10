"""A request arrives as it was made; a reply is taken in its exact form or not at all."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
import torch

from grader.bridge.errors import REASONS, BadControl, BadValue, ConnectionClosed, Refused
from grader.bridge.framing import MAX_CONTROL, Stream, pack
from grader.bridge.messages import (
    OPERATIONS,
    Line,
    Raised,
    Request,
    receive_reply,
    receive_request,
    send_raised,
    send_request,
    send_value,
)
from grader.bridge.values import Ref

Pair = Callable[[], AbstractContextManager[tuple[Stream, Stream]]]
Fed = Callable[[bytes], AbstractContextManager[Stream]]


def never(value: object) -> Ref:
    raise AssertionError(f"{value!r} needs no handle")


@pytest.mark.parametrize("operation", OPERATIONS)
def test_a_request_arrives_as_it_was_made(pair: Pair, operation: str) -> None:
    arguments = [None, "name", [1, (2.0, b"3")], Ref(9), torch.tensor([4])]
    keywords = {"a": Ref(8), "b": {"c": torch.tensor(5.0, requires_grad=True)}}
    with pair() as (ours, theirs):
        send_request(ours, Request(7, operation, arguments, keywords, [3, 4]))
        received = receive_request(theirs, lambda ref: f"object {ref.id}")
    assert (received.number, received.operation) == (7, operation)
    assert list(received.released) == [3, 4]
    assert received.arguments[:4] == [None, "name", [1, (2.0, b"3")], "object 9"]
    assert received.arguments[4].tolist() == [4]
    assert received.keywords["a"] == "object 8"
    assert received.keywords["b"]["c"].requires_grad


def test_an_argument_that_is_no_data_is_refused(pair: Pair) -> None:
    with pair() as (ours, _), pytest.raises(Refused) as refused:
        send_request(ours, Request(1, "call", [[], object()], {}, []))
    assert (refused.value.reason, refused.value.where) == ("unreadable", "[1]")


def test_a_keyword_that_is_no_data_is_refused(pair: Pair) -> None:
    with pair() as (ours, _), pytest.raises(Refused) as refused:
        send_request(ours, Request(1, "call", [], {"key": object()}, []))
    assert refused.value.where == "['key']"


def test_a_value_answers(pair: Pair) -> None:
    with pair() as (ours, theirs):
        send_value(theirs, 3, {"x": (1, torch.tensor([2]))}, never)
        received = receive_reply(ours, 3)
    assert received["x"][0] == 1
    assert received["x"][1].tolist() == [2]


def test_an_exception_answers_as_data(pair: Pair) -> None:
    raised = Raised(
        ("Mine", "ValueError", "Exception", "BaseException"),
        "three is no dog",
        (Line("a.py", 3, "f", "f(3)"), Line("b.py", 0, "<module>", "")),
    )
    with pair() as (ours, theirs):
        send_raised(theirs, 3, raised)
        received = receive_reply(ours, 3)
    assert received == raised
    assert received.type == "Mine"


def test_an_exception_whose_text_has_no_utf8_answers(pair: Pair) -> None:
    with pair() as (ours, theirs):
        send_raised(theirs, 3, Raised(("ValueError",), "\ud800", ()))
        assert receive_reply(ours, 3).types == ("ValueError",)


@pytest.mark.parametrize(
    ("value", "reason", "where"),
    [
        ([torch.ones(2), torch.eye(2).to_sparse()], "sparse", "[1]"),
        ({"w": torch.empty(1, device="meta")}, "meta", "['w']"),
        (b"x" * MAX_CONTROL, "size", ""),
        (["x" * 600_000, "y" * 600_000], "size", ""),
        (1 << 20_000, "size", ""),
        ([None] * 500_000, "size", "[399999]"),
    ],
    ids=["sparse", "meta", "bytes", "str", "int", "list"],
)
def test_a_value_that_can_not_cross_answers_with_the_reason(
    pair: Pair, value: object, reason: str, where: str
) -> None:
    with pair() as (ours, theirs):
        send_value(theirs, 3, value, never)
        with pytest.raises(Refused) as refused:
            receive_reply(ours, 3)
        assert (refused.value.reason, refused.value.where) == (reason, where)
        assert refused.value.reason in REASONS
        send_value(theirs, 4, "next", never)
        assert receive_reply(ours, 4) == "next"


def test_a_refusal_under_endless_keys_is_cut(pair: Pair) -> None:
    with pair() as (ours, theirs):
        send_value(theirs, 3, {"k" * (1 << 21): torch.empty(1, device="meta")}, never)
        with pytest.raises(Refused) as refused:
            receive_reply(ours, 3)
    assert len(refused.value.where) == 500


@pytest.mark.parametrize("answered", [0, 2, -1, 4, 1 << 63])
def test_a_reply_to_another_request_is_a_forgery(fed: Fed, answered: int) -> None:
    with fed(pack([answered, "value", 1], [])) as stream, pytest.raises(BadControl, match="reply"):
        receive_reply(stream, 3)


def test_an_unasked_reply_is_taken_for_no_later_request(pair: Pair) -> None:
    with pair() as (ours, theirs):
        send_value(theirs, 1, "first", never)
        send_value(theirs, 1, "forged", never)
        assert receive_reply(ours, 1) == "first"
        with pytest.raises(BadControl):
            receive_reply(ours, 2)


def test_true_is_not_the_number_one(fed: Fed) -> None:
    with fed(pack([True, "value", 1], [])) as stream, pytest.raises(BadControl):
        receive_reply(stream, 1)


LINE = ["a.py", 1, "f", "x"]
MALFORMED: dict[str, tuple[object, type[Exception]]] = {
    "None": (None, BadControl),
    "map": ({"number": 1}, BadControl),
    "no content": ([1, "value"], BadControl),
    "one too many": ([1, "value", 1, 1], BadControl),
    "number as str": (["1", "value", 1], BadControl),
    "number as float": ([1.0, "value", 1], BadControl),
    "kind as bytes": ([1, b"value", 1], BadControl),
    "unknown kind": ([1, "passed", 1], BadControl),
    "upper case": ([1, "VALUE", 1], BadControl),
    "value without form": ([1, "value", [42]], BadValue),
    "raised nothing": ([1, "raised", None], BadControl),
    "raised no types": ([1, "raised", [[], "m", []]], BadControl),
    "raised types of int": ([1, "raised", [[1], "m", []]], BadValue),
    "raised types as str": ([1, "raised", ["E", "m", []]], BadControl),
    "raised message of int": ([1, "raised", [["E"], 1, []]], BadControl),
    "raised trace of None": ([1, "raised", [["E"], "m", None]], BadControl),
    "line of str": ([1, "raised", [["E"], "m", ["a.py"]]], BadValue),
    "line too short": ([1, "raised", [["E"], "m", [LINE[:3]]]], BadValue),
    "line too long": ([1, "raised", [["E"], "m", [[*LINE, 1]]]], BadValue),
    "line number of bool": ([1, "raised", [["E"], "m", [["a", True, "f", "x"]]]], BadValue),
    "line number of str": ([1, "raised", [["E"], "m", [["a", "1", "f", "x"]]]], BadValue),
    "second line": ([1, "raised", [["E"], "m", [LINE, None]]], BadValue),
    "refused nothing": ([1, "refused", None], BadControl),
    "refused without detail": ([1, "refused", ["size", ""]], BadControl),
    "refused with int": ([1, "refused", ["size", 0, ""]], BadControl),
}


@pytest.mark.parametrize(("body", "error"), MALFORMED.values(), ids=MALFORMED)
def test_a_reply_of_another_form_is_an_error(fed: Fed, body: object, error: type) -> None:
    with fed(pack(body, [])) as stream, pytest.raises(error):
        receive_reply(stream, 1)


def test_a_reply_may_bring_tensors_that_nothing_refers_to(fed: Fed) -> None:
    with fed(pack([1, "value", 5], [["uint8", [3], False]]) + b"abc") as stream:
        assert receive_reply(stream, 1) == 5
        with pytest.raises(ConnectionClosed):
            stream.receive()


def test_handles_of_a_reply_are_references_and_nothing_more(fed: Fed) -> None:
    with fed(pack([1, "value", [3, [5, 1, "Linear"], [5, 1, "Linear"]]], [])) as stream:
        received: Any = receive_reply(stream, 1)
    assert received == {Ref(1, "Linear")}
