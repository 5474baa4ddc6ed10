"""The places of a syntax tree where something may be changed, and what a change is.

Docstrings, annotations, imports, `if __name__ == "__main__"` and definitions marked `# given` are
no such places: they are no part of what a student is asked to write.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

from grader.authoring.stub import is_given

Node = TypeVar("Node", bound=ast.AST)

NOTHING = "nothing"
"""Stands for what is gone, in the words of a change."""


@dataclass(frozen=True, slots=True)
class Place:
    """A node, and where it hangs."""

    node: ast.AST
    parent: ast.AST
    field: str
    index: int | None
    """Its place in the parent's field, where that is a list."""
    function: str
    """Name of the function or class around it, with those around that: `Model.forward`."""
    modules: frozenset[str]
    """Names that the file imports: `torch.rand` is no method of something computed."""

    @property
    def following(self) -> ast.stmt | None:
        """The statement after this one in the same block."""
        if self.index is None:
            return None
        block = getattr(self.parent, self.field)
        after = block[self.index + 1] if self.index + 1 < len(block) else None
        return after if isinstance(after, ast.stmt) else None


@dataclass(frozen=True, slots=True)
class Change:
    """What stands in a place instead."""

    operator: str
    new: Sequence[ast.AST]
    """In place of `span` nodes; one node where the parent's field is no list."""
    was: str
    is_now: str
    span: int = 1


def change(operator: str, old: ast.AST, new: ast.AST) -> Change:
    """One node for another, told by their source."""
    return Change(operator, [new], words(old), words(new))


def words(node: ast.AST) -> str:
    """Return a node's source on one line; of a statement with a block its first line."""
    source = ast.unparse(node)
    if isinstance(node, ast.stmt):
        lines = [line for line in source.splitlines() if not line.startswith("@")]
        return lines[0].strip()
    return " ".join(source.split())


def like(node: Node, **fields: Any) -> Node:
    """Return a node of the same kind that differs in some fields."""
    new = type(node)(**{name: getattr(node, name) for name in node._fields} | fields)
    return ast.copy_location(new, node)


def places(tree: ast.Module, source: str) -> Iterator[Place]:
    """Walk over all places, in the order of the source."""
    modules = frozenset(
        (alias.asname or alias.name).partition(".")[0]
        for node in ast.walk(tree)
        if isinstance(node, (ast.Import, ast.ImportFrom))
        for alias in node.names
    )
    yield from _below(tree, "", modules, source.splitlines())


_ANNOTATIONS = {
    (ast.arg, "annotation"),
    (ast.FunctionDef, "returns"),
    (ast.AsyncFunctionDef, "returns"),
    (ast.AnnAssign, "annotation"),
}


def _below(
    parent: ast.AST, function: str, modules: frozenset[str], lines: Sequence[str]
) -> Iterator[Place]:
    for field, value in ast.iter_fields(parent):
        if (type(parent), field) in _ANNOTATIONS:
            continue
        listed = isinstance(value, list)
        for index, node in enumerate(value if listed else [value]):
            if not isinstance(node, ast.AST) or _spared(node, lines):
                continue
            yield Place(node, parent, field, index if listed else None, function, modules)
            inner = function
            if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)):
                inner = f"{function}.{node.name}" if function else node.name
            yield from _below(node, inner, modules, lines)


def _spared(node: ast.AST, lines: Sequence[str]) -> bool:
    match node:
        case ast.Import() | ast.ImportFrom():
            return True
        case ast.Expr(value=ast.Constant(value=str())):
            return True
        case ast.If(test=ast.Compare(left=ast.Name(id="__name__"))):
            return True
        case ast.FunctionDef() | ast.AsyncFunctionDef() | ast.ClassDef():
            return is_given(node, lines)
        case _:
            return False
