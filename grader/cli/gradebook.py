"""`grader correct` and `grader mark`: what an instructor changes in a gradebook."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import LangOption, language

if TYPE_CHECKING:
    from grader.gradebook.store import Gradebook

Results = Annotated[Path, typer.Argument(help="The gradebook's folder.")]
Reason = Annotated[str, typer.Option("--reason", help="Why; it is kept and shown.")]
Author = Annotated[str, typer.Option("--author", help="Who; your account's name if not given.")]
Undo = Annotated[bool, typer.Option("--undo", help="Take it back.")]


def correct(
    results: Results,
    check: Annotated[str, typer.Argument(help="The check: exercise/name.")],
    leave_out: Annotated[
        bool, typer.Option("--leave-out", help="Take it out for everyone, of the maximum too.")
    ] = False,
    grant: Annotated[bool, typer.Option("--grant", help="Give everyone its points.")] = False,
    reason: Reason = "",
    author: Author = "",
    undo: Undo = False,
    lang: LangOption = None,
) -> None:
    """Correct a check that proved wrong, for everyone."""
    from grader.errors import UsageError
    from grader.gradebook import edits
    from grader.gradebook.store import Gradebook
    from grader.language import text

    if [leave_out, grant, undo].count(True) != 1:
        raise UsageError(text("Say one of --leave-out, --grant and --undo."))
    if not undo and not reason:
        raise UsageError(text("Say why, with --reason: it is kept with the correction."))
    with Gradebook(results, write=True) as book:
        if undo:
            edits.undo_correction(book, check)
        else:
            edits.correct(book, check, "leave_out" if leave_out else "grant", reason, author)
        _tell(book, language(lang))


def mark(
    results: Results,
    student: Annotated[str, typer.Argument(help="The student's key, as in the gradebook.")],
    exercise: Annotated[str, typer.Argument(help="The exercise.")],
    points: Annotated[float | None, typer.Argument(help="The mark.")] = None,
    reason: Reason = "",
    author: Author = "",
    undo: Undo = False,
    lang: LangOption = None,
) -> None:
    """Set a mark by hand; it survives everything that is graded again."""
    from grader.errors import UsageError
    from grader.gradebook import edits
    from grader.gradebook.store import Gradebook
    from grader.language import text

    if undo == (points is not None):
        raise UsageError(text("Say a mark, or --undo."))
    if not undo and not reason:
        raise UsageError(text("Say why, with --reason: it is kept with the mark."))
    with Gradebook(results, write=True) as book:
        if points is None:
            edits.undo_mark(book, student, exercise)
        else:
            edits.set_mark(book, student, exercise, points, reason=reason, author=author)
        _tell(book, language(lang))


def _tell(book: Gradebook, speech: str) -> None:
    """Say whose marks it changed."""
    from grader.cli.batch_view import changed, shown_list

    rows = book.changes_of_this_opening()
    shown_list(changed(rows), speech)


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(correct)
    app.command()(mark)
