"""`grader export`: marks and feedback out of a gradebook, for other systems."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import Enum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli import files
from grader.cli.options import LangOption, language
from grader.errors import UsageError
from grader.language import Text, text

if TYPE_CHECKING:
    import sqlite3

    from grader.gradebook.export.entries import Book
    from grader.gradebook.export.feedback import Kind
    from grader.gradebook.export.sheets import Sheet


class Format(Enum):
    """Who is to read it."""

    csv = "csv"
    canvas = "canvas"
    moodle = "moodle"
    nbgrader = "nbgrader"
    feedback = "feedback"


class As(Enum):
    """What the files of feedback are."""

    html = "html"
    md = "md"


def add_to(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(export)


def export(
    results: Annotated[Path, typer.Argument(help="The folder that `grader batch` filled.")],
    format_: Annotated[
        Format,
        typer.Option(
            "--format",
            help="csv: a row for each student and exercise. canvas, moodle: a sheet to upload "
            "there. nbgrader: its columns. feedback: a file for each student.",
        ),
    ],
    output: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--output",
            help="The file to write, or the folder for feedback. Default: standard output; "
            "RESULTS/feedback.",
        ),
    ] = None,
    sheet: Annotated[
        Path | None,
        typer.Option(
            "--sheet",
            help="The gradebook exported from Canvas, or the worksheet downloaded from Moodle, to "
            "be filled in.",
        ),
    ] = None,
    exercise: Annotated[
        list[str] | None,
        typer.Option("--exercise", help="Of this exercise alone; can be given more than once."),
    ] = None,
    column: Annotated[
        list[str] | None,
        typer.Option(
            "--column",
            help="EXERCISE=COLUMN: the title or number of its assignment in Canvas, where it is "
            "not called like the exercise.",
        ),
    ] = None,
    as_: Annotated[As | None, typer.Option("--as", help="Feedback as html or md.")] = None,
    lang: LangOption = None,
) -> None:
    """Write marks or feedback for another system; nothing in the gradebook is changed."""
    _expect_options(format_, sheet, column, as_)
    speech = language(lang)
    from grader.gradebook.export import entries
    from grader.gradebook.store import Gradebook

    with Gradebook(results) as gradebook:
        # All of it as it is now, also while a run goes on.
        gradebook.connection.execute("BEGIN")
        book = entries.read(gradebook.connection, exercise or ())
        if format_ is Format.feedback:
            kind: Kind = as_.value if as_ else "html"
            folder = output or results / "feedback"
            notes = _write_feedback(gradebook.connection, book, folder, kind, speech)
        else:
            columns = _columns(book, column or ())
            made, encoding, told = _content(
                format_, gradebook.connection, book, sheet, columns, speech
            )
            notes = list(told)
            _write(output, made, encoding, sheet)
    _tell([*notes, *book.without_mark()], speech)


def _expect_options(
    format_: Format, sheet: Path | None, column: list[str] | None, as_: As | None
) -> None:
    if sheet and format_ not in (Format.canvas, Format.moodle):
        raise typer.BadParameter("goes with canvas and moodle", param_hint="--sheet")
    if column and format_ is not Format.canvas:
        raise typer.BadParameter("goes with canvas", param_hint="--column")
    if as_ and format_ is not Format.feedback:
        raise typer.BadParameter("goes with feedback", param_hint="--as")
    if format_ is Format.moodle and sheet is None:
        problem = text(
            "Moodle takes marks in its own worksheet alone: download the assignment's grading "
            "worksheet and name it with --sheet."
        )
        raise UsageError(problem)


def _columns(book: Book, asked: Iterable[str]) -> Mapping[str, str]:
    """Return which column each exercise was given.

    Raises:
        UsageError: an exercise is not there, or is not named.
    """
    columns = {}
    known = [exercise.id for exercise in book.exercises]
    for one in asked:
        name, _, title = one.partition("=")
        if name not in known or not title.strip():
            raise UsageError(
                text(
                    "--column {value}: write EXERCISE=COLUMN, with one of these exercises: "
                    "{known}.",
                    value=one,
                    known=", ".join(known),
                )
            )
        columns[name] = title.strip()
    return columns


def _content(
    format_: Format,
    connection: sqlite3.Connection,
    book: Book,
    sheet: Path | None,
    columns: Mapping[str, str],
    speech: str,
) -> tuple[bytes, str, Iterable[Text]]:
    """Return what is to be written, its encoding, and what is to be said."""
    from grader.gradebook.export import canvas, feedback, moodle, nbgrader, rows, sheets

    read: Sheet | None = sheets.read(sheet) if sheet else None
    match format_:
        case Format.csv:
            return rows.to_csv(book, speech).encode(), "utf-8", ()
        case Format.nbgrader:
            return nbgrader.to_nbgrader(book).encode(), "utf-8", ()
        case Format.canvas:
            done = canvas.filled(book, read, columns) if read else canvas.made(book, columns)
            return done.content, read.encoding if read else "utf-8", done.notes
        case _:
            assert read
            comments = {}
            problems: list[Text] = []
            for student in book.students:
                report, notes = feedback.report_of(connection, book, student, speech)
                problems += notes
                comments[student.key] = feedback.comment(report, speech)
            done = moodle.filled(book, read, comments)
            return done.content, read.encoding, (*problems, *done.notes)


def _write(output: Path | None, content: bytes, encoding: str, sheet: Path | None) -> None:
    if output is None or str(output) == "-":
        from grader.report import safe

        # A CI's log may show it: no name in it is a command there.
        shown = safe.log(content.decode(encoding)).encode(encoding)
        typer.echo(shown, nl=False)
        return
    if sheet and output.exists() and output.samefile(sheet):
        problem = text("{path} is the sheet itself; write to another file.", path=output)
        raise UsageError(problem)
    files.replace(output, content)


def _write_feedback(
    connection: sqlite3.Connection, book: Book, folder: Path, kind: Kind, speech: str
) -> list[Text]:
    """Write the files; those that are not ours stop it before anything is written."""
    from grader.gradebook.export import feedback

    names = set(feedback.file_names(book, kind).values())
    notes = _expect_ours(folder, names, kind)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise _not_written(folder, error) from None
    for file in feedback.files(connection, book, kind, speech):
        files.replace(folder / file.name, file.content.encode("utf-8", "backslashreplace"))
        notes += file.notes
    return notes


def _expect_ours(folder: Path, names: set[str], kind: str) -> list[Text]:
    if not folder.is_dir():
        return []
    from grader.gradebook.export.file_names import folded

    wanted = {folded(name) for name in names}
    notes = []
    for path in sorted(folder.iterdir()):
        if folded(path.name) in wanted and not _is_ours(path):
            raise UsageError(
                text(
                    "{path} is there already and is no feedback of an earlier run; name another "
                    "folder.",
                    path=path,
                )
            )
        if path.name not in names and path.suffix == f".{kind}" and _is_ours(path):
            notes.append(text("{path} is of an earlier export and is nobody's now.", path=path))
    return notes


def _is_ours(path: Path) -> bool:
    from grader.report.markdown import OURS

    if path.is_symlink() or not path.is_file():
        return False
    with path.open("rb") as file:
        head = file.read(2000)
    return head.startswith(OURS.encode()) or (
        b'<meta name="generator" content="torchgrade">' in head
    )


def _not_written(path: Path, error: OSError) -> UsageError:
    return UsageError(text("{path} can't be written: {reason}.", path=path, reason=error.strerror))


def _tell(notes: Iterable[Text], speech: str) -> None:
    from grader.report import safe

    for note in notes:
        typer.echo(safe.log(safe.line(note.render(speech))), err=True)
