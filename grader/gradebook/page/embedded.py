"""What the page's script builds from: the students' reports, as compact JSON in the page.

Every string stands once, in `t`; all else refers to it by number. A student's text is disarmed
here (`safe.block`), the script puts it into text nodes only, and `json_text` writes `<` such that
nothing in it ends the script element that it stands in.

    t  strings
    e  exercises: [id, title]
    s  students: [name, key, section, marks: [exercise, state, mark, reason, path, submitted,
       result or -1]]
    r  results: checks: [title, kind, points, hidden, told], told: null or {m message, f facts:
       [[label, value]], b traceback, d diagnosis, h hint, o output, r reason, x details}
    p  pairs: [left lines, left counted, right lines, right counted, steps]
    w  words of the script, in the page's language
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from grader.gradebook.page.facts import Facts, Mark, kind_of
from grader.gradebook.page.similar import Pair, Side
from grader.language import text
from grader.report import safe

MOST_CHARACTERS = 2000
"""How much of a value the page holds; the gradebook has all of it."""
MOST_LINE = 500
"""How much of a line of a source."""


class Strings:
    """Each string once."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def number(self, value: str) -> int:
        """Return the number of a string, disarmed and cut."""
        return self._numbers.setdefault(disarmed(value), len(self._numbers))

    def all(self) -> list[str]:
        """Return the strings in their order."""
        return list(self._numbers)


def disarmed(value: str, most: int = MOST_CHARACTERS) -> str:
    """Return a text that a page can hold."""
    told = value if len(value) <= most else f"{value[:most]} … ({len(value):,})"
    return safe.block(told)


def embedded(
    facts: Facts,
    reports: Iterable[tuple[str, str]],
    pairs: Sequence[Pair],
    *,
    words: Mapping[str, str],
    shown: Mapping[str, str],
    language: str,
) -> str:
    """Return the JSON.

    Args:
        facts: of the class.
        reports: the results' keys and reports, one after another.
        pairs: of similar submissions.
        words: what the script says.
        shown: the states of marks, in words.
        language: of the labels.
    """
    strings = Strings()
    numbers: dict[str, int] = {}
    results: list[list[Any]] = []
    for key, report in reports:
        numbers[key] = len(results)
        results.append(_result(json.loads(report), strings, language))
    places = {exercise.id: at for at, exercise in enumerate(facts.exercises)}
    data = {
        "w": dict(words),
        "e": [[e.id, strings.number(e.title)] for e in facts.exercises],
        "s": [
            [
                student.name,
                safe.line(student.key),
                student.section,
                [
                    [
                        places[exercise.id],
                        shown[mark.state],
                        points(mark),
                        strings.number(reason(mark, language)),
                        safe.line(mark.path),
                        time(mark.submitted),
                        numbers.get(mark.result, -1),
                    ]
                    for exercise in facts.exercises
                    if (mark := facts.marks.get((student.key, exercise.id)))
                ],
            ]
            for student in facts.students
        ],
        "r": results,
        "p": [
            [*_side(pair.left, strings), *_side(pair.right, strings), pair.steps] for pair in pairs
        ],
        "t": strings.all(),
    }
    return safe.json_text(json.dumps(data, ensure_ascii=False, separators=(",", ":")))


def points(mark: Mark) -> str:
    """Return a mark as it is shown: `7.5/9`, `?` where there is none."""
    return f"{number(mark.mark)}/{number(mark.nominal)}"


def number(value: float | None) -> str:
    """Return a number with two places at most; `?` for none."""
    return "?" if value is None else f"{round(value, 2):g}"


def reason(mark: Mark, language: str) -> str:
    """Return why a mark is what it is."""
    late = text("late: x {factor}", factor=f"{mark.factor:g}").render(language)
    told = [late if mark.factor != 1 else "", mark.reason, mark.problem]
    return " · ".join(dict.fromkeys(one for one in told if one))


def time(value: str) -> str:
    """Return a time as it is read: to the minute, with its place on earth."""
    date, _, clock = value.partition("T")
    zone = clock[8:].removeprefix("+00:00")
    return f"{date} {clock[:5]}{zone or ' UTC'}" if clock else value


def _side(side: Side, strings: Strings) -> tuple[list[int], str]:
    lines = [strings.number(line[:MOST_LINE].expandtabs(4)) for line in side.lines]
    return lines, "".join("01"[own] for own in side.own)


def _result(report: Mapping[str, Any], strings: Strings, language: str) -> list[list[Any]]:
    return [
        _check(check, strings, language)
        for exercise in report["exercises"]
        for check in exercise["checks"]
    ]


def _check(check: Mapping[str, Any], strings: Strings, language: str) -> list[Any]:
    kind = kind_of(check["outcome"], check.get("cause", ""))
    earned = f"{check['points']:g}/{check['max_points']:g}" if check["max_points"] else ""
    earned = {"needs": "-", "broken": "?"}.get(kind, earned) if earned else ""
    labels = {
        "call": text("call"),
        "expected": text("expected"),
        "received": text("received"),
    }
    facts = [(said.render(language), check[name]) for name, said in labels.items() if name in check]
    facts += [
        (text("with {name}", name=name).render(language), value)
        for name, value in check.get("counterexample", {}).items()
    ]
    told: dict[str, Any] = {
        "m": check.get("message", ""),
        "b": check.get("traceback", ""),
        "d": check.get("diagnosis", {}).get("text", ""),
        "h": check.get("hint", ""),
        "o": check.get("output", "").rstrip(),
        "r": check.get("reason", ""),
        "x": check.get("details", ""),
    }
    told = {name: strings.number(value) for name, value in told.items() if value}
    if facts:
        told["f"] = [[strings.number(label), strings.number(value)] for label, value in facts]
    hidden = int(check["visibility"] == "hidden")
    return [strings.number(check["title"]), kind, earned, hidden, told or None]
