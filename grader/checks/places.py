"""Where in the student's work a failure shows, for an annotation on that line.

Sources are searched as text, nothing is compiled: they may be hostile. What a traceback says is a
claim of the student's process, and taken only where such a line is there.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import PurePath

from grader.bridge.messages import Raised
from grader.model.outcome import Failed
from grader.model.report import Place
from grader.model.submission import Submission

NOTEBOOK = ".ipynb"


@dataclass(frozen=True, slots=True)
class _Part:
    """A source with lines of its own: a file, or a cell."""

    label: str
    """What a traceback calls it."""
    source: str
    place: Place
    above: int = 0
    """Lines that a traceback does not count: IPython drops empty ones that a cell begins with."""


def of_error(submission: Submission, raised: Raised) -> Place:
    """Return where code raised: the last of the student's own lines, or the file where none is."""
    parts = {part.label: part for part in _parts(submission)}
    for line in reversed(raised.trace):
        part = parts.get(line.file)
        if part is None:
            continue
        number = line.number + part.above
        if line.number >= 1 and number <= len(part.source.splitlines()) + 1:
            return Place(part.place.file, number, part.place.cell)
    return _whole(submission)


def of_definition(submission: Submission, names: Sequence[str]) -> Place:
    """Return where the first of `names` that is found is defined, or the file where none is.

    The last definition of a name counts, as in Python; a class or function before an assignment.
    """
    parts = _parts(submission)
    for name in names:
        for pattern in (_DEFINED, _ASSIGNED):
            for part in reversed(parts):
                found = [m for m in re.finditer(pattern, part.source) if m["name"] == name]
                if found:
                    line = part.source.count("\n", 0, found[-1].start()) + 1
                    return Place(part.place.file, line, part.place.cell)
    return _whole(submission)


def of_cell(submission: Submission, number: int) -> Place:
    """Return a cell as a whole."""
    return Place(_whole(submission).file, None, number)


def concerned(outcome: Failed, used: Sequence[str]) -> list[str]:
    """Return the names that a failure is about, the likeliest first: what was called, the last."""
    called = (outcome.call or "").partition("(")[0].partition(".")[0]
    names = [name.partition(".")[0] for name in reversed(used)]
    return [called, *names] if called in names else names


_DEFINED = re.compile(r"^(?:(?:async[ \t]+)?def|class)[ \t]+(?P<name>\w+)", re.MULTILINE)
_ASSIGNED = re.compile(r"^(?P<name>\w+)[ \t]*(?::[^=\n]+)?=(?!=)", re.MULTILINE)


def _whole(submission: Submission) -> Place:
    name = submission.path.name if submission.path else next(iter(submission.files), "")
    return Place(name)


def _empty_lines(source: str) -> int:
    return source[: len(source) - len(source.lstrip())].count("\n")


def _parts(submission: Submission) -> list[_Part]:
    """Return what has lines that its author can find again.

    A script that a notebook writes has none: they are counted in a file that was never handed in.
    """
    whole = _whole(submission)
    others = [_Part(n, s, Place(n)) for n, s in list(submission.files.items())[1:]]
    if submission.cells is not None:
        cells = [
            _Part(
                f"cell {cell.number}",
                cell.source,
                Place(whole.file, None, cell.number),
                _empty_lines(cell.source),
            )
            for cell in submission.cells
        ]
        return [*others, *cells]
    if PurePath(whole.file).suffix == NOTEBOOK:
        return others
    first = [_Part(name, source, whole) for name, source in list(submission.files.items())[:1]]
    return [*others, *first]
