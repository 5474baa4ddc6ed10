"""The report as Markdown: what the terminal shows, for a file, a step's summary or a notebook.

CommonMark, and what GitHub adds to it. Nothing that a student wrote is markup: sentences are
escaped, values stand in fences that are longer than any within them.
"""

from __future__ import annotations

import re

from grader.language import Text, text
from grader.model.outcome import Broken, Failed, Skipped
from grader.model.report import CheckResult, ExerciseResult, Report, left_out
from grader.report import safe

OURS = "<!-- torchgrade -->"
"""The first line, by which a file is known as ours."""

MARKS = {"passed": "✓", "failed": "✗", "broken": "!", "waits": "·", "needs": "-"}
MOST_CHARACTERS = 2000
"""How much of a value is shown. A summary on GitHub is at most 1 MiB."""

_CODE = re.compile(r"`([^`\n]+)`")
_MARKUP = re.compile(r"[\\`*_{}\[\]()<>|~&$#!]|(?<=www)\.|:(?=//)|@")
_BEGINS_BLOCK = re.compile(r"^(\d*)([-+=.)])", re.MULTILINE)
"""A list, a rule or the line under a heading; the rest of what begins a block is escaped anyhow."""


def to_markdown(report: Report, language: str = "en", *, owner: str = "") -> str:
    """Return a report as Markdown; `owner` is a heading above it."""
    blocks = [OURS]
    if owner:
        blocks.append(f"# {_line(owner)}")
    for exercise in report.exercises:
        blocks += _exercise(exercise, language)
    if len(report.exercises) > 1:
        blocks += ["---", _score(report, language)]
    return "\n\n".join(blocks) + "\n"


def _exercise(exercise: ExerciseResult, language: str) -> list[str]:
    blocks = [f"## {_line(exercise.id)}: {_line(exercise.title.render(language))}"]
    blocks += [f"> {_line(_cut(note.render(language)))}" for note in exercise.notes]
    if exercise.not_started:
        begin = text("not started; begin with: grader hint {id}", id=exercise.id)
        blocks.append(_prose(begin.render(language)))
    if exercise.checks:
        blocks.append("\n".join(_check(check, language) for check in exercise.checks))
        blocks.append(_score(exercise, language))
    for check in exercise.checks:
        if isinstance(check.outcome, Failed):
            blocks += _failure(check, check.outcome, language)
    return blocks


def _check(check: CheckResult, language: str) -> str:
    outcome = check.outcome
    kind: str = outcome.name
    if isinstance(outcome, Skipped):
        kind = "needs" if left_out(outcome) else "waits"
    parts = [f"- {MARKS[kind] if kind != 'needs' else '–'} {_line(check.title.render(language))}"]
    if isinstance(outcome, Skipped | Broken):
        parts.append(f"({_line(outcome.reason.render(language))})")
    if check.visibility == "hidden":
        parts.append(f"*{text('hidden').render(language)}*")
    if check.max_points:
        reached = {"needs": "–", "broken": "?"}.get(kind, f"{check.points:g}")
        parts.append(f"**{reached}/{check.max_points:g}**")
    return " ".join(parts)


def _score(result: Report | ExerciseResult, language: str) -> str:
    reached = text(
        "{score} of {max_score} points",
        score=f"{result.score:g}",
        max_score=f"{result.max_score:g}",
    )
    words = f"**{reached.render(language)}**"
    notes = []
    if result.skipped_points:
        notes.append(
            text(
                "{points} more are left out: this machine can't check them",
                points=f"{result.skipped_points:g}",
            )
        )
    if result.broken_points:
        notes.append(
            text(
                "{points} could not be graded, by the grader's own fault",
                points=f"{result.broken_points:g}",
            )
        )
    return " ".join([words, *(f"({note.render(language)})" for note in notes)])


def _failure(check: CheckResult, failed: Failed, language: str) -> list[str]:
    def said(words: Text) -> str:
        return words.render(language)

    blocks = [f"### ✗ {_line(said(check.title))}", _prose(said(failed.message))]
    facts = [
        (text("call"), failed.call),
        (text("expected"), failed.expected),
        (text("received"), failed.received),
        *((text("with {name}", name=name), shown) for name, shown in failed.counterexample.items()),
    ]
    for label, value in facts:
        if value:
            colon = "：" if language == "zh" else ":"
            blocks += [_line(_cut(said(label))) + colon, fenced(value)]
    if failed.traceback:
        blocks += [said(text("Where it happened:")), fenced(failed.traceback)]
    if failed.diagnosis:
        blocks.append(f"→ {_prose(said(failed.diagnosis.text))}")
    if failed.hint:
        blocks.append(_prose(said(failed.hint)))
    if check.output.strip():
        blocks += [said(text("Your code printed:")), fenced(check.output.rstrip())]
    return blocks


def fenced(value: str) -> str:
    """Return text in a fence that nothing in it can close."""
    shown = safe.block(_cut(value))
    runs = [len(run) for run in re.findall("`+", shown)]
    fence = "`" * max([3, *(run + 1 for run in runs)])
    return f"{fence}text\n{shown}\n{fence}"


def _cut(value: str) -> str:
    return value if len(value) <= MOST_CHARACTERS else value[:MOST_CHARACTERS] + " …"


def _line(words: str) -> str:
    """Return a sentence that stays in the line where it stands."""
    return _prose(" ".join(words.split()))


def _prose(words: str) -> str:
    """Return sentences with what stands between backticks as code, each line a line of its own."""
    shown = "\n".join(" ".join(row.split()) for row in safe.block(_cut(words)).split("\n"))
    shown = re.sub(r"\n+", "\n", shown).strip("\n")
    parts = _CODE.split(shown)
    out = "".join(
        f"`{part}`" if number % 2 and part.strip() else _escaped(part)
        for number, part in enumerate(parts)
    )
    return _BEGINS_BLOCK.sub(r"\1\\\2", out).replace("\n", "  \n")


def _escaped(words: str) -> str:
    return _MARKUP.sub(lambda found: f"\\{found[0]}", words)
