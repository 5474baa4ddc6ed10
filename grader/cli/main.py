"""`grader`: the commands, and the one place where an error becomes a sentence and an exit code."""

from __future__ import annotations

import io
import os
import sys
import traceback
from pathlib import Path
from typing import NoReturn

import typer

import grader
from grader.cli import (
    authoring,
    batch,
    check,
    desk,
    doctor,
    exits,
    export,
    gradebook,
    release,
    report,
)
from grader.errors import GraderError, UsageError

app = typer.Typer(
    name="grader",
    help="Grade PyTorch exercises: honest verdicts that name the mistake, at once.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

for module in (desk, check, batch, report, export, gradebook, release, doctor, authoring):
    module.add_to(app)


def _version(value: bool) -> None:  # noqa: FBT001 - typer's callback
    if value:
        typer.echo(f"torchgrade {grader.__version__}")
        raise typer.Exit


@app.callback()
def _root(
    version: bool = typer.Option(  # noqa: FBT001 - a flag
        False,
        "--version",
        help="Show the version and exit.",
        is_eager=True,
        callback=_version,
    ),
) -> None:
    """Hold the options that stand before a command."""


def run() -> NoReturn:
    """Run the command line and end the process."""
    # A student's folder may hold a torch.py: the current directory is never imported from.
    here = str(Path.cwd())
    sys.path[:] = [entry for entry in sys.path if entry not in ("", ".") and entry != here]
    code = _run()
    for stream in (sys.stdout, sys.stderr):
        try:
            stream.flush()
        except BrokenPipeError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())
    sys.exit(code)


def _run() -> int:
    from grader.language import language_of_locale

    try:
        result = app(standalone_mode=False)
    except GraderError as error:
        told = error.message.render(_asked_language() or language_of_locale())
        # What a caller did is told in one line; an author's error may show a part of a file.
        _say(*([told] if isinstance(error, UsageError) else told.split("\n")))
        if exits.of(error) == exits.INTERNAL:
            _say("This is the grader's or the check author's fault, not yours.")
        return exits.of(error)
    except (KeyboardInterrupt, typer.Abort):
        _say("Interrupted.")
        return exits.INTERRUPTED
    except BrokenPipeError:
        return exits.UNREAD
    except SystemExit as end:
        if isinstance(end.__context__, BrokenPipeError):  # typer's word for it is 1
            return exits.UNREAD
        raise
    except Exception as error:  # noqa: BLE001 - no traceback of ours ever reaches a student
        if hasattr(error, "show") and hasattr(error, "exit_code"):
            shown = io.StringIO()
            error.show(file=shown)
            _say(*shown.getvalue().splitlines())
            return exits.USAGE
        return _internal(error)
    if result == 130:  # what typer makes of Ctrl-C
        _say("Interrupted.")
        return exits.INTERRUPTED
    return result if isinstance(result, int) else exits.PASSED


def _asked_language() -> str | None:
    """The language on the command line, for errors that come before it is parsed."""
    arguments = sys.argv[1:]
    for number, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return argument.removeprefix("--lang=")
        if argument == "--lang" and number + 1 < len(arguments):
            return arguments[number + 1]
    return None


def _internal(error: Exception) -> int:
    import tempfile

    with tempfile.NamedTemporaryFile(
        "w", prefix="torchgrade-error-", suffix=".txt", delete=False, encoding="utf-8"
    ) as file:
        file.write("".join(traceback.format_exception(error)))
    _say(
        f"The grader itself failed ({type(error).__name__}); this is not your fault. "
        f"Please report it with the file {file.name}"
    )
    return exits.INTERNAL


def _say(*sentences: str) -> None:
    """Print lines, whatever the names of files in them hold."""
    from grader.report import safe

    for sentence in sentences:
        print(safe.log(safe.line(sentence)), file=sys.stderr)  # noqa: T201 - our own voice
