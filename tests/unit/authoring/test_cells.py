"""A Python file as a notebook: no line of code is lost, and each definition has its own cell."""

from __future__ import annotations

import ast
from pathlib import Path

import nbformat
import pytest

from grader.authoring.cells import SKIP, to_notebook, written

ROOT = Path(__file__).resolve().parents[3]

SOURCE = '''\
"""What it is about."""

import os
from pathlib import Path

SIZE = 3


# what the decorator does
@staticmethod
def first(): return 1
    # an indented comment belongs above


class Second:
    """Two."""


x = first
if x:
    y = 2
# a comment on `third`
async def third():
    text = """

not the end

"""
    return text


if __name__ == "__main__":
    third()
# the last word
'''


def cells(source: str) -> list[str]:
    book = to_notebook(source)
    nbformat.validate(book)
    return [cell.source for cell in book.cells]


def test_each_definition_and_each_run_of_statements_is_a_cell() -> None:
    book = to_notebook(SOURCE)
    nbformat.validate(book)
    assert [cell.id for cell in book.cells] == [
        "code-cell",
        "code-first",
        "code-Second",
        "code-cell-2",
        "code-third",
        "code-cell-3",
    ]
    starts = [cell.source.split("\n")[0] for cell in book.cells]
    assert starts == [
        '"""What it is about."""',
        "# what the decorator does",
        "class Second:",
        "x = first",
        "# a comment on `third`",
        'if __name__ == "__main__":',
    ]
    assert book.cells[1].source.endswith("# an indented comment belongs above")
    assert book.cells[-1].source.endswith("# the last word")
    assert [cell.metadata.get("tags") for cell in book.cells] == [None] * 5 + [[SKIP]]


FILES = [
    path
    for folder in ("solutions", "exercises", "grader/authoring")
    for path in sorted((ROOT / folder).rglob("*.py"))
    if "scaffold" not in path.parts
]


def test_no_line_of_any_file_is_lost() -> None:
    for path in FILES:
        source = path.read_text(encoding="utf-8")
        kept = [line for cell in cells(source) for line in cell.split("\n") if line.strip()]
        assert kept == [line for line in source.split("\n") if line.strip()], path
        for cell in cells(source):
            ast.parse(cell)


@pytest.mark.parametrize("source", ["def broken(:\n  pass\n\nx = 1\n", "x = '\0'", "(" * 5000])
def test_what_is_no_python_is_one_cell(source: str) -> None:
    assert cells(source) == [source]


def test_small_files() -> None:
    assert cells("") == []
    assert cells("# nothing but a comment\n") == ["# nothing but a comment"]
    assert cells("x = 1; y = 2\r\nz = 3\r") == ["x = 1; y = 2\nz = 3"]
    assert cells("x = '\x0c'\n\x0c\ndef f(): ...\n") == ["x = '\x0c'", "def f(): ..."]


@pytest.mark.parametrize(
    ("condition", "main"),
    [
        ("__name__ == '__main__'", True),
        ('"__main__" == __name__', True),
        ("__name__ != '__main__'", False),
        ("__name__ == '__main__' and DEBUG", False),
        ("name == '__main__'", False),
    ],
)
def test_what_is_a_main_block(condition: str, main: bool) -> None:
    (cell,) = to_notebook(f"if {condition}:\n    pass\n").cells
    assert (cell.metadata.get("tags") == [SKIP]) == main
    (other,) = to_notebook(f"if {condition}:\n    pass\nelse:\n    pass\n").cells
    assert "tags" not in other.metadata


def test_ids_are_valid_and_differ() -> None:
    book = to_notebook(f"def 数(): ...\ndef 量(): ...\ndef {'x' * 100}(): ...\ndef 数(): ...\n")
    nbformat.validate(book)
    assert len({cell.id for cell in book.cells}) == 4


def test_the_same_source_gives_the_same_file() -> None:
    assert written(to_notebook(SOURCE)) == written(to_notebook(SOURCE))
    assert nbformat.reads(written(to_notebook(SOURCE)), 4) == to_notebook(SOURCE)
