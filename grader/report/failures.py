"""What a student reads of the checks that failed: one told in full, of the others the gist."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text as Line

from grader.language import text
from grader.model.outcome import Diagnosis, Failed
from grader.model.report import CheckResult, ExerciseResult, Report
from grader.report import safe
from grader.report.prose import Prose, pointed

MOST_OTHERS = 6
"""Of how many more failures the gist is told: a screen is soon full."""
MOST_LINES = 12
"""Of what a student's code printed."""
MOST_OF_ROW = 200
"""Characters of one of them: a warning of PyTorch's is a line of many sentences."""
MOST_PRINTED = 960
"""Characters of all."""
MOST_OF_FLOOD = 320
"""Characters of what was too much to be kept: it says the same again and again."""
_DROPPED = re.compile(r"\n… \(([\d,]{1,20}) more bytes were printed\)\s*\Z")
"""How `grader.sandbox.output` says that it did not keep all."""


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
        Prose(Line.assemble(("✗ ", "bold red"), (check.title.render(language), "bold"))),
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
        parts += _printed(check.output, language)
    return Group(*parts)


def _diagnosis(diagnosis: Diagnosis, language: str) -> RenderableType:
    return pointed("→", safe.block(diagnosis.text.render(language)), "bold yellow")


def _short(value: str) -> str:
    limit = 240
    return value if len(value) <= limit else value[:limit] + " …"


def _printed(output: str, language: str) -> list[RenderableType]:
    """Return the beginning of what was printed, and how much more there was."""
    dropped = _DROPPED.search(output)
    whole = (output[: dropped.start()] if dropped else output).rstrip()
    rows = whole.split("\n")
    kept = "\n".join(row[:MOST_OF_ROW] for row in rows[:MOST_LINES])
    head = kept[: MOST_OF_FLOOD if dropped else MOST_PRINTED]
    parts: list[RenderableType] = [
        Padding(Line(text("Your code printed:").render(language), style="dim"), (0, 0, 0, 2)),
        Padding(Line(safe.block(head)), (0, 0, 0, 4)),
    ]
    more = None
    if dropped or head != kept:
        left_out = int(dropped[1].replace(",", "")) if dropped else 0
        left_out += _bytes(whole) - _bytes(head)
        more = text("… and {count} more bytes", count=f"{left_out:,}")
    elif len(rows) > MOST_LINES:
        more = text("… and {count} more lines", count=f"{len(rows) - MOST_LINES:,}")
    if more:
        parts.append(Padding(Line(more.render(language), style="dim"), (0, 0, 0, 4)))
    return parts


def _bytes(words: str) -> int:
    return len(words.encode("utf-8", "surrogatepass"))


def first_failure(exercise: ExerciseResult) -> CheckResult | None:
    """Return the first check that failed and costs points; if none costs any, the first."""
    failed = _failed(exercise)
    return next((check for check in failed if check.max_points), failed[0] if failed else None)


def _failed(exercise: ExerciseResult) -> list[CheckResult]:
    return [check for check in exercise.checks if isinstance(check.outcome, Failed)]


@dataclass(frozen=True, slots=True)
class Told:
    """What is told of an exercise's failures."""

    blocks: Sequence[RenderableType] = ()
    whole: bool = True
    """Whether that is all there is to tell."""


def explained(exercise: ExerciseResult, language: str, *, full: bool) -> Told:
    """Return what is told of an exercise's failures.

    Args:
        exercise: what was found.
        language: the language.
        full: whether each is told in full; else the first one is, and the others' gist.
    """
    failed = _failed(exercise)
    if full:
        return Told([failure(check, language) for check in failed])
    first = first_failure(exercise)
    if first is None:
        return Told()
    at = next(number for number, check in enumerate(failed) if check is first)
    # What comes before costs nothing, and may be why the first one that does has failed.
    before, after = failed[:at], _news(first, failed[at + 1 :])
    blocks: list[RenderableType] = [failure(first, language)]
    if before:
        blocks.insert(0, Group(*(_gist(check, language) for check in before)))
    if after:
        parts = [_gist(check, language) for check in after[:MOST_OTHERS]]
        if more := len(after) - len(parts):
            words = text("… and {count} more", count=more).render(language)
            parts.append(Line(words, style="dim"))
        blocks.append(Group(*parts))
    whole = len(after) <= MOST_OTHERS and all(_diagnosis_of(c) for c in (*before, *after))
    return Told(blocks, whole)


def _news(first: CheckResult, others: Sequence[CheckResult]) -> list[CheckResult]:
    """Return the failures that tell anything that neither the first one nor others tell."""
    news, told = [], {_what(first)}
    for check in others:
        if (what := _what(check)) is not None and what not in told:
            told.add(what)
            news.append(check)
    return news


def _what(check: CheckResult) -> object:
    """Return what tells a failure from others; None where nothing may be told of it."""
    if diagnosis := _diagnosis_of(check):
        return diagnosis.mistake
    if check.visibility == "hidden":
        return None
    assert isinstance(check.outcome, Failed)
    return check.outcome.message.render(), check.outcome.call


def _diagnosis_of(check: CheckResult) -> Diagnosis | None:
    return check.outcome.diagnosis if isinstance(check.outcome, Failed) else None


def _gist(check: CheckResult, language: str) -> RenderableType:
    """Return a failure's title, and its known mistake or, where none is known, its message."""
    assert isinstance(check.outcome, Failed)
    title = Prose(Line.assemble(("✗ ", "red"), check.title.render(language)))
    if diagnosis := check.outcome.diagnosis:
        return Group(title, Padding(_diagnosis(diagnosis, language), (0, 0, 0, 2)))
    message = check.outcome.message.render(language).strip().partition("\n")[0]
    return Group(title, Padding(Prose(safe.line(_short(message))), (0, 0, 0, 2)))


def class_failures(reports: list[tuple[str, Report]], language: str) -> RenderableType:
    """Return, for each work that has one, the first thing that failed."""
    parts: list[RenderableType] = []
    for owner, report in reports:
        for exercise in report.exercises:
            check = first_failure(exercise)
            if check is None:
                continue
            assert isinstance(check.outcome, Failed)
            head = Line.assemble(
                (safe.line(owner), "bold"),
                "  ",
                (exercise.id, "cyan"),
                "  ",
                check.title.render(language),
            )
            parts.append(Prose(head))
            words = safe.block(check.outcome.message.render(language))
            parts.append(Padding(Prose(words, style="dim"), (0, 0, 0, 2)))
            if check.outcome.diagnosis:
                parts.append(Padding(_diagnosis(check.outcome.diagnosis, language), (0, 0, 0, 2)))
    return Group(*parts)
