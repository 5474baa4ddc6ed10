"""Exceptions of the student's code as data: its types, its message, the student's own lines."""

from __future__ import annotations

import linecache
import traceback
from collections.abc import Iterable

from grader.bridge.messages import Line, Raised

MAX_MESSAGE = 4_000
MAX_LINES = 12
MAX_SOURCE = 300


def describe(error: BaseException, files: Iterable[str]) -> Raised:
    """Describe an exception.

    Args:
        error: what the student's code raised. It may be an instance of a class of the student's
            own whose attributes and methods lie or raise in turn.
        files: the paths of the submission's files; frames of all others are left out.
    """
    try:
        return _describe(error, set(files))
    except BaseException:
        return Raised(("Exception",), "(the exception can't be read)", ())


def _describe(error: BaseException, own: set[str]) -> Raised:
    # By type's own method: a metaclass may hide `__name__` or `__mro__`.
    classes = type.__dict__["__mro__"].__get__(type(error))[:-1]
    names = tuple(str(type.__dict__["__name__"].__get__(cls)) for cls in classes)
    if isinstance(error, SyntaxError) and type(error.lineno) is int:
        return Raised(names, _syntax(error), (_syntax_line(error),))
    frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename in own]
    lines = tuple(
        Line(_name(f.filename), f.lineno or 0, f.name, (f.line or "").strip()[:MAX_SOURCE])
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
    line = str(error.text or "").rstrip("\n")
    offset = error.offset if type(error.offset) is int else 1
    column = min(max(offset, 1), MAX_SOURCE) - 1
    indent = len(line) - len(line.lstrip())
    caret = " " * max(column - indent, 0) + "^"
    return f"{error.msg!s:.1000}\n    {line.strip()[:MAX_SOURCE]}\n    {caret}"


def _syntax_line(error: SyntaxError) -> Line:
    source = str(error.text or "").strip()[:MAX_SOURCE]
    return Line(_name(str(error.filename or "")), int(error.lineno or 0), "<module>", source)


def _name(path: str) -> str:
    return path.rpartition("/")[2].rpartition("\\")[2] or path


def remember_source(path: str, source: str) -> None:
    """Let tracebacks show lines of a file that is compiled from memory."""
    linecache.cache[path] = (len(source), None, source.splitlines(keepends=True), path)
