"""`grader report`: a class on one page."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from grader.cli import files
from grader.cli.options import CourseOption, LangOption, language
from grader.model.course import Course

MARKER = 'content="torchgrade class report"'
"""What a page of ours has in its head."""


def report(
    results: Annotated[Path, typer.Argument(help="The gradebook's folder.")],
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", help="The file to write. Default: RESULTS/report.html."),
    ] = None,
    lang: LangOption = None,
    course: CourseOption = None,
) -> None:
    """Write the instructor's page: the class, and everybody's report, in one file."""
    from grader.errors import UsageError
    from grader.gradebook.page.handed_in import HandedIn
    from grader.gradebook.store import Gradebook
    from grader.language import text

    speech = language(lang)
    path = output or results / "report.html"
    _expect_ours(path)
    try:
        import matplotlib as mpl  # noqa: F401 - the page draws with it
        import rapidfuzz  # noqa: F401 - and compares with this

        from grader.gradebook.page.page import page
    except ImportError as error:
        problem = text(
            "The page is made with {name}, which is not installed: pip install 'torchgrade[batch]'",
            name=error.name,
        )
        raise UsageError(problem) from None
    with Gradebook(results) as gradebook:
        db = gradebook.connection
        made = page(db, speech, sources=HandedIn(db), stubs=_stubs(course))
    files.write(path, made)
    typer.echo(f"{path}")


def _expect_ours(path: Path) -> None:
    """Replace nothing but a page of an earlier run.

    Raises:
        UsageError: there is something else.
    """
    from grader.errors import UsageError
    from grader.language import text

    if not path.exists():
        return
    head = ""
    if path.is_file():
        with path.open(encoding="utf-8", errors="replace") as file:
            head = file.read(2000)
    if MARKER not in head:
        problem = text(
            "{path} is there already and is no page of an earlier run; name another file.",
            path=path,
        )
        raise UsageError(problem)


def _stubs(path: Path | None) -> dict[str, str]:
    """Return what everybody started from, by exercise."""
    from grader.errors import UsageError
    from grader.model.source import read_source

    found = Course.load(path) if path else Course.find(Path.cwd())
    stubs = {}
    for exercise in found.exercises:
        try:
            stubs[exercise.id] = read_source(exercise.stub)
        except UsageError:
            continue
    return stubs


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(report)
