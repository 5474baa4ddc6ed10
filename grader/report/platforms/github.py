"""GitHub Actions: annotations on the student's own lines, and a summary of the step.

The facts are GitHub's documentation's ("Workflow commands for GitHub Actions", "Adding a job
summary") and those of its toolkit's `command.ts`: what has to be escaped. A step shows ten
annotations of a type, a message has 4,096 characters at most, a summary 1 MiB.
"""

from __future__ import annotations

from dataclasses import replace
from types import MappingProxyType

from grader.language import Text, text
from grader.model.outcome import Broken, Diagnosis, Failed, Skipped
from grader.model.report import CheckResult, Place, Report
from grader.report import safe
from grader.report.markdown import OURS, fenced, to_markdown
from grader.report.platforms import sentences

MOST_ANNOTATIONS = 10
"""Of a type, in a step."""
MOST_MESSAGE = 4096
MOST_SUMMARY = 1 << 20
MOST_TITLE = 200
LENGTHS = (500, 100, 0)
"""Characters of each value in a summary that would be too long."""


def commands(report: Report, language: str = "en") -> str:
    """Return workflow commands, a line each: errors for what failed, warnings for the rest.

    A notice names the exercises that nobody has begun: that is no mistake.

    Whatever a student wrote in them is escaped: it can neither end a command nor begin one.
    """
    checks = [check for exercise in report.exercises for check in exercise.checks]
    errors = [_annotation("error", c, language) for c in checks if isinstance(c.outcome, Failed)]
    warnings = [
        _annotation("warning", c, language) for c in checks if isinstance(c.outcome, Broken)
    ]
    late = [c for c in checks if isinstance(c.outcome, Skipped) and c.outcome.cause == "time"]
    if late:
        words = text("{count} checks were not run: the time of this job was up.", count=len(late))
        warnings.insert(0, _command("warning", words.render(language), None, "torchgrade"))
    lines = [*_at_most("error", errors, language), *_at_most("warning", warnings, language)]
    if untouched := [exercise.id for exercise in report.exercises if exercise.not_started]:
        words = text("Not started: {names}.", names=", ".join(untouched))
        lines.append(_command("notice", words.render(language), None, "torchgrade"))
    return "".join(line + "\n" for line in lines)


def commands_of_nothing(reason: Text, language: str = "en") -> str:
    """Return the same where there is no report."""
    return _command("error", reason.render(language), None, "torchgrade") + "\n"


def summary(
    report: Report, language: str = "en", *, most: int = MOST_SUMMARY, advisory: bool = False
) -> str:
    """Return the step's summary in Markdown, of less than `most` bytes.

    What would be longer is shortened: first each value, then all that is told beside the outcomes,
    at last whole exercises; a line says so.

    Args:
        report: as it may be shown.
        language: of its sentences.
        most: how long it may be.
        advisory: whether students can change the checks that it was made with; a line says so.
    """
    last = f"> {sentences.shown(sentences.ADVISORY, language)}\n\n" if advisory else ""
    return _fitting(report, language, most - len(last.encode())) + last


def _fitting(report: Report, language: str, most: int) -> str:
    note = text("This summary was shortened: it would be too long for GitHub.").render(language)
    shown = to_markdown(report, language) + "\n"
    for length in LENGTHS:
        if len(shown.encode()) < most:
            return shown
        shown = f"{to_markdown(_shorter(report, length, language), language)}\n> {note}\n\n"
    exercises = report.exercises
    while len(shown.encode()) >= most and exercises:
        exercises = exercises[: len(exercises) // 2]
        kept = replace(_shorter(report, 0, language), exercises=exercises)
        total = sentences.totals(report, language)
        shown = f"{to_markdown(kept, language)}\n> {note} {total}\n\n"
    return shown


def summary_of_nothing(reason: Text, language: str = "en") -> str:
    """Return the same where there is no report."""
    return f"{OURS}\n\n{fenced(sentences.shown(reason, language))}\n\n"


def _shorter(report: Report, most: int, language: str) -> Report:
    """Return a report whose texts have at most `most` characters each; none of them, if 0."""

    def one(check: CheckResult) -> CheckResult:
        title = Text(sentences.cut(check.title.render(language), max(most, 100), language))
        outcome = check.outcome
        if isinstance(outcome, Failed):
            outcome = _shorter_failure(outcome, most, language)
        elif isinstance(outcome, Skipped | Broken):
            reason = sentences.cut(outcome.reason.render(language), max(most, 100), language)
            outcome = replace(outcome, reason=Text(reason))
        printed = sentences.cut(check.output, most, language) if most else ""
        return replace(check, title=title, outcome=outcome, output=printed)

    return replace(
        report,
        exercises=tuple(
            replace(
                e,
                title=Text(sentences.cut(e.title.render(language), max(most, 100), language)),
                checks=tuple(one(check) for check in e.checks),
                notes=tuple(
                    Text(sentences.cut(note.render(language), max(most, 100), language))
                    for note in e.notes[: max(most, 5)]
                ),
            )
            for e in report.exercises
        ),
    )


def _shorter_failure(failed: Failed, most: int, language: str) -> Failed:
    def cut(words: str | None) -> str:
        return sentences.cut(words or "", most, language)

    message = sentences.cut(failed.message.render(language), max(most, 100), language)
    if not most:
        return Failed(Text(message))
    diagnosis = failed.diagnosis
    return replace(
        failed,
        message=Text(message),
        call=cut(failed.call),
        expected=cut(failed.expected),
        received=cut(failed.received),
        counterexample=MappingProxyType(
            {cut(name): cut(value) for name, value in list(failed.counterexample.items())[:20]}
        ),
        traceback=cut(failed.traceback),
        diagnosis=diagnosis
        and Diagnosis(diagnosis.mistake, Text(cut(diagnosis.text.render(language)))),
        hint=failed.hint and Text(cut(failed.hint.render(language))),
    )


def _at_most(kind: str, annotations: list[str], language: str) -> list[str]:
    """Return those that GitHub shows; the last says how many more there are."""
    if len(annotations) <= MOST_ANNOTATIONS:
        return annotations
    kept = annotations[: MOST_ANNOTATIONS - 1]
    words = text(
        "{count} more stand in the summary of this step.", count=len(annotations) - len(kept)
    )
    return [*kept, _command(kind, words.render(language), None, "torchgrade")]


def _annotation(kind: str, check: CheckResult, language: str) -> str:
    title = check.title.render(language)
    if check.place and check.place.cell:
        title = f"{_where(check.place, language)}: {title}"
    said = sentences.told(check, language)
    if beside := sentences.aside(check, language):
        said = f"{said}\n{beside}"
    return _command(kind, said, check.place, f"{check.id.partition('/')[0]}: {title}", language)


def _where(place: Place, language: str) -> str:
    if place.line:
        words = text("cell {number}, line {line}", number=place.cell or 0, line=place.line)
    else:
        words = text("cell {number}", number=place.cell or 0)
    return words.render(language)


def _command(kind: str, message: str, place: Place | None, title: str, language: str = "en") -> str:
    properties = []
    if place and place.file:
        properties.append(f"file={_property(safe.line(place.file))}")
        # A notebook's lines are not those of its file.
        if place.line and not place.cell:
            properties.append(f"line={place.line}")
    properties.append(f"title={_property(sentences.one_line(title, MOST_TITLE, language))}")
    said = sentences.cut(message, MOST_MESSAGE, language)
    return f"::{kind} {','.join(properties)}::{_data(said)}"


def _data(value: str) -> str:
    return value.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(value: str) -> str:
    return _data(value).replace(":", "%3A").replace(",", "%2C")
