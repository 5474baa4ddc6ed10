"""Exceptions of the student's code as data: its types, its message, the student's own lines."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Iterable

from grader.bridge.messages import Line, Raised

MAX_MESSAGE = 4_000
MAX_LINES = 12


def describe(error: BaseException, files: Iterable[str]) -> Raised:
    """Describe an exception.

    Args:
        error: what the student's code raised. It may be an instance of a class of the student's
            own whose methods lie or raise in turn.
        files: the paths of the submission's files; frames of all others are left out.
    """
    names = tuple(cls.__name__ for cls in type(error).__mro__[:-1])
    if isinstance(error, SyntaxError) and error.lineno is not None:
        return Raised(names, _syntax(error), (_syntax_line(error),))
    own = set(files)
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in own]
    lines = tuple(
        Line(_name(f.filename), f.lineno or 0, f.name, (f.line or "").strip()[:300])
        for f in frames[-MAX_LINES:]
    )
    return Raised(names, _message(error), lines)


def _message(error: BaseException) -> str:
    try:
        return str(error)[:MAX_MESSAGE]
    except BaseException:
        return "(its message can't be read)"


def _syntax(error: SyntaxError) -> str:
    """The message, and the line with a caret under the place."""
    line = (error.text or "").rstrip("\n")
    column = max(error.offset or 1, 1) - 1
    indent = len(line) - len(line.lstrip())
    caret = " " * max(column - indent, 0) + "^"
    return f"{error.msg}\n    {line.strip()[:300]}\n    {caret[:300]}"


def _syntax_line(error: SyntaxError) -> Line:
    return Line(
        _name(error.filename or ""), error.lineno or 0, "<module>", (error.text or "").strip()[:300]
    )


def _name(path: str) -> str:
    return path.rpartition("/")[2].rpartition("\\")[2] or path


def remember_source(path: str, source: str) -> None:
    """Let tracebacks show lines of a file that is compiled from memory."""
    linecache.cache[path] = (len(source), None, source.splitlines(keepends=True), path)
