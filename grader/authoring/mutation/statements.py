"""Changes to statements."""

from __future__ import annotations

import ast
from collections.abc import Iterator

from grader.authoring.mutation.places import NOTHING, Change, Place, change, like, words

_SIMPLE = (ast.Expr, ast.Assign, ast.AugAssign, ast.AnnAssign, ast.Delete, ast.Assert, ast.Raise)
_FUNCTIONS = (ast.FunctionDef, ast.AsyncFunctionDef)


def dropped(place: Place) -> Iterator[Change]:
    """A statement left out. What does without a decorator, `with` or `finally` keeps the rest."""
    node = place.node
    if isinstance(node, _SIMPLE) and place.function:
        yield Change("dropped", [ast.Pass()], words(node), NOTHING)
    if isinstance(node, ast.Return) and not isinstance(place.parent, _FUNCTIONS):
        yield Change("dropped", [ast.Pass()], words(node), NOTHING)
    if isinstance(node, (ast.With, ast.AsyncWith)):
        yield from _without_context(node)
    if isinstance(node, ast.Try):
        yield from _without_handlers(node)
    if isinstance(node, (*_FUNCTIONS, ast.ClassDef)):
        for index, decorator in enumerate(node.decorator_list):
            left = [*node.decorator_list[:index], *node.decorator_list[index + 1 :]]
            undecorated = like(node, decorator_list=left)
            yield Change("decorator", [undecorated], f"@{words(decorator)}", NOTHING)


def _without_context(node: ast.With | ast.AsyncWith) -> Iterator[Change]:
    for index, item in enumerate(node.items):
        left = [*node.items[:index], *node.items[index + 1 :]]
        new = [like(node, items=left)] if left else node.body
        yield Change("context", new, f"with {words(item)}", NOTHING)


def _without_handlers(node: ast.Try) -> Iterator[Change]:
    body = [*node.body, *node.orelse]
    if node.finalbody:
        new = [like(node, finalbody=[])] if node.handlers else body
        yield Change("finally", [*new, *node.finalbody], "finally", "after it")
    for index, handler in enumerate(node.handlers):
        left = [*node.handlers[:index], *node.handlers[index + 1 :]]
        new = [like(node, handlers=left)] if left or node.finalbody else body
        caught = f"except {words(handler.type)}" if handler.type else "except"
        yield Change("except", new, caught, NOTHING)


def swapped(place: Place) -> Iterator[Change]:
    """A statement and the one after it, the other way round."""
    node, after = place.node, place.following
    inside = not isinstance(place.parent, (ast.Module, ast.ClassDef))
    definitions = (*_FUNCTIONS, ast.ClassDef)
    if not inside or after is None or isinstance(node, definitions):
        return
    if not isinstance(node, ast.stmt) or isinstance(after, definitions):
        return
    if not _strangers(node, after) and not _strangers(after, node):
        was, is_now = f"{words(node)}; {words(after)}", f"{words(after)}; {words(node)}"
        yield Change("swapped", [after, node], was, is_now, span=2)


def _strangers(one: ast.stmt, other: ast.stmt) -> bool:
    """Whether `one` only makes variables begin, and `other` does not know them."""
    match one:
        case ast.Assign(value=ast.Constant() | ast.List(elts=[]) | ast.Dict(keys=[])):
            targets: list[ast.expr] = one.targets
        case ast.AnnAssign(value=ast.List(elts=[]) | ast.Dict(keys=[]) | ast.Constant()):
            targets = [one.target]
        case _:
            return False
    begun = {target.id for target in targets if isinstance(target, ast.Name)}
    known = {node.id for node in ast.walk(other) if isinstance(node, ast.Name)}
    return len(begun) == len(targets) and not begun & known


def returned(place: Place) -> Iterator[Change]:
    """None in place of a value."""
    node = place.node
    none = ast.Constant(value=None)
    if isinstance(node, (ast.Return, ast.Yield)) and node.value is not None:
        yield change("returned", node, like(node, value=none))
    if isinstance(node, ast.Lambda):
        yield change("returned", node, like(node, body=none))


def leaps(place: Place) -> Iterator[Change]:
    """`break` for `continue`, and the other way round; neither of them."""
    node = place.node
    if isinstance(node, (ast.Break, ast.Continue)):
        other = ast.Continue() if isinstance(node, ast.Break) else ast.Break()
        yield change("leap", node, other)
        yield Change("leap", [ast.Pass()], words(node), NOTHING)
