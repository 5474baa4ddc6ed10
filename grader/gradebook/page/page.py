"""The page, from a gradebook to one file of HTML."""

from __future__ import annotations

import base64
import hashlib
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from grader.gradebook.page import charts, findings, tables, words
from grader.gradebook.page.embedded import disarmed, embedded, time
from grader.gradebook.page.facts import Check, Facts, facts_of, reports
from grader.gradebook.page.findings import Spread
from grader.gradebook.page.similar import MOST_PAIRS, Similar, Work, similar
from grader.language import Text, text
from grader.report import html, safe

TEMPLATES = Path(__file__).with_name("templates")

Sources = Callable[[int], str]
"""Gives the source of an attempt, by its id; "" where it can't be read any more."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What is told before all else."""

    words: str
    loud: bool
    at: str
    """The section that tells more,"""
    see: str
    """and its name."""


@dataclass(frozen=True, slots=True)
class Column:
    """A check at the head of the heat map."""

    name: str
    title: str
    begins: bool
    """Whether it is the first of its exercise."""


def page(
    db: sqlite3.Connection,
    language: str = "en",
    *,
    sources: Sources = lambda attempt: "",  # noqa: ARG005 - named for its callers
    stubs: Mapping[str, str] | None = None,
) -> str:
    """Return the page of a class.

    Args:
        db: the gradebook.
        language: of the page's own words; what the gradebook holds stays as it is.
        sources: gives what was handed in.
        stubs: what everybody started from, by exercise.
    """
    facts = facts_of(db)
    said = words.said(words.PAGE, language)
    states = words.said(words.STATES, language)
    mistakes = findings.misconceptions(facts)
    rates = findings.rates(facts)
    alike = {e.id: _similar(facts, e.id, sources, stubs or {}) for e in facts.exercises}
    pairs = [pair for found in alike.values() for pair in found.pairs]
    lists = tables.lists(facts, findings.crashes(facts, reports(db)), language)
    script = _file("class.js")
    script_words = words.said(words.SCRIPT, language)
    json = embedded(facts, reports(db), pairs, words=script_words, shown=states, language=language)
    filters = [(state, states[state]) for state in states if state != "graded"]
    filters += [(name, said[name]) for name in ("late", "full", "below_half")]
    return (
        _environment()
        .get_template("class.html.j2")
        .render(
            lang={"zh": "zh-Hans"}.get(language, language),
            words=said,
            about=_about(facts, language),
            contents=CONTENTS,
            first=list(_first(facts, language)),
            broken=[rate for rate in rates if rate.counts["broken"]],
            spreads=[_spread(place, one) for place, one in enumerate(findings.spreads(facts))],
            misconceptions=mistakes,
            rates=rates,
            students=facts.students,
            people={student.key: student for student in facts.students},
            states=filters,
            exercises=[{"id": e.id, "span": _span(facts, e.id)} for e in facts.exercises],
            checks=list(_columns(facts.checks)),
            rows=list(tables.rows(facts, mistakes, states, said["late"])),
            legend=[(mark, word.render(language)) for mark, word in words.KINDS.values()],
            slowest=findings.slowest(facts),
            lists=lists,
            corrections=facts.corrections,
            similar_found=sum(found.found for found in alike.values()),
            similar_told=[t.render(language) for t in _told_of_similar(alike)],
            pairs=pairs,
            embedded=Markup(json),  # noqa: S704 - `json_text`: it holds no `<`
            script=Markup(script),  # noqa: S704 - a file of ours
            script_hash=_hash(script),
            style=Markup(_style()),  # noqa: S704 - files of ours
        )
    )


CONTENTS = (
    ("first", "first"),
    ("marks", "marks"),
    ("misconceptions", "misconceptions"),
    ("checks", "checks"),
    ("students", "class"),
    ("heat", "heat"),
    ("slow", "slow"),
    ("crashed", "crashed"),
    ("unreadable", "unreadable"),
    ("missing", "missing"),
    ("late", "late_ones"),
    ("hand", "by_hand"),
    ("corrections", "corrections"),
    ("changes", "changes"),
    ("similar", "similar"),
)
"""The sections: their ids, and the words for them."""


