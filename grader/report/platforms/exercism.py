"""Exercism: `results.json`, version 3 of its test runners' interface.

The facts are its documentation's (exercism.org/docs/building/tooling/test-runners/interface). The
root's `error` is for when no test ran: the file can't be imported, is missing, or is still the
stub; `message` is then all that the student reads. A check that this machine can't run is no test,
as the format knows none that was left out. One that broke by our own fault is `error`, not `fail`.
`task_id` is left out: exercises have no numbered tasks.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from grader.language import Text, text
from grader.model.outcome import Broken, Failed, Passed, Skipped
from grader.model.report import CheckResult, Report, left_out
from grader.report.platforms import sentences
from grader.report.safe import json_text

MOST_MESSAGE = 65_535
"""Characters; fewer where they take several bytes, so bytes are counted."""
MOST_OUTPUT = 500


def rendered(report: Report, sources: Mapping[str, str], language: str = "en") -> str:
    """Return `results.json`.

    Args:
        report: as it may be shown.
        sources: the source of each visible check by its id, in the order of its file.
        language: of the names and messages.
    """
    checks = [check for exercise in report.exercises for check in exercise.checks]
    if not any(_ran(check) for check in checks):
        return _error(_why_not(report, language), language)
    place = {ident: number for number, ident in enumerate(sources)}
    ordered = [
        check
        for exercise in report.exercises
        for check in sorted(exercise.checks, key=lambda c: place.get(c.id, len(place)))
        if not left_out(check.outcome)
    ]
    tests = [_test(check, report, sources, language) for check in ordered]
    status = "pass" if all(test["status"] == "pass" for test in tests) else "fail"
    return _json({"version": 3, "status": status, "tests": tests})


def nothing(reason: Text, language: str = "en") -> str:
    """Return the same where there is no report."""
    return _error(sentences.one_line(reason.render(language), MOST_MESSAGE, language), language)


def _json(root: dict[str, Any]) -> str:
    return json_text(json.dumps(root, ensure_ascii=False, indent=1)) + "\n"


def _error(message: str, language: str) -> str:
    told = sentences.cut_bytes(message, MOST_MESSAGE, language)
    return _json({"version": 3, "status": "error", "message": told, "tests": []})


def _ran(check: CheckResult) -> bool:
    return not isinstance(check.outcome, Skipped) and not _is_loading(check)


def _is_loading(check: CheckResult) -> bool:
    return check.id.endswith("/loads")


def _why_not(report: Report, language: str) -> str:
    said = []
    for exercise in report.exercises:
        failed = [c for c in exercise.checks if isinstance(c.outcome, Failed)]
        reasons = failed or exercise.checks[:1]
        said += [f"{exercise.id}: {sentences.told(check, language)}" for check in reasons]
    return "\n".join(said) or text("There was nothing to check.").render(language)


def _test(
    check: CheckResult, report: Report, sources: Mapping[str, str], language: str
) -> dict[str, Any]:
    hidden = text("This check is hidden: it shows its title and its outcome only.")
    test: dict[str, Any] = {
        "name": sentences.name(check, report, language),
        "status": _status(check),
        "test_code": sources.get(check.id, "")
        if check.visibility == "visible"
        else hidden.render(language),
    }
    if told := sentences.told(check, language):
        said = [told, sentences.aside(check, language)]
        message = "\n".join(words for words in said if words)
        test["message"] = sentences.cut_bytes(message, MOST_MESSAGE, language)
    if output := sentences.printed(check, language, MOST_OUTPUT):
        test["output"] = output
    return test


def _status(check: CheckResult) -> str:
    if isinstance(check.outcome, Passed):
        return "pass"
    return "error" if isinstance(check.outcome, Broken) else "fail"
