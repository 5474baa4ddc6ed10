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
        self, speech: str, *, quiet: bool, several: bool, full: bool, goes_on: bool
    ) -> None:
        """Nothing is shown until grading begins.

        Args:
            speech: the language.
            quiet: whether to show nothing at all.
            several: whether there are several people.
            full: whether hidden checks are told in full.
            goes_on: whether to be silent where nobody listens any more, for there is more to write.
        """
        self._speech, self._quiet, self._several, self._full = speech, quiet, several, full
        self._goes_on = goes_on
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
        from grader.report import terminal

        if self._several:
            self._show(terminal.overview(reports, self._speech))
            self._show()
            self._show(terminal.class_failures(reports, self._speech))
            return
        report = reports[0][1]
        for exercise in report.exercises:
            self._finish(exercise)
        if len(report.exercises) > 1:
            self._show()
        self._show(terminal.score(report, self._speech))

    def _finish(self, exercise: object) -> None:
        from rich.text import Text as Line

        from grader.language import text
        from grader.model.report import ExerciseResult
        from grader.report import terminal

        assert isinstance(exercise, ExerciseResult)
        if exercise.not_started:
            words = text("not started; begin with: grader hint {id}", id=exercise.id)
            self._show(terminal.heading(exercise.id, exercise.title.render(self._speech)))
            self._show(Line(f"  {words.render(self._speech)}", style="dim"))
            return
        if exercise.notes:
            self._show()
        for note in terminal.notes(exercise, self._speech):
            self._show(note)
        failed = terminal.first_failure(exercise)
        if failed is not None:
            if failed.id.endswith("/loads"):
                self._show(terminal.heading(exercise.id, exercise.title.render(self._speech)))
            else:
                self._show()
            self._show(terminal.failure(failed, self._speech))
            if others := terminal.other_mistakes(exercise, self._speech):
                self._show()
                self._show(others)
            self._show()

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
