"""What a failed check saw, as plain data: what tells one misconception from another.

A `Sketch` is a value in a form that can be stored as JSON and compared with the same value computed
in another way: tensors by dtype, shape and some of their elements, text without addresses, objects
by nothing at all (their names are the student's own).
"""

from __future__ import annotations

import math
import platform
import re
import sys
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import torch

from grader.bridge.messages import Raised
from grader.checks.expect import Mismatch
from grader.checks.student import NotData, StudentRaised
from grader.sandbox.deaths import Death

Sketch = Any
"""None, bool, int, str, or a list whose first item names what the others are."""
Ending = tuple[str, str | None, Sketch, Sketch]

ELEMENTS = 64
"""Elements of a tensor that are kept, spread evenly over it."""
FEW = 8
"""Elements of a tensor among the answers."""
ITEMS = 200
"""Items of a list, tuple or dict that are kept."""
CHARACTERS = 1000
"""Characters of a text that are kept."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What one run of one check ended with."""

    how: str
    """`value`: a value was wrong. `said`: the author's sentence. `raised`, `died`, `flaky`."""
    call: str | None
    """The last call that was made."""
    value: Sketch
    truth: Sketch
    """What was expected instead; None where that is no value."""
    answers: list[Sketch]
    """The last answers of the student's process."""
    example: Mapping[str, str]
    """The input that hypothesis found, as text; empty where the check has fixed inputs."""


def evidence_of(
    error: BaseException, call: str | None, answers: Iterable[Sketch], example: Mapping[str, str]
) -> Evidence | None:
    """Return what a failure shows; None where it shows nothing that a mistake could share.

    Args:
        error: what the check raised.
        call: the last call that was made.
        answers: sketches of the last answers of the student's process.
        example: the failing input, for a check by property.
    """
    if (ending := _ending(error, call)) is None:
        return None
    how, where, value, truth = ending
    call = None if where is None else _scrubbed(where)
    return Evidence(how, call, value, truth, list(answers), example)


def _ending(error: BaseException, call: str | None) -> Ending | None:
    """How a check ended, with which call, on which value instead of which."""
    from hypothesis.errors import Flaky

    match error:
        case Mismatch() if error.compared:
            actual, wanted = error.compared
            return "value", call, sketch(actual), sketch(wanted)
        case Mismatch():
            said = [error.message.template, *map(sketch, error.message.values.values())]
            return "said", call, ["list", *said], None
        case StudentRaised() if error.raised.type not in UNWRITTEN:
            return "raised", error.call, _raised(error.raised), None
        case NotData():
            return "said", error.call, error.message.template, None
        case Death():
            return "died", call, error.message.template, None
        case Flaky():
            return "flaky", None, None, None
        case AssertionError():
            return "said", call, _scrubbed(str(error)), None
        case _:
            return None


UNWRITTEN = ("NotImplementedError", "MissingName")
"""What is not written yet is no misconception."""


def sketch_of_answer(answer: object) -> Sketch:
    """Return the sketch of an answer.

    The names in a dict of parameters are the student's own.
    """
    answer = _unprinted(answer)
    if type(answer) is dict:
        return ["list", len(answer), *(sketch(item, FEW) for item in list(answer.values())[:ITEMS])]
    return sketch(answer, FEW)


def _unprinted(answer: object) -> object:
    """What a process printed, as probes that start one report it, tells nothing of its values."""
    if type(answer) is list:
        return [_unprinted(item) for item in answer]
    if type(answer) is dict:
        return {key: item for key, item in answer.items() if key != "printed"}
    return answer


def _raised(raised: Raised) -> Sketch:
    return ["raised", raised.type, _scrubbed(raised.message)]


def sketch(value: object, elements: int = ELEMENTS) -> Sketch:
    """Return the sketch of a value, with so many elements of each tensor in it."""
    match value:
        case None | bool() | int():
            return value
        case float():
            return ["float", _number(value)]
        case str():
            return _scrubbed(value)
        case torch.Tensor():
            return _tensor(value, elements)
        case list() | tuple() | set():
            items = sorted(value, key=repr) if isinstance(value, set) else list(value)
            shown = [sketch(item, elements) for item in items[:ITEMS]]
            return [type(value).__name__, len(items), *shown]
        case dict():
            pairs = list(value.items())[:ITEMS]
            shown = [[sketch(key), sketch(item, elements)] for key, item in pairs]
            return ["dict", len(value), *shown]
        case Raised():
            return _raised(value)
        case torch.dtype() | torch.device():
            return str(value)
        case _:
            return ["object"]


def _tensor(value: torch.Tensor, elements: int) -> Sketch:
    flat = value.detach().reshape(-1)
    kept = flat[:: max(1, math.ceil(flat.numel() / elements))]
    if kept.is_complex():
        kept = torch.view_as_real(kept.to(torch.complex128)).reshape(-1)
    if kept.is_floating_point():
        numbers = [_number(number) for number in kept.double().tolist()]
    else:
        numbers = kept.tolist()
    return ["tensor", str(value.dtype), list(value.shape), numbers]


def _number(value: float) -> float | str:
    """Eight digits; JSON has no word for what is not finite."""
    return float(f"{value:.8g}") if math.isfinite(value) else str(value)


_ADDRESS = re.compile(r"0x[0-9a-fA-F]{6,}")


_FOLDER = re.compile(r"(?<![^\s'\"])([^\s'\"/]*)/[^\s'\"]*/torchgrade-[\w-]+/work(?:/work-\w+)?")
"""Where a student's process works: another name in every run. What stands before it belongs to the
match, so that a text of many slashes is searched once, and not once from each of them."""


TORCH, RELEASE = "<torch>", "<torch's release>"


@cache
def _versions() -> Mapping[str, str]:
    """What this machine's own versions are called in a sketch, the longest first.

    A mistake shows them by another machine's: fingerprints are made on one, and serve on all.
    """
    torch_ = str(torch.__version__)
    # Where no build is named behind a `+`, as on macOS, the release is the whole version.
    release = {torch_.partition("+")[0]: RELEASE} if "+" in torch_ else {}
    python = platform.python_version()
    return {
        sys.version: "<python's build>",
        torch_: TORCH,
        **release,
        python: "<python>",
        repr(python.rpartition(".")[0]): "'<python's release>'",
    }


def _scrubbed(value: str) -> str:
    value = _ADDRESS.sub("0x…", _FOLDER.sub(r"\1~", value))
    for version, name in _versions().items():
        value = value.replace(version, name)
    return value[:CHARACTERS]


def as_here(stored: str) -> str:
    """Return a text that holds sketches as this machine would have made them.

    Where torch's version is its release alone nobody can tell which of both was meant, so both have
    one name. Fingerprints are to be made where they are two.
    """
    return stored if "+" in str(torch.__version__) else stored.replace(RELEASE, TORCH)
