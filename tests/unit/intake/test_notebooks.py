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
from grader.intake.notebooks import cells_of, joined, written_file

PATH = Path("work.ipynb")


def source_of(raw: bytes, path: Path) -> str:
    return joined(cells_of(raw, path))


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
    assert source_of(raw, PATH) == "# cell 1\nx = 1\ny = 2\n\n\n# cell 2\nz = 3\n"


def test_a_cell_knows_its_place_its_tags_and_its_names() -> None:
    words = {"cell_type": "markdown", "source": "# Title", "metadata": {}}
    tagged = code("class A:\n    b = 1\nc: int = 2\nd == 3\n", metadata={"tags": ["x", 3]})
    first, second = cells_of(notebook(words, code("!ls"), tagged), PATH)
    assert (first.number, first.index, first.source) == (1, 1, "!ls")
    assert (second.number, second.index, second.tags) == (2, 2, {"x"})
    assert second.names == {"A", "c"}


@pytest.mark.parametrize(
    ("source", "tags", "skipped", "may_fail"),
    [
        ("x", [], False, False),
        ("x", ["skip-grading"], True, False),
        ("x", ["skip-execution"], True, False),
        ("# skip-grading: trains for an hour\nx", [], True, False),
        ("x  # skip-grading", [], False, False),
        ("x", ["raises-exception"], False, True),
    ],
)
def test_cells_are_marked_by_tags(
    source: str, tags: list[str], skipped: bool, may_fail: bool
) -> None:
    (cell,) = cells_of(notebook(code(source, metadata={"tags": tags})), PATH)
    assert (cell.skipped, cell.may_fail) == (skipped, may_fail)


def test_a_script_is_taken_out_of_its_cell() -> None:
    raw = notebook(
        code("%%writefile other.py\nx = 0"),
        code("%%writefile  ddp.py\nx = 1\n"),
        code("%%writefile -a ddp.py\ny = 2"),
    )
    assert written_file(cells_of(raw, PATH), "ddp.py", PATH) == "x = 1\ny = 2"
    with pytest.raises(UsageError, match=r"no cell that writes third\.py"):
        written_file(cells_of(raw, PATH), "third.py", PATH)


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