def _about(facts: Facts, language: str) -> str:
    run = facts.last_run
    if not run:
        return ""
    told = text(
        "{source}, last run {began}, torchgrade {grader}",
        source=run["source"],
        began=time(run["began"]),
        grader=run["grader"],
    )
    return told.render(language)


def _first(facts: Facts, language: str) -> Iterator[Notice]:
    states = [mark.state for mark in facts.marks.values()]
    broken, waiting = states.count("broken"), states.count("waiting")
    told: list[tuple[int, Text, bool, str]] = [
        (
            broken,
            text(
                "Marks that are broken, by the grader's or a check's own fault: {count}.",
                count=broken,
            ),
            True,
            "students",
        ),
        (
            waiting,
            text("Marks that wait (run the same command again): {count}.", count=waiting),
            True,
            "students",
        ),
        (
            int(bool(facts.last_run) and not facts.last_run["ended"]),
            text("The last run was ended from outside: this page may be incomplete."),
            True,
            "",
        ),
        (
            len(facts.problems),
            text("What could not be read: {count}.", count=len(facts.problems)),
            False,
            "unreadable",
        ),
        (
            states.count("missing"),
            text("Marks that are missing: {count}.", count=states.count("missing")),
            False,
            "missing",
        ),
    ]
    for count, sentence, loud, at in told:
        if count:
            yield Notice(sentence.render(language), loud, at, dict(CONTENTS).get(at, ""))


def _similar(facts: Facts, exercise: str, sources: Sources, stubs: Mapping[str, str]) -> Similar:
    works, unread = [], 0
    for mark in facts.marks_of(exercise):
        if mark.attempt is None or not mark.graded:
            continue
        source = sources(mark.attempt)
        works += [Work(mark.student.number, source)] if source else []
        unread += not source
    most = max(1, MOST_PAIRS // max(1, len(facts.exercises)))
    return similar(exercise, works, stub=stubs.get(exercise, ""), unread=unread, most=most)


def _told_of_similar(alike: Mapping[str, Similar]) -> Iterator[Text]:
    for exercise, found in alike.items():
        if found.unread:
            yield text(
                "{exercise}: {count} could not be read again, and were not compared.",
                exercise=exercise,
                count=found.unread,
            )
        if found.found > len(found.pairs):
            yield text(
                "{exercise}: of {count} pairs the {shown} most similar ones are shown.",
                exercise=exercise,
                count=found.found,
                shown=len(found.pairs),
            )


def _spread(place: int, spread: Spread) -> Mapping[str, Any]:
    return {
        "exercise": spread.exercise,
        "percents": spread.percents,
        "numbers": spread.numbers,
        "counts": ", ".join(map(str, charts.counts(spread.percents))),
        "picture": charts.histogram(spread.percents, f"h{place}"),
    }


def _span(facts: Facts, exercise: str) -> int:
    return max(1, sum(check.exercise == exercise for check in facts.checks))


def _columns(checks: Sequence[Check]) -> Iterator[Column]:
    before = ""
    for check in checks:
        name = check.id.partition("/")[2]
        yield Column(safe.line(name), safe.line(check.title), check.exercise != before)
        before = check.exercise


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters["line"] = lambda value: safe.line(str(value))
    environment.filters["prose"] = lambda value: html.prose(disarmed(str(value)))
    environment.filters["time"] = time
    return environment


def _style() -> str:
    dark = _file("dark.css", html.TEMPLATES)
    scheme = (
        f"@media (prefers-color-scheme: dark) {{\n.tg-report {{ {dark} }}\n"
        "body.tg-class { --tg-page: #0d1117; --tg-ink: #e6edf3; }\n}\n"
    )
    return _file("style.css", html.TEMPLATES) + _file("class.css") + scheme


def _file(name: str, folder: Path = TEMPLATES) -> str:
    return (folder / name).read_text(encoding="utf-8")


def _hash(script: str) -> str:
    """Return what lets this script run on the page, and no other."""
    digest = hashlib.sha256(script.encode()).digest()
    return f"sha256-{base64.b64encode(digest).decode()}"
