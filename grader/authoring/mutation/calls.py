"""Changes to calls."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.authoring.mutation.places import NOTHING, Change, Place, change, like, words

_MODES = {"train": "eval", "eval": "train"}


def dropped(place: Place) -> Iterator[Change]:
    """`f(x, ...)` becomes `x`; `x.method(...)` becomes `x`."""
    node = place.node
    if not isinstance(node, ast.Call) or isinstance(place.parent, ast.Expr):
        return  # a statement without its call does nothing: that is a change to statements
    if len(node.args) == 1 and not isinstance(node.args[0], ast.Starred):
        yield change("call dropped", node, node.args[0])
    if isinstance(node.func, ast.Attribute) and not _in_a_module(node.func, place.modules):
        yield change("method dropped", node, node.func.value)


def _in_a_module(node: ast.expr, modules: frozenset[str]) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name) and node.id in modules


def arguments(place: Place) -> Iterator[Change]:
    """Two neighbours exchanged; the last one left out; a keyword left out."""
    node = place.node
    if not isinstance(node, ast.Call):
        return
    name = words(node.func)
    for index in range(len(node.args) - 1):
        one, two = node.args[index : index + 2]
        swapped = like(node, args=[*node.args[:index], two, one, *node.args[index + 2 :]])
        was, is_now = f"{words(one)}, {words(two)}", f"{words(two)}, {words(one)}"
        yield Change(f"arguments of {name}", [swapped], was, is_now)
    if len(node.args) > 1 or (node.args and isinstance(node.args[0], ast.Starred)):
        fewer = like(node, args=node.args[:-1])
        yield Change(f"arguments of {name}", [fewer], words(node.args[-1]), NOTHING)
    for index, keyword in enumerate(node.keywords):
        fewer = like(node, keywords=[*node.keywords[:index], *node.keywords[index + 1 :]])
        yield Change(f"arguments of {name}", [fewer], words(keyword), NOTHING)


def mode(place: Place) -> Iterator[Change]:
    """`model.train()` for `model.eval()`, and the other way round."""
    node = place.node
    if (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in _MODES
    ):
        func = like(node.func, attr=_MODES[node.func.attr])
        yield change("mode", node, like(node, func=func))
