"""`grader check`: grade, and show it."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Annotated, Self

import typer

from grader.cli import exits, files, progress
from grader.cli.options import CourseOption, LangOption, LevelOption, language
from grader.cli.sign_of_life import SignOfLife
from grader.model.course import Course
from grader.model.outcome import Broken
from grader.model.report import CheckResult, Report

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

    from grader.checks.cells import Kind
    from grader.grading.grading import Grading
    from grader.grading.locate import Portfolio
    from grader.model.exercise import Exercise


def check(
    target: Annotated[
        list[str] | None,
        typer.Argument(
            help="Exercises, files, archives or folders; all that was begun here if none is named."
        ),
    ] = None,
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", help="The exercise, where the file's name does not tell."),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print the report as JSON; one line each for several people."),
    ] = False,
    junit: Annotated[
        Path | None, typer.Option("--junit", help="Also write JUnit XML to this file.")
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", help="Also write a row for each check to this file, as CSV."),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", help="Also write the report to this file, as a page; - for standard output."
        ),
    ] = None,
    html_fragment: Annotated[
        Path | None,
        typer.Option("--html-fragment", hidden=True, help="The same, for a notebook's output."),
    ] = None,
    lang: LangOption = None,
    seed: Annotated[
        str | None, typer.Option("--seed", help="What the inputs of the checks are derived from.")
    ] = None,
    full: Annotated[
        bool, typer.Option("--full", help="Show hidden checks in full: for instructors.")
    ] = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit with 0 even where checks fail.")
    ] = False,
    execute: Annotated[
        bool,
        typer.Option("--execute", help="Run notebooks in a real Jupyter kernel: slower."),
    ] = False,
    feedback: Annotated[
        Path | None,
        typer.Option(
            "--feedback",
            help="Also write a copy of the notebook with the verdicts in it; implies --execute.",
        ),
    ] = None,
    level: LevelOption = None,
    course: CourseOption = None,
) -> None:
    """Grade work: an exercise, a file, an archive, a folder, or all that was begun here.

    Exit codes: 0 all checks passed, 1 some failed, 2 interrupted, 3 the grader failed, 4 wrong
    usage, 5 nothing to grade.
    """
    from grader.grading.grading import DEFAULT_SEED, grading
    from grader.grading.locate import locate

    speech = language(lang)
    found = Course.load(course) if course else Course.find(Path.cwd())
    portfolios = locate(found, target or [], Path.cwd(), exercise=exercise)
    exercises = tuple({e.id: e for p in portfolios for e, _ in p.works}.values())
    if feedback:
        files.expect_one_notebook(portfolios, feedback)
    several = len(portfolios) > 1 or portfolios[0].owner is not None
    to_stdout = str(html) == "-"
    if as_json and to_stdout:
        raise typer.BadParameter("can't go with --json", param_hint="--html -")
    view = _View(speech, quiet=as_json or to_stdout, several=several, full=full)
    with view:
        reports, outputs = grading(
            exercises,
            lambda g: (_grade(g, portfolios, view), g.outputs),
            seed=seed or DEFAULT_SEED,
            level=level.value if level else None,
            notebooks=_kind(portfolios, execute=execute or feedback is not None),
        )
    shown = [(owner, r if full else r.redacted()) for owner, r in reports]
    if as_json:
        _print_json([report for _, report in shown], speech, several=several)
    elif not to_stdout:
        view.end(shown)
    if junit:
        files.write(junit, files.junit(shown, speech))
    if csv:
        files.write(csv, files.csv(shown, speech))
    files.write_html(html, html_fragment, shown, speech)
    if feedback:
        files.write(feedback, files.feedback(portfolios[0].works[0], shown[0][1], outputs, speech))
    progress.remember(Path.cwd(), [report for owner, report in reports if not owner])
    raise typer.Exit(exits.PASSED if exit_zero else _code([report for _, report in reports]))


def _grade(bench: Grading, portfolios: list[Portfolio], view: _View) -> list[tuple[str, Report]]:
    reports = []
    for portfolio in portfolios:
        view.person(portfolio.owner)
        reports.append((portfolio.owner or "", bench.report(portfolio.works, view.seen)))
    return reports


def _kind(portfolios: list[Portfolio], *, execute: bool) -> Kind | None:
    """How notebooks are to run, if there are any."""
    if all(work.cells is None for portfolio in portfolios for _, work in portfolio.works):
        return None
    return "kernel" if execute else "shell"


def _code(reports: list[Report]) -> int:
    checks = [check for report in reports for e in report.exercises for check in e.checks]
    if any(isinstance(check.outcome, Broken) for check in checks):
        return exits.INTERNAL
    return exits.PASSED if all(report.passed for report in reports) else exits.FAILED


def _print_json(reports: list[Report], speech: str, *, several: bool) -> None:
    from grader.report.json_format import to_json

    for report in reports:
        typer.echo(to_json(report, speech, indent=None if several else 2))


class _View(AbstractContextManager["_View"]):
    """What the terminal shows while grading goes on: lines as they come, a sign of life between."""

    def __init__(self, speech: str, *, quiet: bool, several: bool, full: bool) -> None:
        self._speech, self._quiet, self._several, self._full = speech, quiet, several, full
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
        if self._console is None:
            from rich.console import Console

            self._console = Console(highlight=False)
        from grader.report import safe

        with self._console.capture() as captured:
            self._console.print(what)
        for row in captured.get().split("\n")[:-1]:
            typer.echo(safe.log(row.rstrip(" ")))


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)
