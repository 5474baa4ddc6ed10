"""What a student's code raised, in words."""

from __future__ import annotations

from grader.bridge.messages import Raised
from grader.language import Text, text
from grader.model.outcome import Failed

TOP_LEVEL = text(
    "This happened while the file was being imported. Code that is meant to run as a program "
    'belongs below `if __name__ == "__main__":`.'
)


IMPORTING = text("Importing the file")
NO_MESSAGE = text("(without a message)")


def message_of(raised: Raised) -> str | Text:
    """Return an exception's message; many have none."""
    return raised.message or NO_MESSAGE


def trace_of(raised: Raised) -> str:
    """Return the student's own lines of a traceback, one a line, repetitions left out."""
    lines = [
        f"{line.file}, line {line.number}, in {line.function}: {line.source}"
        for line in raised.trace
    ]
    # A comprehension is a frame of its own on the same line before Python 3.12.
    kept = dict.fromkeys(line.replace(", in <listcomp>:", ":") for line in lines)
    return "\n".join(line.replace(", in <module>:", ":") for line in kept)


def known_error(raised: Raised, call: str | Text, memory_mb: int) -> Text | None:
    """Say what an exception means, where Python's own words do not."""
    if "SystemExit" in raised.types:
        return text("{call} ended the program (exit or quit) instead of returning.", call=call)
    if "MemoryError" in raised.types or "can't allocate memory" in raised.message:
        return text(
            "{call} was stopped: it took more than the {limit} MB of memory that this exercise "
            "allows.",
            call=call,
            limit=memory_mb,
        )
    if raised.type in ("EOFError", "StdinNotImplementedError"):
        return text(
            "{call} waits for input, and nobody is there to type it. Take out input().", call=call
        )
    if raised.type == "InductorError" and "PermissionError" in raised.message:
        return text(
            "{call} has torch.compile start a compiler, and code that is graded may start no "
            "programs. Take torch.compile out.",
            call=call,
        )
    return None


def load_failure(raised: Raised, file: str, memory_mb: int) -> Failed:
    """Say why a file can't be imported."""
    trace = trace_of(raised)
    where = raised.trace[-1] if raised.trace else None
    if "SyntaxError" in raised.types and where:
        message = text(
            "{file}, line {line} is not valid Python: {message}",
            file=where.file,
            line=where.number,
            message=raised.message,
        )
        return Failed(message)
    if "ModuleNotFoundError" in raised.types:
        message = text(
            "The file imports something that is not installed here: {message}.",
            message=raised.message,
        )
        hint = text(
            "If that is a file of your own, put its code into {file}: other files are not graded.",
            file=file,
        )
        return Failed(message, traceback=trace, hint=hint)
    if special := known_error(raised, IMPORTING, memory_mb):
        return Failed(special, traceback=trace, hint=TOP_LEVEL)
    message = text(
        "Importing the file raised {type}: {message}",
        type=raised.type,
        message=message_of(raised),
    )
    return Failed(message, traceback=trace, hint=TOP_LEVEL)
