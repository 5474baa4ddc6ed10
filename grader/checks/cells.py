"""Runs a notebook's cells in the student's process, from top to bottom.

A cell that raises stops nothing: the checks go on with what the others define. It is told in a
result of its own. A cell that ends the process, or its time, leaves nothing to check.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import Literal

from grader.bridge.messages import Raised
from grader.checks.raised import known_error, message_of, trace_of
from grader.errors import InternalError
from grader.language import Text, text
from grader.model.exercise import Exercise
from grader.model.notebook import Cell
from grader.model.outcome import Failed
from grader.model.submission import Submission
from grader.sandbox.session import Session

Kind = Literal["shell", "kernel"]
"""How cells run: by IPython's shell alone, or in a real kernel."""

MAX_NOTES = 5
MAX_COMMAND = 200
"""Characters of a command; the student's side says what it was, and may say anything."""


@dataclass(slots=True)
class CellsRun:
    """How a notebook ran."""

    kind: Kind
    failures: list[tuple[Cell, Raised]] = field(default_factory=list)
    commands: list[tuple[Cell, str]] = field(default_factory=list)
    """Lines for the system's shell that were left out."""
    outputs: dict[int, str] = field(default_factory=dict)
    """What each cell showed, by its index: JSON text of the student's side; a kernel's only."""
    names: frozenset[str] = frozenset()
    """What it defines: a claim."""


def run_cells(session: Session, exercise: Exercise, submission: Submission, kind: Kind) -> CellsRun:
    """Run the cells that are needed; in a kernel where they ask for one.

    Raises:
        NeedsKernel: the shell is not enough; begin again, in a fresh process.
        Death: the process ended, with what the cell did to it.
    """
    cells = [cell for cell in submission.cells or () if not cell.skipped]
    others = {name: submission.files[name] for name in list(submission.files)[1:]}
    run = CellsRun(kind)
    seconds = exercise.limits.load_seconds
    # What a start takes is ours: it is not the student's time.
    begun = session.request(
        "open", others, kind, exercise.notebooks.commands, cpu_s=STARTS, what="Jupyter"
    )
    if type(begun) is Raised:  # nothing of the student's has run yet
        words = {"type": begun.type, "message": begun.message}
        raise InternalError(text("The notebook could not be begun ({type}: {message}).", **words))
    for cell in cells:
        what = text("Cell {number}", number=cell.number)
        answer = session.request("cell", cell.number, cell.source, cpu_s=seconds, what=what)
        if answer is False and kind == "shell":
            raise NeedsKernel
        if type(answer) is Raised and not cell.may_fail:
            run.failures.append((cell, answer))
        shown = session.request("shown", what=what)
        commands, outputs = _taken(shown)
        run.commands += [(cell, command) for command in commands]
        if outputs is not None:
            run.outputs[cell.index] = outputs
    names = session.request("settle", what="Jupyter")
    if type(names) is list:
        run.names = frozenset(name for name in names if type(name) is str)
    return run


STARTS = 60.0
"""CPU seconds within which a kernel starts, its imports included."""


class NeedsKernel(Exception):
    """A cell needs a real kernel."""


def _taken(shown: object) -> tuple[Sequence[str], str | None]:
    """Take what the student's side says; nothing of a form that it should not have."""
    if type(shown) is not dict:
        return (), None
    commands, outputs = shown.get("commands"), shown.get("outputs")
    listed = commands if type(commands) is list else []
    return (
        [c[:MAX_COMMAND] for c in listed[:MAX_NOTES] if type(c) is str],
        outputs if type(outputs) is str else None,
    )


@cache
def asked_for(stub: Path) -> frozenset[str]:
    """Return the functions and classes that an exercise asks for: those of its stub."""
    if not stub.is_file():
        return frozenset()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    tree = ast.parse(stub.read_text(encoding="utf-8"))
    return frozenset(node.name for node in tree.body if isinstance(node, kinds))


def nothing_defined(run: CellsRun, exercise: Exercise) -> bool:
    """Whether cells failed, and nothing that the exercise asks for is there."""
    return bool(run.failures) and not run.names & asked_for(exercise.stub)


def failed_definition(run: CellsRun, name: str) -> Cell | None:
    """Return the cell that would have defined a name, had it not failed."""
    return next((cell for cell, _ in run.failures if name in cell.names), None)


def failure_of(run: CellsRun, submission: Submission, exercise: Exercise) -> Failed | None:
    """Say which cell failed first, and what to do."""
    if not run.failures:
        return None
    cell, raised = run.failures[0]
    on = not nothing_defined(run, exercise)
    hint = _hint(cell, raised, submission.cells or (), on=on)
    clear = {"SyntaxError", "CommandRefused"}.intersection(raised.types)
    trace = "" if clear else trace_of(raised)
    return Failed(what_failed(cell, raised, exercise), traceback=trace, hint=hint)


def what_failed(cell: Cell, raised: Raised, exercise: Exercise) -> Text:
    """Say in a sentence how a cell failed."""
    called = text("Cell {number}", number=cell.number)
    if special := known_error(raised, called, exercise.limits.memory_mb):
        return special
    words = {"number": cell.number, "message": message_of(raised), "type": raised.type}
    where = raised.trace[-1] if raised.trace else None
    if "SyntaxError" in raised.types and where:
        return text(
            "Cell {number}, line {line} is not valid Python: {message}", line=where.number, **words
        )
    if "CommandRefused" in raised.types:
        return text("Cell {number} was refused: {message}.", **words)
    return text("Cell {number} raised {type}: {message}", **words)


_MISSING = re.compile(r"name '(\w+)' is not defined")

TOP_DOWN = text(
    "The cells run in a new kernel, from top to bottom. Try it: Restart Kernel and Run All Cells. "
    "A cell that is not needed for grading can have the tag skip-grading."
)
WENT_ON = text(
    "The checks went on with what the other cells define. To see it as the grader does: Restart "
    "Kernel and Run All Cells. A cell that is not needed for grading can have the tag "
    "skip-grading."
)


def _hint(cell: Cell, raised: Raised, cells: Sequence[Cell], *, on: bool) -> Text:
    if raised.type == "NameError" and (found := _MISSING.match(raised.message)):
        name = found[1]
        later = [c for c in cells if c.number > cell.number and name in c.names]
        if later:
            return text(
                "`{name}` is defined further down, in cell {later}. In a new kernel the cells run "
                "from top to bottom: move that cell up, then Restart Kernel and Run All Cells.",
                name=name,
                later=later[0].number,
            )
    return WENT_ON if on else TOP_DOWN


def notes_of(run: CellsRun, exercise: Exercise) -> tuple[Text, ...]:
    """Say what was done with a notebook that its author may not expect."""
    notes = [
        text(
            "Cell {number}: {command} was not run: lines for the system's shell are left out here.",
            number=cell.number,
            command=f"`{command}`",
        )
        for cell, command in run.commands[:MAX_NOTES]
    ]
    others = run.failures[1:]
    for cell, raised in others[:MAX_NOTES]:
        first = raised.message.partition("\n")[0]  # a note is a line: no caret below
        notes.append(what_failed(cell, replace(raised, message=first), exercise))
    if more := [str(cell.number) for cell, _ in others[MAX_NOTES:]]:
        notes.append(text("These cells failed as well: {numbers}.", numbers=", ".join(more)))
    return tuple(notes)
