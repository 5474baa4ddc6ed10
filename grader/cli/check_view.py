"""What `grader check` shows on the terminal."""

from __future__ import annotations

from contextlib import AbstractContextManager
from types import TracebackType
from typing import TYPE_CHECKING, Self

import typer

from grader.cli.sign_of_life import SignOfLife
from grader.model.report import CheckResult, Report

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from grader.model.exercise import Exercise


class View(AbstractContextManager["View"]):
    """What the terminal shows while grading goes on: lines as they come, a sign of life between."""

    def __init__(
        self, speech: str, *, quiet: bool, several: bool, full: bool, page: bool, goes_on: bool
    ) -> None:
        """Nothing is shown until grading begins.

        Args:
            speech: the language.
            quiet: whether to show nothing at all.
            several: whether there are several people.
            full: whether every failure is told in full, those of hidden checks too.
            page: whether a page is written as well, which has all in full.
            goes_on: whether to be silent where nobody listens any more, for there is more to write.
        """
        self._speech, self._quiet, self._several, self._full = speech, quiet, several, full
        self._page, self._goes_on = page, goes_on
        self._exercise: str | None = None
        self._person = ""
        self._console: Console | None = None
        self._sign: SignOfLife | None = None

    def __enter__(self) -> Self:
        if not self._quiet:
            self._sign = SignOfLife(self._speech)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._sign:
            self._sign.stop()

    def person(self, owner: str | None) -> None:
        """Grading goes on with somebody's work."""
        self._person = owner or ""
        self._exercise = None

    def seen(self, exercise: Exercise, check: CheckResult) -> None:
        """A check has a result."""
        if self._quiet or not self._sign:
            return
        self._sign.beat(f"{self._person} {exercise.id}".strip())
        if self._several:
            return
        from grader.report import terminal

        with self._sign.paused():
            if self._exercise != exercise.id:
                if self._exercise is not None:
                    self._show()
                self._exercise = exercise.id
                title = exercise.title.render(self._speech)
                self._show(terminal.heading(exercise.id, title))
            self._show(terminal.line(check if self._full else check.redacted(), self._speech))

    def end(self, reports: list[tuple[str, Report]]) -> None:
        """Show what follows when all is known."""
        from grader.report import failures, terminal

        if self._several:
            self._show(terminal.overview(reports, self._speech))
            self._show()
            self._show(failures.class_failures(reports, self._speech))
            return
        report = reports[0][1]
        whole = [self._finish(exercise) for exercise in report.exercises]
        if len(report.exercises) > 1:
            self._show()
        if not all(whole) and not self._page:
            from rich.text import Text as Line

            from grader.language import text

            words = text("To read of every failure in full, add: --html report.html")
            self._show(Line(words.render(self._speech), style="dim"))
            self._show()
        self._show(terminal.score(report, self._speech))

    def _finish(self, exercise: object) -> bool:
        """Show what is told of an exercise's failures; whether that is all there is to tell."""
        from rich.text import Text as Line

        from grader.language import text
        from grader.model.report import ExerciseResult
        from grader.report import failures, terminal

        assert isinstance(exercise, ExerciseResult)
        if exercise.not_started:
            words = text("not started; begin with: grader hint {id}", id=exercise.id)
            self._show(terminal.heading(exercise.id, exercise.title.render(self._speech)))
            self._show(Line(f"  {words.render(self._speech)}", style="dim"))
            return True
        if exercise.notes:
            self._show()
        for note in terminal.notes(exercise, self._speech):
            self._show(note)
        told = failures.explained(exercise, self._speech, full=self._full)
        # What can't be loaded has no lines of checks above.
        bare = any(check.id.endswith("/loads") for check in exercise.checks)
        for number, block in enumerate(told.blocks):
            if number == 0 and bare:
                self._show(terminal.heading(exercise.id, exercise.title.render(self._speech)))
            else:
                self._show()
            self._show(block)
        if told.blocks:
            self._show()
        return told.whole

    def _show(self, what: RenderableType = "") -> None:
        """Print, without the blanks that fill up lines, and without commands to a CI."""
        if self._quiet:
            return
        if self._console is None:
            from rich.console import Console

            self._console = Console(highlight=False)
        from grader.report import safe

        with self._console.capture() as captured:
            self._console.print(what)
        try:
            for row in captured.get().split("\n")[:-1]:
                typer.echo(safe.log(row.rstrip(" ")))
        except BrokenPipeError:
            if not self._goes_on:
                raise
            self._quiet = True
