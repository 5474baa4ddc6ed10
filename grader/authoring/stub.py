"""The student's stub, made from the reference.

Kept: the module's docstring, imports, constants, signatures, docstrings, and an
`if __name__ == "__main__":` block. Every body becomes `raise NotImplementedError`. Left out:
private functions and classes (`_name`). A definition whose first line ends with `# given` is kept
whole.
"""

from __future__ import annotations

import ast
from collections.abc import Sequence

GIVEN = "# given"

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def make_stub(reference: str) -> str:
    """Return the stub of a reference's source text."""
    lines = reference.splitlines()
    tree = ast.parse(reference)
    drop: set[int] = set()
    bodies: dict[int, str] = {}
    _walk(tree.body, lines, drop, bodies)
    out: list[str] = []
    for number, line in enumerate(lines, 1):
        if number in bodies:
            out.append(bodies[number])
        if number in drop:
            continue
        out.append(line.rstrip().removesuffix(GIVEN).rstrip())
    out += [bodies[number] for number in sorted(bodies) if number > len(lines)]
    return _tidy(out)


def is_given(node: Definition, lines: Sequence[str]) -> bool:
    """Whether a definition is marked as kept whole, on its own first line or its decorators'."""
    first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
    return any(lines[number - 1].rstrip().endswith(GIVEN) for number in (node.lineno, first))


def _walk(body: list[ast.stmt], lines: list[str], drop: set[int], bodies: dict[int, str]) -> None:
    for node in body:
        if not isinstance(node, Definition):
            continue
        first = min([node.lineno, *(d.lineno for d in node.decorator_list)])
        span = range(first, (node.end_lineno or node.lineno) + 1)
        if is_given(node, lines):
            continue
        if node.name.startswith("_") and not node.name.startswith("__"):
            drop.update(_with_comments(span, lines))
        elif isinstance(node, ast.ClassDef):
            _walk(node.body, lines, drop, bodies)
        else:
            _empty(node, lines, drop, bodies)


def _split(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    lines: list[str],
    drop: set[int],
    bodies: dict[int, str],
) -> None:
    """A function in one line becomes two lines."""
    # Offsets of the syntax tree count bytes of UTF-8.
    line = lines[node.lineno - 1].encode()[: node.body[0].col_offset].decode().rstrip()
    indent = " " * (node.col_offset + 4)
    bodies[node.lineno] = f"{line}\n{indent}raise NotImplementedError"
    drop.update(range(node.lineno, (node.end_lineno or node.lineno) + 1))


def _empty(
    node: ast.FunctionDef | ast.AsyncFunctionDef,
    lines: list[str],
    drop: set[int],
    bodies: dict[int, str],
) -> None:
    """Replace a function's body, but for its docstring."""
    if node.body[0].lineno == node.lineno:
        _split(node, lines, drop, bodies)
        return
    rest = node.body[1:] if ast.get_docstring(node) is not None else node.body
    last = node.end_lineno or node.lineno
    if ast.get_docstring(node) is not None:
        start = (node.body[0].end_lineno or node.body[0].lineno) + 1
    else:
        start = rest[0].lineno
    if not rest and start > last:
        start = last + 1
    bodies[start] = " " * node.body[0].col_offset + "raise NotImplementedError"
    drop.update(range(start, last + 1))


def _with_comments(span: range, lines: list[str]) -> range:
    """A definition, with the comment lines right above it."""
    first = span.start
    while first > 1 and lines[first - 2].lstrip().startswith("#"):
        first -= 1
    return range(first, span.stop)


def _tidy(lines: list[str]) -> str:
    """Leave at most two blank lines in a row, and none at the end."""
    out: list[str] = []
    for line in lines:
        if line or out[-2:] != ["", ""]:
            out.append(line)
    return "\n".join(out).rstrip("\n") + "\n"
