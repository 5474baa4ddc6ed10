"""The table of what has been proved of each exercise: `docs/exercises.md`.

Its numbers are counts of files and of mutants. They say "caught", "named" and "killed" because
`grader verify`, with and without `--mutants`, holds everything that is counted to it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.mutation.equivalents import FILE, read_equivalents
from grader.authoring.mutation.mutant import mutants_of
from grader.errors import UsageError
from grader.language import text
from grader.model.exercise import Exercise
from grader.model.mistake import read_mistake
from grader.model.source import read_source

BEGIN, END = "<!-- table -->\n", "<!-- /table -->"


@dataclass(frozen=True, slots=True)
class Row:
    """One exercise in numbers."""

    exercise: str
    visible: int
    hidden: int
    mistakes: int
    shared: int
    """Mistakes that share another's name and text, since no check can tell the two apart."""
    variants: int
    mutants: int
    listed: int
    """Mutants that may live, each with its reason."""


def row(exercise: Exercise) -> Row:
    """Count what an exercise has.

    Args:
        exercise: one whose reference this machine has.
    """
    assert exercise.solution
    assert exercise.reference
    mistakes = [
        read_mistake(path) for path in sorted((exercise.solution / "mistakes").glob("*.py"))
    ]
    visible, *hidden = [_checks(path) for path in exercise.check_files]
    return Row(
        exercise=exercise.id,
        visible=visible,
        hidden=sum(hidden),
        mistakes=len(mistakes),
        shared=sum(mistake.same_as is not None for mistake in mistakes),
        variants=len(list((exercise.solution / "variants").glob("*.py"))),
        mutants=len(mutants_of(read_source(exercise.reference))),
        listed=len(read_equivalents(exercise.solution / FILE)),
    )


def _checks(path: Path) -> int:
    tree = ast.parse(read_source(path))
    return sum(
        isinstance(decorator, ast.Call) and ast.unparse(decorator.func) == "check"
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        for decorator in node.decorator_list
    )


def to_markdown(rows: Iterable[Row]) -> str:
    """Return the rows as a table, with their sums."""
    head = ["exercise", "checks (hidden)", "mistakes caught", "named rightly", "variants passed"]
    head += ["mutants killed", "equivalent"]
    lines = [f"| {' | '.join(head)} |", "|---" * len(head) + "|"]
    rows = list(rows)
    fields = ("visible", "hidden", "mistakes", "shared", "variants", "mutants", "listed")
    total = Row("in all", *(sum(getattr(one, name) for one in rows) for name in fields))
    for one in (*rows, total):
        name = f"`{one.exercise}`" if one is not total else f"**{one.exercise}**"
        killed = one.mutants - one.listed
        lines.append(
            f"| {name} | {one.visible + one.hidden} ({one.hidden}) "
            f"| {one.mistakes} of {one.mistakes} | {one.mistakes} of {one.mistakes}"
            f"{f', {one.shared} by a shared text' if one.shared else ''} "
            f"| {one.variants} of {one.variants} | {killed} of {one.mutants} | {one.listed} |"
        )
    return "\n".join(lines) + "\n"


def renewed(document: str, rows: Iterable[Row]) -> str:
    """Return a document with the table between its marks replaced.

    Raises:
        UsageError: the marks are not there.
    """
    before, begin, rest = document.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise UsageError(
            text("The table's place is not marked: {begin} and {end}.", begin=BEGIN[:-1], end=END)
        )
    return f"{before}{BEGIN}{to_markdown(rows)}{END}{after}"
