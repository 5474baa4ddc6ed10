"""Same code, or not."""

from __future__ import annotations

import pytest

from grader.model.submission import Submission, same_code

STUB = 'def f(x):\n    """Do."""\n    raise NotImplementedError\n'


@pytest.mark.parametrize(
    "other",
    [
        STUB,
        "# Anna\n\n" + STUB,
        STUB.replace("    ", "\t"),
        STUB + "\n\n# the end\n",
        STUB.replace("f(x)", "f( x )"),
    ],
)
def test_comments_and_blanks_do_not_count(other: str) -> None:
    assert same_code(STUB, other)


@pytest.mark.parametrize(
    "other",
    [
        STUB.replace("raise NotImplementedError", "return x"),
        STUB.replace("Do.", "Done."),
        STUB + "f = 3\n",
        "def f(x):\n" + STUB.split("\n", 1)[1].replace("    raise", "raise"),
        "def f(:",
        "",
    ],
)
def test_everything_else_does(other: str) -> None:
    assert not same_code(STUB, other)


def test_hostile_sources_are_compared_too() -> None:
    deep = "(" * 5_000
    assert same_code(deep, deep)
    assert not same_code(deep, deep + ")")


def test_digests_tell_names_and_contents_apart() -> None:
    digests = {
        Submission({"a.py": "x"}).digest,
        Submission({"b.py": "x"}).digest,
        Submission({"a.py": "y"}).digest,
        Submission({"a.py": "x", "b.py": "y"}).digest,
        Submission({"a.py": "xb.pyy"}).digest,
    }
    assert len(digests) == 5
    assert Submission({"b.py": "y", "a.py": "x"}).digest in digests
