"""Gradescope: `/autograder/results/results.json`.

The facts are its documentation's (gradescope-autograders.readthedocs.io, "Specifications").

Visibility. A visible check is `visible`. A hidden check is `after_published`: nobody can try one
submission after another against its outcome, and everybody sees, once the marks are out, the title
and the outcome that every other report of torchgrade shows of it. In a full report a hidden check
tells its inputs, which is for staff alone, so there it is `hidden`. The price is Gradescope's own
rule: while one test is not visible, it shows students no total. The first lines of the output say
what they have of the visible ones. (To show it all at once, let exercises have no hidden checks.)

Scores. Each test has its own, so that Gradescope adds them up; they are not rounded, for three
times 0.333333 is no full mark. What this machine can't check is out of 0 points, and so is what
broke by our own fault, each with a word about it and no `status`; an assignment's points on
Gradescope should be what its machine can give.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from grader.language import Text, text
from grader.model.outcome import Passed
from grader.model.report import CheckResult, Report
from grader.report.platforms import sentences
from grader.report.safe import json_text

LENGTHS = (2000, 500, 100)
MOST_BYTES = 2_000_000
"""No limit is known; a page with more is of no use."""


def rendered(report: Report, language: str = "en", *, full: bool = False) -> str:
    """Return `results.json`; `full` says that hidden checks are told in full."""
    for most in LENGTHS:
        document = _document(report, language, most, full=full)
        if len(document.encode()) < MOST_BYTES:
            break
    return document


def nothing(reason: Text, language: str = "en") -> str:
    """Return the same where there is no report: 0 points, and why."""
    said = sentences.one_line(reason.render(language), sentences.MOST, language)
    root = {"score": 0, "output": said, **_FORMATS, "tests": []}
    return json_text(json.dumps(root, ensure_ascii=False, indent=1)) + "\n"


_FORMATS = {
    "output_format": "text",
    "test_output_format": "text",
    "test_name_format": "text",
    # Our own log: staff see it, and students have the report.
    "stdout_visibility": "hidden",
}


def _document(report: Report, language: str, most: int, *, full: bool) -> str:
    tests = [
        _test(check, f"{n}.{m}", report, language, most, full=full)
        for n, exercise in enumerate(report.exercises, 1)
        for m, check in enumerate(exercise.checks, 1)
    ]
    root: dict[str, Any] = {"output": _preface(report, language), **_FORMATS, "tests": tests}
    if not tests:
        root["score"] = 0
    return json_text(json.dumps(root, ensure_ascii=False, indent=1)) + "\n"


def _preface(report: Report, language: str) -> str:
    """The totals of what students may see now."""
    visible = tuple(
        replace(e, checks=tuple(c for c in e.checks if c.visibility == "visible"))
        for e in report.exercises
    )
    words = sentences.preface(replace(report, exercises=visible), language)
    if any(c.visibility == "hidden" for e in report.exercises for c in e.checks):
        note = text("These are the visible checks. There are hidden ones, too.")
        words += "\n" + note.render(language)
    return words


def _test(
    check: CheckResult, place: str, report: Report, language: str, most: int, *, full: bool
) -> dict[str, Any]:
    name = sentences.name(check, report, language)
    beside = sentences.aside(check, language)
    test: dict[str, Any] = {
        "name": f"{name} ({beside})" if beside else name,
        "number": place,
        "score": _number(check.points),
        "max_score": 0 if beside else _number(check.max_points),
        "visibility": _visibility(check, full=full),
    }
    if not beside:
        test["status"] = "passed" if isinstance(check.outcome, Passed) else "failed"
    said = [sentences.told(check, language, most)]
    if output := sentences.printed(check, language, most):
        said += [text("Your code printed:").render(language), output]
    if any(said):
        test["output"] = "\n".join(said)
    return test


def _number(points: float) -> float:
    """Return whole points as ints: 2, not 2.0."""
    return int(points) if points == int(points) else points


def _visibility(check: CheckResult, *, full: bool) -> str:
    if check.visibility == "visible":
        return "visible"
    return "hidden" if full else "after_published"
