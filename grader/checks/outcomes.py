"""From what a check raised to an outcome.

Whatever a student's process can provoke is `Failed`; `Broken` is our fault. An error in a check
that no `expect` foresaw lies between: a student's odd value may have led to it. It counts as failed
where the student's process had answered and the error did not come out of the reference.
"""

from __future__ import annotations

import traceback
from collections.abc import Mapping
from pathlib import Path

from grader.bridge.messages import Raised
from grader.checks.bench import Bench, OutOfTime
from grader.checks.cells import failed_definition
from grader.checks.expect import Mismatch
from grader.checks.raised import known_error, message_of, trace_of
from grader.checks.student import NotData, StudentRaised
from grader.checks.words import show
from grader.errors import GraderError
from grader.language import Text, text
from grader.model.outcome import Broken, Failed, Outcome
from grader.sandbox.deaths import Death


def outcome_of(error: BaseException, bench: Bench, shown: Mapping[str, str]) -> Outcome:
    """Return what became of a check that raised.

    Args:
        error: what it raised.
        bench: where the submission was examined.
        shown: the smallest failing input, as text; empty for a check with fixed inputs.
    """
    from hypothesis.errors import Flaky, FlakyStrategyDefinition

    call = bench.last_call
    match error:
        case Mismatch():
            return Failed(
                error.message,
                call=error.call or call,
                expected=error.expected,
                received=error.received,
                counterexample=shown,
                hint=error.hint,
            )
        case StudentRaised():
            return _raised(error.raised, error.call, shown, bench)
        case NotData():
            return Failed(error.message, call=error.call, counterexample=shown)
        case Death():
            return Failed(error.message, call=call, counterexample=shown)
        case OutOfTime():
            message = text("Not run: earlier checks used up the time of this exercise.")
            return Failed(message)
        case Flaky() if not isinstance(error, FlakyStrategyDefinition):
            message = text(
                "The same call gave different answers to the same input. "
                "Look for state that is kept between calls, and for randomness."
            )
            return Failed(message, call=call, counterexample=shown)
        case GraderError():
            return Broken(error.message, _traceback(error, bench))
        case AssertionError() if bench.answered:
            return Failed(Text(str(error).splitlines()[0] if str(error) else "assert"), call=call)
    details = _traceback(error, bench)
    if bench.answered and isinstance(error, Exception) and not _from_reference(error, bench):
        message = text(
            "What {call} gave back can't be compared ({type}: {message}).",
            call=call,
            type=type(error).__name__,
            message=show(str(error)),
        )
        return Failed(message, call=call, counterexample=shown, details=details)
    return Broken(text("The check itself failed: {type}.", type=type(error).__name__), details)


def _traceback(error: BaseException, bench: Bench) -> str:
    """The traceback from the check's own first line on: pytest's frames above it say nothing."""
    assert bench.exercise
    files = {str(path) for path in bench.exercise.check_files}
    trace = error.__traceback__
    start = trace
    while start and start.tb_frame.f_code.co_filename not in files:
        start = start.tb_next
    return "".join(traceback.format_exception(type(error), error, start or trace))


def _from_reference(error: BaseException, bench: Bench) -> bool:
    assert bench.exercise
    reference = bench.exercise.reference
    frames = traceback.extract_tb(error.__traceback__)
    return any(Path(frame.filename) == reference for frame in frames)


def _qualified(called: str, function: str) -> str:
    """Python's traceback names a method alone; the call tells the class."""
    return f"{called}.{function}" if function.startswith("__") else function


def _raised(raised: Raised, call: str, example: Mapping[str, str], bench: Bench) -> Failed:
    assert bench.exercise
    name = call.partition("(")[0]
    trace = trace_of(raised)
    if "NotImplementedError" in raised.types and raised.trace:
        message = text(
            "{name} is not written yet: it still raises NotImplementedError.",
            name=f"`{_qualified(name, raised.trace[-1].function)}`",
        )
        return Failed(message, call=call)
    if raised.type == "MissingName":
        if cell := bench.cells and failed_definition(bench.cells, raised.message):
            message = text(
                "There is no {name}: cell {number}, which defines it, failed.",
                name=f"`{raised.message}`",
                number=cell.number,
            )
            return Failed(message, call=name)
        message = text(
            "There is no {name} in {file}. Is its name spelled as in the task?",
            name=f"`{raised.message}`",
            file=bench.file,
        )
        return Failed(message, call=name)
    if special := known_error(raised, call, bench.exercise.limits.memory_mb):
        return Failed(special, call=call, traceback=trace, counterexample=example)
    message = text(
        "{call} raised {type}: {message}", call=call, type=raised.type, message=message_of(raised)
    )
    return Failed(message, call=call, received=raised.type, traceback=trace, counterexample=example)
