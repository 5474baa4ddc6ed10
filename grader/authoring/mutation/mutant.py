"""The mutants of a source file, each with a name that outlives edits elsewhere in the file."""

from __future__ import annotations

import ast
import difflib
import warnings
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from grader.authoring.mutation import calls, expressions, statements
from grader.authoring.mutation.places import Change, Place, places

OPERATORS: tuple[Callable[[Place], Iterator[Change]], ...] = (
    expressions.arithmetic,
    expressions.comparison,
    expressions.boolean,
    expressions.unary,
    expressions.condition,
    expressions.constant,
    expressions.order,
    expressions.format_spec,
    expressions.shorter,
    calls.dropped,
    calls.arguments,
    calls.mode,
    statements.dropped,
    statements.swapped,
    statements.returned,
    statements.leaps,
)
"""Each looks at one place and yields what may stand there instead."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """A source that differs from another in one place."""

    id: str
    """`function/operator: old source -> new source`, with ` #2` for the second alike."""
    function: str
    source: str


def mutants_of(source: str) -> list[Mutant]:
    """Make all mutants of a source file, in its order.

    What does not compile is left out, and so is what is the same program as the source or as an
    earlier mutant.
    """
    tree = ast.parse(source)
    known = {ast.dump(tree)}
    named: Counter[str] = Counter()
    found = []
    for place in places(tree, source):
        for operator in OPERATORS:
            for change in operator(place):
                mutated = _source(tree, place, change)
                if (program := _program(mutated)) is None or program in known:
                    continue
                known.add(program)
                where = place.function or "module"
                name = f"{where}/{change.operator}: {change.was} -> {change.is_now}"
                named[name] += 1
                number = f" #{named[name]}" if named[name] > 1 else ""
                found.append(Mutant(name + number, where, mutated))
    return found


def difference(source: str, mutant: Mutant) -> str:
    """Show what a mutant changes, as a unified diff without its header."""
    plain = ast.unparse(ast.parse(source))
    lines = difflib.unified_diff(plain.splitlines(), mutant.source.splitlines(), lineterm="", n=1)
    return "\n".join(list(lines)[2:])


def _source(tree: ast.Module, place: Place, change: Change) -> str:
    """Write out the tree with the change in it, and take the change back."""
    old = getattr(place.parent, place.field)
    new: ast.AST | list[ast.AST]
    if place.index is None:
        (new,) = change.new
    else:
        rest = old[place.index + change.span :]
        new = [*old[: place.index], *change.new, *rest]
    setattr(place.parent, place.field, new)
    try:
        return ast.unparse(tree) + "\n"
    finally:
        setattr(place.parent, place.field, old)


def _program(source: str) -> str | None:
    """Return what tells one program from another; None for what is none."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            compile(source, "mutant", "exec", dont_inherit=True)
        except SyntaxError:
            return None
    return ast.dump(ast.parse(source))
