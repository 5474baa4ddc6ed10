"""The report as a student reads it: one line a check, the first failure told in full."""

from __future__ import annotations

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from grader.language import text
from grader.model.outcome import Broken, Diagnosis, Failed, Skipped
from grader.model.report import CheckResult, ExerciseResult, Report
from grader.report import safe
from grader.report.prose import Prose, pointed

MARKS = {"passed": ("✓", "green"), "failed": ("✗", "bold red"), "broken": ("!", "bold magenta")}
WAITING = ("·", "dim")
LEFT_OUT = ("-", "yellow")


def heading(exercise_id: str, title: str) -> RenderableType:
    """Return the line above an exercise's checks."""
    return Line.assemble((exercise_id, "bold cyan"), "  ", title)


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
    row.add_column(ratio=1)
    row.add_column(justify="right", no_wrap=True)
    row.add_row(Line(mark, style=style), words, Line(_points(check), style=style))
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


def failure(check: CheckResult, language: str) -> RenderableType:
    """Return everything that a student may know of a failed check."""
    assert isinstance(check.outcome, Failed)
    failed = check.outcome
    facts = Table.grid(padding=(0, 2))
    facts.add_column(style="dim", no_wrap=True)
    facts.add_column(overflow="fold")
    rows = [
        (text("call"), failed.call),
        (text("expected"), failed.expected),
        (text("received"), failed.received),
        *((text("with {name}", name=name), shown) for name, shown in failed.counterexample.items()),
    ]
    for label, value in rows:
        if value:
            facts.add_row(Line(safe.line(label.render(language))), Line(safe.block(_short(value))))
    parts: list[RenderableType] = [
        Line.assemble(("✗ ", "bold red"), (check.title.render(language), "bold")),
        Padding(Prose(safe.block(failed.message.render(language))), (0, 0, 0, 2)),
    ]
    if facts.row_count:
        parts.append(Padding(facts, (0, 0, 0, 4)))
    if failed.traceback:
        parts.append(Padding(Line(safe.block(failed.traceback), style="dim"), (0, 0, 0, 4)))
    if failed.diagnosis:
        parts.append(Padding(_diagnosis(failed.diagnosis, language), (0, 0, 0, 2)))
    if failed.hint:
        parts.append(Padding(Prose(failed.hint.render(language)), (0, 0, 0, 2)))
    if check.output.strip():
        printed = text("Your code printed:").render(language)
        parts.append(Padding(Line(printed, style="dim"), (0, 0, 0, 2)))
        parts.append(Padding(Line(safe.block(_head(check.output.rstrip()))), (0, 0, 0, 4)))
    return Group(*parts)


def _diagnosis(diagnosis: Diagnosis, language: str) -> RenderableType:
    return pointed("→", safe.block(diagnosis.text.render(language)), "bold yellow")


def _short(value: str) -> str:
    limit = 240
    return value if len(value) <= limit else value[:limit] + " …"


def _head(output: str, lines: int = 12) -> str:
    rows = output.split("\n")
    kept = [row[:200] for row in rows[:lines]]
    return "\n".join([*kept, f"… (+{len(rows) - lines})"] if len(rows) > lines else kept)


def first_failure(exercise: ExerciseResult) -> CheckResult | None:
    """Return the first check that failed."""
    return next((c for c in exercise.checks if isinstance(c.outcome, Failed)), None)


def other_mistakes(exercise: ExerciseResult, language: str) -> RenderableType | None:
    """Return the misconceptions that failures after the first one show, each once; None if none."""
    first = first_failure(exercise)
    told = {_mistake(first)} if first else set()
    parts: list[RenderableType] = []
    for check in exercise.checks:
        mistake = _mistake(check)
        if mistake is None or mistake in told:
            continue
        told.add(mistake)
        assert isinstance(check.outcome, Failed)
        assert check.outcome.diagnosis
        title = Line.assemble(("✗ ", "red"), check.title.render(language))
        text_ = _diagnosis(check.outcome.diagnosis, language)
        parts += [title, Padding(text_, (0, 0, 0, 2))]
    return Group(*parts) if parts else None


def _mistake(check: CheckResult) -> str | None:
    if isinstance(check.outcome, Failed) and check.outcome.diagnosis:
        return check.outcome.diagnosis.mistake
    return None


def notes(result: ExerciseResult, language: str) -> list[RenderableType]:
    """Return what is worth knowing of how the files were taken, a line each."""
    return [
        Padding(Line(safe.line(f"! {note.render(language)}"), style="yellow"), (0, 0, 0, 2))
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
    return shown


def overview(reports: list[tuple[str, Report]], language: str) -> RenderableType:
    """Return a class as a table: a row a person, a column an exercise."""
    ids = list(dict.fromkeys(e.id for _, report in reports for e in report.exercises))
    table = Table(box=None, header_style="bold cyan", pad_edge=False)
    table.add_column(text("who").render(language))
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


def class_failures(reports: list[tuple[str, Report]], language: str) -> RenderableType:
    """Return, for each work that has one, the first thing that failed."""
    parts: list[RenderableType] = []
    for owner, report in reports:
        for exercise in report.exercises:
            check = first_failure(exercise)
            if check is None:
                continue
            assert isinstance(check.outcome, Failed)
            parts.append(
                Line.assemble(
                    (safe.line(owner), "bold"),
                    "  ",
                    (exercise.id, "cyan"),
                    "  ",
                    check.title.render(language),
                )
            )
            words = safe.block(check.outcome.message.render(language))
            parts.append(Padding(Prose(words, style="dim"), (0, 0, 0, 2)))
            if check.outcome.diagnosis:
                parts.append(Padding(_diagnosis(check.outcome.diagnosis, language), (0, 0, 0, 2)))
    return Group(*parts)
