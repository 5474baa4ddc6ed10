"""The rows of the page's tables: people with their marks, and the plain lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from grader.gradebook.page.embedded import number, points, time
from grader.gradebook.page.facts import Facts, Mark, Student
from grader.gradebook.page.findings import Crash, Misconception
from grader.gradebook.page.words import KINDS
from grader.language import text

LOUD = ("broken", "waiting")
"""States of marks that somebody has to do something about."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A mark in the table of students."""

    value: float | str
    """What it is sorted by."""
    shown: str
    note: str
    loud: bool


@dataclass(frozen=True, slots=True)
class Row:
    """A student in the table of marks, and in the heat map."""

    student: Student
    also: str
    """What else they are known by."""
    tags: str
    """What they can be filtered by."""
    percent: float | str
    total: str
    short: str
    marks: tuple[Entry | None, ...]
    cells: Markup
    """Of the heat map."""


@dataclass(frozen=True, slots=True)
class Listed:
    """One of the plain lists: in each row a student's key, then texts."""

    id: str
    name: str
    names: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def rows(
    facts: Facts, misconceptions: Sequence[Misconception], states: Mapping[str, str], late: str
) -> Iterator[Row]:
    """Yield the students' rows, in their order."""
    mistakes: dict[int, list[str]] = {}
    for place, one in enumerate(misconceptions):
        for student in one.students:
            mistakes.setdefault(student.number, []).append(f"m{place}")
    cells = _Cells(facts)
    for student in facts.students:
        marks = [facts.marks.get((student.key, exercise.id)) for exercise in facts.exercises]
        known = [mark for mark in marks if mark]
        nominal = sum(mark.nominal for mark in known)
        entered = sum(mark.mark or 0 for mark in known)
        whole = all(mark.mark is not None for mark in known)
        percent = round(100 * entered / nominal, 3) if nominal else ""
        tags = {mark.state for mark in known} | set(mistakes.get(student.number, ()))
        tags |= {"late"} if any(mark.late for mark in known) else set()
        if whole and percent != "":
            tags |= {"full"} if entered >= nominal else set()
            tags |= {"below_half"} if entered < nominal / 2 else set()
        key = student.key if student.key != student.name else ""
        yield Row(
            student=student,
            also=" · ".join(filter(None, (key, student.section))),
            tags=" ".join(sorted(tags)),
            percent=percent,
            total=f"{number(entered)}/{number(nominal)}{'' if whole else ' ?'}",
            short=f"{percent:.0f}%" if isinstance(percent, float) else "",
            marks=tuple(_entry(mark, states, late) if mark else None for mark in marks),
            cells=cells.of(marks),
        )


def _entry(mark: Mark, states: Mapping[str, str], late: str) -> Entry:
    notes = [states[mark.state]] if mark.state != "graded" else []
    notes += [late] if mark.late else []
    value = "" if mark.mark is None else round(mark.mark, 3)
    return Entry(value, points(mark), ", ".join(notes), mark.state in LOUD)


class _Cells:
    """Makes the cells of the heat map: for five hundred people tens of thousands."""

    def __init__(self, facts: Facts) -> None:
        self._outcomes = facts.outcomes
        self._columns = [
            [check.id for check in facts.checks if check.exercise == exercise.id]
            for exercise in facts.exercises
        ]
        self._cells = {
            kind: Markup('<td class="{}">{}</td>').format(kind[0], mark)
            for kind, (mark, _) in KINDS.items()
        }

    def of(self, marks: Sequence[Mark | None]) -> Markup:
        """Return the cells of a student."""
        empty = Markup("<td></td>")
        shown = []
        for mark, checks in zip(marks, self._columns, strict=True):
            found = self._outcomes.get(mark.result, {}) if mark else {}
            for check in checks:
                outcome = found.get(check)
                # Where the file can't even be imported, no check is reported but that one.
                shown.append(self._cells[outcome.kind] if outcome else empty)
        return Markup().join(shown)


def lists(facts: Facts, crashes: Sequence[Crash], language: str) -> tuple[Listed, ...]:
    """Return the plain lists, in the order in which the page shows them."""
    marks = [mark for exercise in facts.exercises for mark in facts.marks_of(exercise.id)]
    return (
        Listed(
            "crashed",
            "crashed",
            ("who", "exercise", "check", "what"),
            tuple((c.mark.student.key, c.mark.exercise, c.check, c.message) for c in crashes),
        ),
        Listed(
            "unreadable",
            "unreadable",
            ("who", "exercise", "path", "what"),
            tuple((p["student"], p["exercise"], p["path"], p["problem"]) for p in facts.problems),
        ),
        Listed("missing", "missing", ("who", "exercise"), tuple(_missing(facts, language))),
        Listed(
            "late",
            "late_ones",
            ("who", "exercise", "submitted", "factor", "reason"),
            tuple(
                (m.student.key, m.exercise, time(m.submitted), f"{m.factor:g}", m.reason)
                for m in marks
                if m.late
            ),
        ),
        Listed(
            "hand",
            "by_hand",
            ("who", "exercise", "mark", "reason", "author", "made"),
            tuple(
                (
                    row["student"],
                    row["exercise"],
                    number(row["mark"]),
                    row["reason"],
                    row["author"],
                    time(row["made"]),
                )
                for row in facts.hand_marks
            ),
        ),
        Listed(
            "changes",
            "changes",
            ("who", "exercise", "before", "after", "reason", "made"),
            tuple(
                (
                    row["student"],
                    row["exercise"],
                    number(row["before"]),
                    number(row["after"]),
                    row["why"],
                    time(row["made"]),
                )
                for row in facts.changes
            ),
        ),
    )


def _missing(facts: Facts, language: str) -> Iterator[tuple[str, str]]:
    """Yield whose marks are missing, and of which exercises; who handed in nothing comes first."""
    nothing = text("handed in nothing").render(language)
    some = []
    for student in facts.students:
        marks = [facts.marks.get((student.key, exercise.id)) for exercise in facts.exercises]
        lacking = [mark.exercise for mark in marks if mark and mark.state == "missing"]
        if lacking and len(lacking) == sum(mark is not None for mark in marks):
            yield student.key, nothing
        elif lacking:
            some.append((student.key, ", ".join(lacking)))
    yield from some
