"""The report as HTML: a page of its own, or a fragment for the output of a notebook's cell.

Nothing is fetched and nothing runs: one file with its style in it. Whatever a student wrote is made
harmless by `safe`, then escaped by jinja2 (autoescape is on, and nothing is marked as safe but the
`<code>` that stands for backticks).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from grader.language import Text, text
from grader.model.outcome import Broken, Failed, Skipped
from grader.model.report import CheckResult, ExerciseResult, Report, left_out
from grader.report import safe
from grader.report.parts import Failure, Folded, Person, Row, Score, Section

TEMPLATES = Path(__file__).with_name("templates")

HEAD_CHARACTERS = 400
HEAD_LINES = 12
"""How much of a long value is seen before it is unfolded."""
MOST_CHARACTERS = 20_000
"""How much of it the page holds at all."""

_CODE = re.compile(r"`([^`\n]+)`")

MARKS = {
    "passed": ("✓", text("passed")),
    "failed": ("✗", text("failed")),
    "broken": ("!", text("broken")),
    "waits": ("·", text("waits")),
    "needs": ("-", text("left out")),
}
"""How a check ended: its mark, and the word for those who don't see the mark."""


def page(report: Report, language: str = "en") -> str:
    """Return a report as a page of its own."""
    return pages([("", report)], language)


def pages(reports: Sequence[tuple[str, Report]], language: str = "en") -> str:
    """Return the reports of a class, with their owners, as one page."""
    people = [_person(owner, report, language) for owner, report in reports]
    ids = list(dict.fromkeys(e.id for _, report in reports for e in report.exercises))
    heading = text("Report on {exercises}", exercises=", ".join(ids))
    return rendered(
        "page.html.j2", language, people=people, ids=ids, heading=heading.render(language)
    )


def fragment(report: Report, language: str = "en") -> str:
    """Return a report as a piece of HTML with a style of its own, for a notebook's output."""
    return rendered("fragment.html.j2", language, one=_person("", report, language))


def notice(words: Text, language: str = "en", *, wrong: bool = False) -> str:
    """Return a sentence as such a piece; `wrong` where something is to be done about it."""
    told = prose(words.render(language))
    return rendered("notice.html.j2", language, told=told, wrong=wrong)


