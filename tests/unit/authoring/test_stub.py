"""The stub holds everything that a student needs, and nothing of the solution."""

from __future__ import annotations

import ast

from grader.authoring.stub import make_stub

REFERENCE = '''"""What it is about."""

from typing import NamedTuple  # given

import torch

SIZES = (30, 20)


class Timing(NamedTuple):  # given
    """One row."""

    size: int

    def half(self) -> int:
        return self.size // 2


# secret thoughts
# on the helper
def _helper(x: int) -> int:
    """Nobody sees this."""
    return x + 1


class Model(torch.nn.Module):
    """A model."""

    SCALE = 2

    def __init__(self, width: int) -> None:
        """Make it."""
        super().__init__()
        self.width = width

    def _private(self) -> int:
        return 3

    @property
    def area(self) -> int:
        return self.width**2


def one_line(x): return x * 2


def only_a_docstring() -> None:
    """Do nothing yet."""


async def fetch(
    x: int,
    y: int,  # the second
) -> int:
    """Fetch.

    Returns:
        A number.
    """
    # the trick
    return x - y


if __name__ == "__main__":
    print(one_line(2))
'''


def test_bodies_are_gone_and_the_rest_stays() -> None:
    stub = make_stub(REFERENCE)
    ast.parse(stub)
    for kept in (
        "What it is about.",
        "SIZES = (30, 20)",
        "size // 2",
        "SCALE = 2",
        "A model.",
        "    y: int,  # the second",
        "A number.",
        "@property",
        'if __name__ == "__main__":',
        "def only_a_docstring",
    ):
        assert kept in stub, kept
    for gone in (
        "# given",
        "secret",
        "_helper",
        "Nobody",
        "super()",
        "_private",
        "the trick",
        "x - y",
        "**2",
        "x * 2",
    ):
        assert gone not in stub, gone
    assert stub.count("raise NotImplementedError") == 5


def test_every_function_of_a_stub_raises() -> None:
    space: dict[str, object] = {"__name__": "stub"}
    exec(compile(make_stub(REFERENCE), "stub.py", "exec"), space)
    for name in ("one_line", "only_a_docstring"):
        function = space[name]
        assert callable(function)
        try:
            function(*([1] if name == "one_line" else []))
        except NotImplementedError:
            continue
        raise AssertionError(name)


def test_a_stub_of_a_stub_is_itself() -> None:
    stub = make_stub(REFERENCE.replace("  # given", ""))
    assert make_stub(stub) == stub


def test_a_last_function_that_is_only_a_docstring() -> None:
    assert make_stub('def f():\n    """Do."""\n') == (
        'def f():\n    """Do."""\n    raise NotImplementedError\n'
    )
