"""The files that `grader check` writes beside what it shows."""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from grader.model.report import Report

if TYPE_CHECKING:
    from grader.errors import UsageError
    from grader.grading.grading import Work
    from grader.grading.locate import Portfolio

Shown = list[tuple[str, Report]]
"""Reports with their owners, as they may be shown."""


def junit(shown: Shown, speech: str) -> str:
    """Return JUnit XML."""
    from grader.report.junit import to_junit

    return to_junit(together(shown), speech)


def together(shown: Shown) -> Report:
    """Return one report of all people's exercises."""
    from dataclasses import replace

    everything = tuple(e for _, report in shown for e in report.exercises)
    return replace(shown[0][1], exercises=everything)


def write_html(page: Path | None, fragment: Path | None, shown: Shown, speech: str) -> None:
    """Write the page, and the fragment, where they are asked for."""
    from grader.report import html

    if page and str(page) == "-":
        typer.echo(html.pages(shown, speech), nl=False)
    elif page:
        write(page, html.pages(shown, speech))
    if fragment:
        write(fragment, html.fragment(shown[0][1], speech))


def csv(shown: Shown, speech: str) -> str:
    """Return a row for each person and check."""
    from grader.report.csv_format import to_csv

    return to_csv(shown, speech)


def expect_one_notebook(portfolios: Sequence[Portfolio], target: Path) -> None:
    """Feedback is a copy of one notebook, in a file of its own.

    Raises:
        UsageError: something else is graded, or `target` is a file that holds no feedback.
    """
    from grader.errors import UsageError
    from grader.language import text
    from grader.report.feedback import SUMMARY

    if target.exists() and SUMMARY not in target.read_text(encoding="utf-8", errors="replace"):
        problem = text(
            "{path} is there already and is no feedback of an earlier run; name another file.",
            path=target,
        )
        raise UsageError(problem)
    works = [submission for portfolio in portfolios for _, submission in portfolio.works]
    alone = works[0] if len(works) == 1 else None
    if alone and alone.cells is not None and alone.path and alone.path.is_file():
        return
    names = ", ".join(work.path.name for work in works if work.path)
    raise UsageError(
        text("--feedback goes with one notebook; these were named: {names}.", names=names)
    )


def feedback(work: Work, report: Report, outputs: Mapping[int, str], speech: str) -> str:
    """Return the notebook with the verdicts in it."""
    from grader.intake.notebooks import MAX_NOTEBOOK, parsed
    from grader.model.source import read_bytes
    from grader.report.feedback import feedback as handed_back

    _, submission = work
    assert submission.path
    notebook = parsed(read_bytes(submission.path, MAX_NOTEBOOK), submission.path)
    result = report.exercises[0]
    return handed_back(notebook, submission.cells or (), result, outputs, speech)


def write(path: Path, content: str) -> None:
    """Write a file.

    Raises:
        UsageError: it can't be written.
    """
    try:
        path.write_text(content, encoding="utf-8", newline="")
    except OSError as error:
        raise _not_written(path, error) from None


def replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; a link in its place is replaced, not written through.

    Raises:
        UsageError: it can't be written.
    """
    import tempfile

    made: Path | None = None
    try:
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=".torchgrade-", delete=False
        ) as file:
            made = Path(file.name)
            file.write(content)
        made.chmod(0o666 & ~_umask())
        made.replace(path)
    except OSError as error:
        if made:
            made.unlink(missing_ok=True)
        raise _not_written(path, error) from None


def append(path: Path, content: str) -> None:
    """Add to the end of a file, which need not be there.

    Raises:
        UsageError: it can't be written.
    """
    try:
        with path.open("a", encoding="utf-8", newline="") as file:
            file.write(content)
    except OSError as error:
        raise _not_written(path, error) from None


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask


def _not_written(path: Path, error: OSError) -> UsageError:
    from grader.errors import UsageError
    from grader.language import text

    return UsageError(text("{path} can't be written: {reason}.", path=path, reason=error.strerror))
