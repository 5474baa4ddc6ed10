"""What to hand back: each student's report, as they may see it, with the marks that count."""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from grader.errors import UsageError
from grader.gradebook.export.entries import Book, Entry, Student, points, state
from grader.gradebook.export.file_names import unique
from grader.language import Text, text
from grader.model.outcome import Failed
from grader.model.report import CheckResult, ExerciseResult, Report
from grader.report import html as page
from grader.report import markdown, safe
from grader.report.from_json import report_from_json

Kind = Literal["html", "md"]

MOST_COMMENT = 4000


@dataclass(frozen=True, slots=True)
class File:
    """One student's feedback."""

    name: str
    content: str
    notes: tuple[Text, ...]


def files(connection: sqlite3.Connection, book: Book, kind: Kind, language: str) -> Iterator[File]:
    """Make the files, one after the other: none but the present one is held."""
    names = file_names(book, kind)
    for student in book.students:
        report, notes = report_of(connection, book, student, language)
        owner = student.name or student.key
        if kind == "md":
            content = markdown.to_markdown(report, language, owner=owner)
        else:
            content = page.pages([(owner, report)], language)
        yield File(names[student.key], content, tuple(notes))


def file_names(book: Book, kind: Kind) -> Mapping[str, str]:
    """Return the name of each student's file, by their key."""
    stems = unique((student.key, student.name) for student in book.students)
    return {key: f"{stem}.{kind}" for key, stem in stems.items()}


def report_of(
    connection: sqlite3.Connection, book: Book, student: Student, language: str
) -> tuple[Report, list[Text]]:
    """Return what a student may see of all their exercises, and what could not be read."""
    results: list[ExerciseResult] = []
    frame: Report | None = None
    notes: list[Text] = []
    titles = {exercise.id: exercise.title for exercise in book.exercises}
    for entry in book.of(student):
        told = (*_mark(entry, language), *_corrections(connection, entry.exercise))
        shown = connection.execute(
            "SELECT shown FROM results WHERE key = ?", (entry.result,)
        ).fetchone()
        stored: Report | None = None
        if shown is not None:
            try:
                stored = report_from_json(shown["shown"])
            except UsageError as error:
                notes.append(
                    text(
                        "{student}, {exercise}: the stored report is left out. {problem}",
                        student=student.key,
                        exercise=entry.exercise,
                        problem=error.message,
                    )
                )
        if stored is None:
            checks = _nothing(entry)
            title = Text(titles[entry.exercise])
            results.append(ExerciseResult(entry.exercise, title, checks, told))
            continue
        frame = frame or stored
        results += [replace(one, notes=(*told, *one.notes)) for one in stored.exercises]
    if why := book.why_none(student):
        results.append(ExerciseResult("handed_in", text("What was handed in"), (), why))
    environment = frame.environment if frame else {}
    run = frame.run if frame else ""
    return Report(tuple(results), run, {}, environment), notes


def _nothing(entry: Entry) -> tuple[CheckResult, ...]:
    """Stand in for the checks of what is not there: none of its points were reached."""
    if entry.state not in ("missing", "unreadable"):
        return ()
    said = text("Nothing was handed in.")
    if entry.state == "unreadable":
        said = text("What was handed in can't be read: {problem}", problem=entry.reason)
    title = text("The work is there and can be read.")
    ident = f"{entry.exercise}/handed_in"
    return (CheckResult(ident, title, Failed(said), entry.nominal, "visible"),)


def _mark(entry: Entry, language: str) -> tuple[Text, ...]:
    """Say what the mark is. Why somebody set it by hand is for the gradebook alone."""
    nominal = f"{entry.nominal:g}"
    if entry.mark is None:
        return (text("There is no mark yet: {reason}.", reason=state(entry)),)
    told = [
        text("Mark: {mark} of {nominal}.", mark=f"{float(points(entry.mark)):g}", nominal=nominal)
    ]
    if entry.state == "hand":
        told.append(text("The mark was set by hand."))
    elif entry.factor != 1:
        told.append(
            text(
                "It was handed in late ({reason}): {percent} % of the points count.",
                reason=entry.late_reason or entry.submitted,
                percent=f"{100 * entry.factor:g}",
            )
        )
    # One note: they are read together.
    joint = "" if language == "zh" else " "
    return (Text(joint.join(one.render(language) for one in told)),)


def _corrections(connection: sqlite3.Connection, exercise: str) -> list[Text]:
    """Say which of its checks proved wrong; of each, the last correction counts."""
    rows = connection.execute(
        "SELECT checks.title, corrections.action FROM corrections "
        'JOIN checks ON checks.id = corrections."check" '
        "WHERE checks.exercise = ? AND undone IS NULL ORDER BY corrections.id",
        (exercise,),
    )
    last = {row["title"]: row["action"] for row in rows}
    return [
        text("This check proved wrong, and everybody has its points: {title}", title=title)
        if action == "grant"
        else text("This check proved wrong, and counts for nobody: {title}", title=title)
        for title, action in last.items()
    ]


def comment(report: Report, language: str) -> str:
    """Return a report in short, as HTML for a field of comments."""
    lines: list[str] = []
    for exercise in report.exercises:
        lines.append(f"<b>{_plain(exercise.title.render(language))}</b>")
        lines += [_plain(note.render(language)) for note in exercise.notes[:1]]
        for check in exercise.checks:
            if isinstance(check.outcome, Failed):
                diagnosis = check.outcome.diagnosis
                said = diagnosis.text if diagnosis else check.outcome.message
                title = check.title.render(language)
                lines.append(f"✗ {_plain(title)} {_plain(said.render(language))}")
    out = ""
    for one in lines:
        if len(out) + len(one) > MOST_COMMENT:
            out += "<br>…"
            break
        out += ("<br>" if out else "") + one
    return out


def _plain(value: str) -> str:
    """Escape a line; an entity ends with `;`, behind which some spreadsheets begin a new cell."""
    escaped = html.escape(safe.line(value.partition("\n")[0][:400]))
    return re.sub(r"[=+\-@]", lambda found: f"&#{ord(found[0])};", escaped)