def rendered(template: str, language: str, **values: object) -> str:
    """Render a template of `templates/`, with the words that all of them share."""
    words = {
        "what_failed": text("What failed"),
        "outcome": text("outcome"),
        "check": text("check"),
        "points": text("points"),
        "hidden": text("hidden"),
        "printed": text("Your code printed:"),
        "traceback": text("Where it happened:"),
        "who": text("who"),
        "overview": text("overview"),
        "not_started": text("not started"),
    }
    return (
        _environment()
        .get_template(template)
        .render(
            **values,
            lang={"zh": "zh-Hans"}.get(language, language),
            words={name: said.render(language) for name, said in words.items()},
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )


def _person(owner: str, report: Report, language: str) -> Person:
    environment = report.environment
    devices = environment.get("devices", ())
    facts = [
        *(f"{name} {environment[name]}" for name in ("python", "torch") if name in environment),
        *(devices if isinstance(devices, tuple | list) else ()),
        *(f"{name}: {environment[name]}" for name in ("sandbox",) if name in environment),
    ]
    return Person(
        name=safe.line(owner),
        file=safe.line(report.submission.get("files", "")),
        sections=tuple(section(exercise, language) for exercise in report.exercises),
        score=score(report, language),
        facts=safe.line(" · ".join(str(fact) for fact in facts)),
    )


def section(exercise: ExerciseResult, language: str) -> Section:
    """Return what is shown of an exercise."""
    begin = text("not started; begin with: grader hint {id}", id=exercise.id)
    return Section(
        id=exercise.id,
        title=prose(exercise.title.render(language)),
        not_started=prose(begin.render(language)) if exercise.not_started else None,
        rows=tuple(row(check, language) for check in exercise.checks),
        failures=tuple(
            failure(check, check.outcome, language)
            for check in exercise.checks
            if isinstance(check.outcome, Failed)
        ),
        score=score(exercise, language),
        notes=tuple(safe.block(_cut(note.render(language))) for note in exercise.notes),
    )


def row(check: CheckResult, language: str) -> Row:
    """Return the line of a check."""
    outcome = check.outcome
    kind: str = outcome.name
    reason = Markup()
    if isinstance(outcome, Skipped):
        kind = "needs" if left_out(outcome) else "waits"
    if isinstance(outcome, Skipped | Broken):
        reason = prose(outcome.reason.render(language))
    mark, spoken = MARKS[kind]
    points = f"{check.points:g}/{check.max_points:g}" if check.max_points else ""
    if points and kind in ("needs", "broken"):
        points = {"needs": "-", "broken": "?"}[kind]
    return Row(
        kind=kind,
        mark=mark,
        spoken=spoken.render(language),
        title=prose(check.title.render(language)),
        reason=reason,
        hidden=check.visibility == "hidden",
        points=points,
    )


def failure(check: CheckResult, failed: Failed, language: str) -> Failure:
    """Return what is told of a check that failed."""
    labelled = [
        (text("call"), failed.call),
        (text("expected"), failed.expected),
        (text("received"), failed.received),
        *((text("with {name}", name=name), shown) for name, shown in failed.counterexample.items()),
    ]
    diagnosis = failed.diagnosis
    return Failure(
        title=prose(check.title.render(language)),
        message=prose(failed.message.render(language)),
        facts=tuple(
            (safe.line(_cut(label.render(language))), _folded(value, language))
            for label, value in labelled
            if value
        ),
        traceback=_folded(failed.traceback, language) if failed.traceback else None,
        diagnosis=prose(diagnosis.text.render(language)) if diagnosis else None,
        hint=prose(failed.hint.render(language)) if failed.hint else None,
        output=_folded(check.output.rstrip(), language) if check.output.strip() else None,
    )


def score(result: Report | ExerciseResult, language: str) -> Score:
    """Return what was reached, in words and numbers."""
    most = result.max_score
    words = text("{score} of {max_score} points", score=f"{result.score:g}", max_score=f"{most:g}")
    left = text(
        "{points} more are left out: this machine can't check them",
        points=f"{result.skipped_points:g}",
    )
    broken = text(
        "{points} could not be graded, by the grader's own fault",
        points=f"{result.broken_points:g}",
    )
    return Score(
        words=words.render(language),
        short=f"{result.score:g}/{most:g}",
        full=result.passed and most > 0,
        percent=round(100 * result.score / most) if most else 0,
        left_out=left.render(language) if result.skipped_points else "",
        broken=broken.render(language) if result.broken_points else "",
    )


def _cut(value: str) -> str:
    return value if len(value) <= MOST_CHARACTERS else value[:MOST_CHARACTERS] + " …"


def _folded(value: str, language: str) -> Folded:
    """Cut a text to what is seen at first, and to what can be unfolded."""
    rows = value[: HEAD_CHARACTERS + 1].split("\n")
    head = "\n".join(rows[:HEAD_LINES])[:HEAD_CHARACTERS]
    if len(head) == len(value):
        return Folded(safe.block(value))
    told = text("All {size} characters", size=f"{len(value):,}")
    if len(value) > MOST_CHARACTERS:
        told = text(
            "The first {shown} of {size} characters",
            shown=f"{MOST_CHARACTERS:,}",
            size=f"{len(value):,}",
        )
    return Folded(safe.block(head) + " …", safe.block(_cut(value)), told.render(language))


def prose(words: str) -> Markup:
    """Return a sentence with what stands between backticks as code."""
    parts = _CODE.split(safe.block(_cut(words)))
    return Markup().join(
        Markup("<code>{}</code>").format(part) if number % 2 else escape(part)
        for number, part in enumerate(parts)
    )
