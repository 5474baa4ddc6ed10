"""The report as a student reads it: one line a check, and the score."""

from __future__ import annotations

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from grader.language import text
from grader.model.outcome import Broken, Skipped
from grader.model.report import CheckResult, ExerciseResult, Report
from grader.report import safe
from grader.report.prose import Prose

MARKS = {"passed": ("✓", "green"), "failed": ("✗", "bold red"), "broken": ("!", "bold magenta")}
WAITING = ("·", "dim")
LEFT_OUT = ("-", "yellow")


def heading(exercise_id: str, title: str) -> RenderableType:
    """Return the line above an exercise's checks."""
    return Prose(Line.assemble((exercise_id, "bold cyan"), "  ", title))


def line(check: CheckResult, language: str) -> RenderableType:
    """Return the line of one check: mark, title, points."""
    mark, style = _mark(check)
    words = Line(check.title.render(language), style="dim" if style == "dim" else "")
    if isinstance(check.outcome, Skipped):
        words.append(f"  ({check.outcome.reason.render(language)})", style="dim")
    elif isinstance(check.outcome, Broken):
        words.append(f"  ({check.outcome.reason.render(language)})", style="magenta")
    if check.visibility == "hidden":
        words.append("  " + text("hidden").render(language), style="dim italic")
    row = Table.grid(padding=(0, 1), expand=True)
    row.add_column(width=3, justify="right")
    row.add_column(ratio=1, overflow="fold")
    row.add_column(justify="right", no_wrap=True)
    row.add_row(Line(mark, style=style), Prose(words), Line(_points(check), style=style))
    return row


def _mark(check: CheckResult) -> tuple[str, str]:
    if isinstance(check.outcome, Skipped):
        return LEFT_OUT if check.outcome.cause == "needs" else WAITING
    return MARKS[check.outcome.name]


def _points(check: CheckResult) -> str:
    if check.max_points == 0:
        return ""
    if isinstance(check.outcome, Skipped) and check.outcome.cause == "needs":
        return "-"
    if isinstance(check.outcome, Broken):
        return "?"
    return f"{check.points:g}/{check.max_points:g}"


def notes(result: ExerciseResult, language: str) -> list[RenderableType]:
    """Return what is worth knowing of how the files were taken, a line each."""
    return [
        Padding(Prose(safe.line(f"! {note.render(language)}"), style="yellow"), (0, 0, 0, 2))
        for note in result.notes
    ]


def score(result: Report | ExerciseResult, language: str) -> RenderableType:
    """Return the line with the score, and what the machine or the grader left out of it."""
    full = result.passed and result.max_score > 0
    shown = Line(
        text(
            "{score} of {max_score} points",
            score=f"{result.score:g}",
            max_score=f"{result.max_score:g}",
        ).render(language),
        style="bold green" if full else "bold",
    )
    if result.skipped_points:
        note = text(
            "{points} more are left out: this machine can't check them",
            points=f"{result.skipped_points:g}",
        )
        shown.append(f"  ({note.render(language)})", style="dim")
    if result.broken_points:
        note = text(
            "{points} could not be graded, by the grader's own fault",
            points=f"{result.broken_points:g}",
        )
        shown.append(f"  ({note.render(language)})", style="magenta")
    return Prose(shown)


def overview(reports: list[tuple[str, Report]], language: str) -> RenderableType:
    """Return a class as a table: a row a person, a column an exercise."""
    ids = list(dict.fromkeys(e.id for _, report in reports for e in report.exercises))
    table = Table(box=None, header_style="bold cyan", pad_edge=False)
    table.add_column(text("who").render(language), overflow="fold")
    for ident in ids:
        table.add_column(ident, justify="right")
    for owner, report in reports:
        by_id = {exercise.id: exercise for exercise in report.exercises}
        table.add_row(Line(safe.line(owner)), *(_cell(by_id.get(ident), language) for ident in ids))
    return table


def _cell(exercise: ExerciseResult | None, language: str) -> Line:
    if exercise is None:
        return Line("")
    if exercise.not_started:
        return Line(text("not started").render(language), style="dim")
    mark = f"{exercise.score:g}/{exercise.max_score:g}"
    return Line(
        mark, style="green" if exercise.passed else "red" if exercise.score == 0 else "yellow"
    )
