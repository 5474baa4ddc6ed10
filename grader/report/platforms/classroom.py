"""GitHub Classroom: what `autograding-grading-reporter` reads, as base64 of JSON.

The facts are its own source's (github.com/classroom-resources/autograding-grading-reporter). It
counts twice. Its table shows passed tests / tests x `max_score` and ignores `score`; its notice,
which is what Classroom takes, sums `score` and ignores what passed. Both agree for tests of equal
worth alone. So a check is as many tests as it has points: of 2, 3 and 1 points become 2 + 3 + 1
tests of a point each; of 0.5 and 1.5 points 1 + 3 tests of half a point each. (Not scaled: a
teacher who gave 27 points looks for 27. The table divides before it multiplies, so one in 49 shows
as 0.9999999999999999 there; the notice is exact.) What is worth nothing would change the table's
ratio, and is told in `message` only.

What can't be checked here leaves the maximum, as in every report, and so does what broke by our
own fault; the message says how much. Where points are so odd, or so many, that the tests would not
fit, they are divided into 400 parts of equal worth, and the message says that they are rounded: to
the nearest part, but never a failure to full points, nor what was earned to none.

Its environment variable holds 128 KiB; base64 of 95 KB is just below.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from grader.language import Text, text
from grader.model.outcome import Broken, Failed, Passed
from grader.model.report import CheckResult, Report, left_out
from grader.report.platforms import points, sentences

MOST_BYTES = 95_000
PARTS = 400
MOST_PARTS = 2000
"""Of equal worth; more never fit."""
LENGTHS = (2000, 500, 100, 0)
"""Characters of each value, tried in turn until all fits."""
MOST_ID = 60


def rendered(report: Report, language: str = "en", *, advisory: bool = False) -> str:
    """Return the value of the step's output `result`.

    Args:
        report: as it may be shown.
        language: of the names and messages.
        advisory: whether students can change the checks that it was made with; `message` says so.
    """
    words = [sentences.shown(sentences.ADVISORY, language)] if advisory else []
    return _encoded(_fitting(report, language, words))


def nothing(reason: Text, language: str = "en") -> str:
    """Return the same where there is no report: one test that says why."""
    said = sentences.one_line(reason.render(language), 2000, language)
    test = {"name": said, "status": "error", "score": 0, "message": said, "line_no": 0}
    return _encoded(_json(_root("error", 0, [test], said)))


def _encoded(document: str) -> str:
    return base64.b64encode(document.encode()).decode("ascii")


def _json(root: dict[str, Any]) -> str:
    return json.dumps(root, ensure_ascii=False, separators=(",", ":"))


def _root(
    status: str, maximum: float, tests: Sequence[dict[str, Any]], message: str
) -> dict[str, Any]:
    return {
        "version": 1,
        "status": status,
        "max_score": maximum,
        "message": message,
        "tests": tests,
    }


def _fitting(report: Report, language: str, words: Sequence[str]) -> str:
    """Return what fits, with these words about it."""
    checks = [
        c
        for exercise in report.exercises
        for c in exercise.checks
        if c.max_points and not left_out(c.outcome) and not isinstance(c.outcome, Broken)
    ]
    worth = [points.exact(check.max_points) for check in checks]
    one = points.unit(worth)
    counts = [int(amount / one) for amount in worth]
    if sum(counts) <= MOST_PARTS:
        for most in LENGTHS:
            shares = list(zip(checks, counts, strict=True))
            document = _document(report, shares, language, most, words)
            if len(document.encode()) < MOST_BYTES:
                return document
    passed = [isinstance(check.outcome, Passed) for check in checks]
    parts = list(zip(checks, points.divided(worth, passed, PARTS), strict=True))
    note = text("The points are rounded: this format can't hold so many.").render(language)
    for most in LENGTHS[1:]:
        document = _document(report, parts, language, most, [*words, note])
        if len(document.encode()) < MOST_BYTES:
            break
    return document


def _document(
    report: Report,
    parts: Sequence[tuple[CheckResult, int]],
    language: str,
    most: int,
    notes: Sequence[str],
) -> str:
    total = sum(count for _, count in parts)
    maximum = points.exact(report.max_score) if total else Fraction(0)
    worth = maximum / total if total else Fraction(0)
    tests = [
        _test(check, (number, count), report, language, most)
        for check, count in parts
        for number in range(1, count + 1)
    ]
    _give_scores(tests, worth)
    if not tests:
        tests = [_test_of_nothing(report, language)]
    said = [*notes]
    if not most:
        words = text("This was shortened: it would be too long for this format.")
        said.append(words.render(language))
    # What might be cut stands behind what has to be known.
    said.append(sentences.preface(report, language) if most else sentences.totals(report, language))
    said += _worth_nothing(report, language, most)
    message = sentences.cut("\n".join(said), max(most * 5, 1000), language)
    return _json(_root(_status(report), points.plain(maximum), tests, message))


def _test(
    check: CheckResult, share: tuple[int, int], report: Report, language: str, most: int
) -> dict[str, Any]:
    number, count = share
    name = sentences.name(check, report, language) if most else check.id[:MOST_ID]
    passed = isinstance(check.outcome, Passed)
    test: dict[str, Any] = {
        "name": f"{name} ({number}/{count})" if count > 1 else name,
        "status": "pass" if passed else "fail",
        "score": 0,
        "line_no": 0,
    }
    place = check.place
    if place and place.line and place.cell is None:
        test["line_no"] = place.line
    if number > 1 or passed or not most:
        return test
    if place:
        test["filename"] = sentences.one_line(place.file, 200, language)
    test["message"] = sentences.told(check, language, most)
    if isinstance(check.outcome, Failed) and check.outcome.call:
        # The one thing that the reporter prints below a failed test's name.
        test["test_code"] = sentences.one_line(check.outcome.call, most, language)
    return test


def _give_scores(tests: Sequence[dict[str, Any]], worth: Fraction) -> None:
    """Give those that pass their score, such that a sum of floats is what it should be."""
    passing = [test for test in tests if test["status"] == "pass"]
    summed = 0.0
    for number, test in enumerate(passing, 1):
        score = points.plain(worth)
        if number == len(passing):
            score = points.plain(worth * number) - summed
        test["score"] = int(score) if score == int(score) else score
        summed += score


def _test_of_nothing(report: Report, language: str) -> dict[str, Any]:
    """A report without points: one test all the same, for the reporter divides by their number."""
    words = text("No points can be given here: {totals}", totals=sentences.totals(report, language))
    said = sentences.one_line(words.render(language), 500, language)
    return {
        "name": said,
        "status": _status(report),
        "score": 0,
        "message": said,
        "line_no": 0,
    }


def _status(report: Report) -> str:
    if report.passed:
        return "pass"
    checks = [check for exercise in report.exercises for check in exercise.checks]
    held = (Passed, Broken)
    if all(isinstance(c.outcome, held) or left_out(c.outcome) for c in checks):
        return "error"  # by our own fault alone
    return "fail"


def _worth_nothing(report: Report, language: str, most: int) -> list[str]:
    """What failed without being a test: the file can't be imported, or a check without points."""
    return [
        f"{sentences.name(check, report, language)}\n{sentences.told(check, language, most)}"
        for exercise in report.exercises
        for check in exercise.checks
        if (isinstance(check.outcome, Failed) and not check.max_points)
        or isinstance(check.outcome, Broken)
        if most
    ]
