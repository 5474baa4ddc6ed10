"""A Python file as cells of a notebook, cut where its top level has its joints."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

SKIP = "skip-grading"
"""The tag of a cell that is there to be tried, not graded."""

METADATA = {
    "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}

_DEFINITIONS = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
_NEWLINE = re.compile(r"\r\n|\r|\n")
"""What Python counts as one: `str.splitlines` breaks at more."""


@dataclass(frozen=True, slots=True)
class Piece:
    """Some whole lines of a file that belong together."""

    source: str
    """Without the empty lines around it."""
    name: str | None = None
    """The function or class that it defines."""
    main: bool = False
    """It is an `if __name__ == "__main__":` block."""


def pieces(source: str) -> list[Piece]:
    """Cut a file: a piece for each function and class, and for each run of other statements.

    Comments and decorators stay with what follows them. No line is lost but empty ones between
    two pieces. A file that is no valid Python is one piece.
    """
    lines = _NEWLINE.split(source)
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return [Piece(source)]
    runs = list(_runs(body))
    starts = [_after_indented(lines, end) for _, end in runs]
    found = []
    for number, (nodes, _) in enumerate(runs):
        first = starts[number - 1] if number else 0
        last = starts[number] if number + 1 < len(runs) else len(lines)
        piece = _stripped(lines[first:last])
        found.append(Piece(piece, getattr(nodes[0], "name", None), is_main(nodes[0])))
    if not runs and (left := _stripped(lines)):
        return [Piece(left)]
    return found


def is_main(node: ast.stmt) -> bool:
    """Whether a statement is an `if __name__ == "__main__":` block, without an `else`."""
    if not isinstance(node, ast.If) or node.orelse or not isinstance(node.test, ast.Compare):
        return False
    sides = (node.test.left, *node.test.comparators)
    names = [side.id for side in sides if isinstance(side, ast.Name)]
    values = [side.value for side in sides if isinstance(side, ast.Constant)]
    equal = [type(operator) for operator in node.test.ops] == [ast.Eq]
    return equal and names == ["__name__"] and values == ["__main__"]


def _runs(body: Sequence[ast.stmt]) -> Iterator[tuple[list[ast.stmt], int]]:
    """Return the statements of each piece, with the number of lines up to its end."""
    run: list[ast.stmt] = []
    for node in body:
        alone = isinstance(node, _DEFINITIONS) or is_main(node)
        if run and (alone or isinstance(run[-1], _DEFINITIONS) or is_main(run[-1])):
            yield run, run[-1].end_lineno or 0
            run = []
        run.append(node)
    if run:
        yield run, run[-1].end_lineno or 0


def _after_indented(lines: Sequence[str], end: int) -> int:
    """Return where the next piece begins: an indented comment still belongs to the body above.

    IPython would take the indentation of a cell's first line off all others.
    """
    last = end
    for number in range(end, len(lines)):
        line = lines[number]
        if not line.strip():
            continue
        if not line[0].isspace() or not line.lstrip().startswith("#"):
            break
        last = number + 1
    return last


def _stripped(lines: Sequence[str]) -> str:
    kept = list(lines)
    while kept and not kept[0].strip():
        kept.pop(0)
    while kept and not kept[-1].strip():
        kept.pop()
    return "\n".join(kept)


def to_notebook(source: str) -> Any:
    """Return a Python file as a notebook of nbformat 4.5, a code cell for each of its pieces.

    An `if __name__ == "__main__":` block is kept as it is, in a cell whose tag leaves it out of
    grading.

    Returns:
        An `nbformat.NotebookNode`.
    """
    ids = Ids()
    cells = [
        code(piece.source, ids.take(f"code-{piece.name or 'cell'}"), skip=piece.main)
        for piece in pieces(source)
    ]
    return notebook(cells)


class Ids:
    """Ids of cells, each given once: letters, digits, `-` and `_`, at most 64 of them."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def take(self, wanted: str) -> str:
        """Return `wanted` as far as the format allows it, with a number where it is taken."""
        plain = re.sub(r"[^a-zA-Z0-9_-]", "-", wanted)[:56]
        ident, number = plain, 1
        while ident in self._taken:
            number += 1
            ident = f"{plain}-{number}"
        self._taken.add(ident)
        return ident


def code(source: str, ident: str, *, skip: bool = False) -> Any:
    """Return a code cell that was never run; `skip` tags it as not graded."""
    from nbformat import v4

    metadata = {"tags": [SKIP]} if skip else {}
    return v4.new_code_cell(source, id=ident, metadata=metadata)


def words(source: str, ident: str) -> Any:
    """Return a Markdown cell."""
    from nbformat import v4

    return v4.new_markdown_cell(source, id=ident, metadata={})


def notebook(cells: Sequence[Any]) -> Any:
    """Return a notebook for the usual Python kernel."""
    from nbformat import from_dict

    return from_dict(
        {"cells": list(cells), "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    )


def written(book: Any) -> str:
    """Return a notebook as the text of its file, the same for the same cells."""
    import json

    return json.dumps(book, ensure_ascii=False, indent=1, sort_keys=True) + "\n"
