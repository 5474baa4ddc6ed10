"""The files that `grader check` writes beside what it shows."""

from __future__ import annotations

import contextlib
import errno
import functools
import os
import re
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from grader.cli.attempts import Attempts
from grader.model.report import Report

if TYPE_CHECKING:
    from grader.errors import UsageError
    from grader.grading.grading import Work
    from grader.grading.locate import Portfolio

Shown = list[tuple[str, Report]]
"""Reports with their owners, as they may be shown."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The options that name a file."""

    junit: Path | None
    csv: Path | None
    html: Path | None
    """`-` is standard output."""
    html_fragment: Path | None
    feedback: Path | None

    def __bool__(self) -> bool:
        """Whether any was given."""
        return any((self.junit, self.csv, self.html, self.html_fragment, self.feedback))

    def expect_folders(self) -> None:
        """Find out before anything is graded what could not be written afterwards.

        Raises:
            UsageError: a file's folder is not there.
        """
        missing = FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT))
        for path in (self.junit, self.csv, self.html, self.html_fragment, self.feedback):
            if path and not path.parent.is_dir():
                raise _not_written(path, missing)

    def write(
        self, shown: Shown, noted: Callable[[], str], speech: str, attempts: Attempts
    ) -> None:
        """Write each that was given.

        Args:
            shown: what was found.
            noted: makes the notebook with the verdicts in it.
            speech: the language.
            attempts: takes what can't be written.
        """
        texts: tuple[tuple[Path | None, Callable[[], str]], ...] = (
            (self.junit, lambda: junit(shown, speech)),
            (self.csv, lambda: csv(shown, speech)),
            (self.html, lambda: page(shown, speech)),
            (self.html_fragment, lambda: fragment(shown, speech)),
            (self.feedback, noted),
        )
        for path, make in texts:
            if path:
                attempts.make(functools.partial(_put, path, make))


def junit(shown: Shown, speech: str) -> str:
    """Return JUnit XML."""
    from grader.report.junit import to_junit

    return to_junit(together(shown), speech)


def together(shown: Shown) -> Report:
    """Return one report of all people's exercises."""
    from dataclasses import replace

    everything = tuple(e for _, report in shown for e in report.exercises)
    return replace(shown[0][1], exercises=everything)


def page(shown: Shown, speech: str) -> str:
    """Return a page to read or print."""
    from grader.report import html

    return html.pages(shown, speech)


def fragment(shown: Shown, speech: str) -> str:
    """Return the same for a notebook's output."""
    from grader.report import html

    return html.fragment(shown[0][1], speech)


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


def _put(path: Path, make: Callable[[], str]) -> None:
    """Write what is made; `-` is standard output."""
    if str(path) == "-":
        typer.echo(make(), nl=False)
    else:
        write(path, make())


def write(path: Path, content: str) -> None:
    """Write a text; as `replace` does it.

    Raises:
        UsageError: it can't be written.
    """
    replace(path, content.encode("utf-8", "backslashreplace"))


def replace(path: Path, content: bytes) -> None:
    """Write a file whole or not at all; a link in its place is replaced, not written through.

    A device or a pipe is no place for a file: it is given the content.

    Raises:
        UsageError: it can't be written.
    """
    import tempfile

    made: Path | None = None
    try:
        if _is_device(path):
            _pour(path, content)
            return
        with tempfile.NamedTemporaryFile(
            dir=path.parent, prefix=".torchgrade-", delete=False
        ) as file:
            made = Path(file.name)
            file.write(content)
        made.chmod(_mode(path))
        made.replace(path)
    except OSError as error:
        if made:
            made.unlink(missing_ok=True)
        raise _not_written(path, error) from None


DEVICES = re.compile(r"/dev|/dev/fd|/proc/\w+/fd")
"""Folders of the system whose links are devices and pipes: `/dev/stdout` is one."""


def _is_device(path: Path) -> bool:
    if DEVICES.fullmatch(os.path.abspath(path.parent)):  # noqa: PTH100 - not what a link names
        return True
    try:
        mode = path.lstat().st_mode
    except FileNotFoundError:
        return False
    return not (stat.S_ISREG(mode) or stat.S_ISLNK(mode) or stat.S_ISDIR(mode))


def _pour(path: Path, content: bytes) -> None:
    """Write to a device or a pipe; a pipe that nobody reads is an error: nobody waits for it."""
    never = getattr(os, "O_NONBLOCK", 0)
    # Standard output may be a file: what is in it stays.
    handle = os.open(path, os.O_WRONLY | os.O_APPEND | never)
    if never:
        os.set_blocking(handle, True)
    with open(handle, "wb") as file:  # noqa: PTH123 - of a handle
        file.write(content)


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


def _mode(path: Path) -> int:
    """Who may read a file that is written: as before, or as any new one."""
    with contextlib.suppress(FileNotFoundError):
        if stat.S_ISREG(before := path.lstat().st_mode):
            return before & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask


def _not_written(path: Path, error: OSError) -> UsageError:
    from grader.errors import UsageError
    from grader.language import text

    return UsageError(text("{path} can't be written: {reason}.", path=path, reason=error.strerror))
