"""Notebooks: from bytes to source, or a sentence."""

from __future__ import annotations

import contextlib
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.intake import notebooks
from grader.intake.notebooks import source_of

PATH = Path("work.ipynb")


def code(source: Any, **more: Any) -> dict[str, Any]:
    return {
        "cell_type": "code",
        "source": source,
        "metadata": {},
        "outputs": [],
        "execution_count": None,
        **more,
    }


def notebook(*cells: Any, **more: Any) -> bytes:
    data = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": list(cells), **more}
    return json.dumps(data).encode()


def test_code_cells_are_joined_and_numbered() -> None:
    words = {"cell_type": "markdown", "source": "# Title", "metadata": {}}
    raw = notebook(code(["x = 1\n", "y = 2"]), words, code(""), code("z = 3\r\n"))
    assert source_of(raw, PATH) == "# cell 1\nx = 1\ny = 2\n\n\n# cell 3\nz = 3\n"


def test_without_code_there_is_nothing() -> None:
    assert source_of(notebook(), PATH) == ""
    assert source_of(notebook(code("  \n")), PATH) == ""


def test_an_old_notebook_is_converted() -> None:
    old = {
        "nbformat": 3,
        "nbformat_minor": 0,
        "metadata": {"name": ""},
        "worksheets": [
            {
                "cells": [
                    {"cell_type": "code", "language": "python", "input": ["x = 1"], "outputs": []}
                ]
            }
        ],
    }
    assert source_of(json.dumps(old).encode(), PATH) == "# cell 1\nx = 1\n"


@pytest.mark.parametrize(
    "raw",
    [
        notebook(code("x = 1", id="same"), code("y = 2", id="same")),
        notebook(code("x = 1"), code("y = 2"), nbformat_minor=99),
        notebook(code("x = 1"), code("y = 2")).replace(b'"metadata": {}, ', b""),
        notebook(code("x = 1"), code("y = 2"), metadata=None),
        b"\xef\xbb\xbf" + notebook(code("x = 1"), code("y = 2")),
    ],
    ids=["double ids", "newer", "no metadata", "null metadata", "byte order mark"],
)
def test_sloppy_notebooks_are_read(raw: bytes) -> None:
    assert source_of(raw, PATH) == "# cell 1\nx = 1\n\n\n# cell 2\ny = 2\n"


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "not JSON"),
        (b"x = 1", "not JSON"),
        (b'{"cells": NaN}', "not JSON"),
        (b'{"cells": ' + b"9" * 5_000 + b"}", "not JSON"),
        (b"\xff\xfe{\0}\0", "not UTF-8"),
        (b"[" * 100_000, "nested"),
        (b'{"cells":' * 100_000, "nested"),
        (notebook(metadata=json.loads("[" * 100 + "]" * 100)), "nested"),
        (b"[]", "no cells"),
        (b"{}", "no cells"),
        (notebook(nbformat=5), "nbformat can't"),
        (notebook(nbformat=[]), "nbformat can't"),
        (b'{"nbformat": 3, "worksheets": [{"cells": [1]}]}', "nbformat can't"),
        (b'{"nbformat": 4, "nbformat_minor": 5, "cells": 3}', "nbformat can't|no cells"),
        (notebook(3), "nbformat can't|malformed"),
        (notebook(code(None)), "malformed"),
        (notebook(code([1])), "nbformat can't|malformed"),
        (notebook(code("x\0")), "malformed"),
        (notebook(code("x"), metadata={"kernelspec": {"language": "julia"}}), "'julia'"),
        (notebook(code("x"), metadata={"language_info": {"name": "R"}}), "'r'"),
        (notebook(code("#" * 600_000)), "too long"),
    ],
)
def test_what_is_no_python_notebook_is_told(raw: bytes, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        source_of(raw, PATH)


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("%matplotlib inline", 1),
        ("x = 1\n!pip install torch", 2),
        ("%%time\nx = 1", 1),
        ("# first\n\nif x:\n    %timeit f()", 4),
        ("?print", 1),
        ("s = '''\n%\n'''\n!echo it's", 4),
    ],
)
def test_magics_are_told_by_cell_and_line(source: str, line: int) -> None:
    with pytest.raises(UsageError, match=f"code cell 2, line {line}: "):
        source_of(notebook(code("x = 1"), code(source)), PATH)


@pytest.mark.parametrize(
    "source",
    ["y = (10\n     % 3)", "s = '''\n%matplotlib\n'''", "s = 10 \\\n  % 3", "x != 3", "f(:"],
)
def test_a_percent_sign_within_an_expression_is_python(source: str) -> None:
    assert source in source_of(notebook(code(source)), PATH)


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["cells", "source", "cell_type", "metadata", "nbformat", "worksheets"]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_read_or_refused(data: Any) -> None:
    shape = {"nbformat": 4, "nbformat_minor": 5, **(data if isinstance(data, dict) else {})}
    for raw in (json.dumps(data).encode(), json.dumps(shape).encode()):
        with contextlib.suppress(UsageError):
            assert isinstance(source_of(raw, PATH), str)


def test_depth_is_counted_without_recursion(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(notebooks, "MAX_DEPTH", 8)
    nested = json.loads("[" * 9 + "]" * 9)
    with pytest.raises(UsageError, match="nested"):
        source_of(notebook(metadata={"x": nested}), PATH)
