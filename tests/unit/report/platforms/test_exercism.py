"""Exercism: version 3, limits in characters, and `error` only where no test ran."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given

from grader.language import Text, text
from grader.model.outcome import Broken, Failed, Passed, Skipped
from grader.model.report import CheckResult, ExerciseResult, Report, left_out
from grader.report.platforms.exercism import nothing, rendered
from tests.fakes.any_report import REPORTS, huge
from tests.fakes.platforms import EXERCISM, parsed
from tests.fakes.reports import REPORT


@given(REPORTS)
def test_every_report_is_a_result(report: Report) -> None:
    data = parsed(rendered(report.redacted(), {}), EXERCISM)
    checks = [check for exercise in report.exercises for check in exercise.checks]
    ran = [c for c in checks if isinstance(c.outcome, Passed | Failed | Broken)]
    ran = [c for c in ran if not c.id.endswith("/loads")]
    assert (data["status"] == "error") == (not ran)
    if ran:
        assert len(data["tests"]) == sum(not left_out(check.outcome) for check in checks)
        good = all(test["status"] == "pass" for test in data["tests"])
        assert (data["status"] == "pass") == good


def test_tests_stand_in_the_order_of_the_file_with_their_source() -> None:
    sources = {"net/failed": "def failed(): ...", "net/passed": "def passed(): ..."}
    data = parsed(rendered(REPORT.redacted(), sources), EXERCISM)
    assert [t["test_code"] for t in data["tests"][:2]] == list(sources.values())


def test_a_hidden_check_shows_no_source() -> None:
    sources = {"net/hidden_failed": "def hidden_failed(): secret"}
    data = parsed(rendered(REPORT.redacted(), sources), EXERCISM)
    assert "secret" not in str(data)
    assert any("This check is hidden" in test["test_code"] for test in data["tests"])


def test_our_own_fault_is_an_error_and_no_failure() -> None:
    data = parsed(rendered(REPORT.redacted(), {}), EXERCISM)
    broken = next(t for t in data["tests"] if t["name"].startswith("The broken"))
    assert broken["status"] == "error"
    assert "no points are lost" in broken["message"]


@pytest.mark.parametrize("cause", ["loads", "not_started", "time", "needs"])
def test_error_says_why_no_test_ran(cause: str) -> None:
    checks = [CheckResult("e/loads", Text("Loads."), Failed(Text("the reason")), 0, "visible")]
    if cause != "loads":
        skipped = Skipped(Text("the reason"), cause)  # type: ignore[arg-type]
        checks = [CheckResult("e/c", Text("C."), skipped, 1, "visible")]
    report = Report((ExerciseResult("e", Text("E"), tuple(checks)),), "run")
    data = parsed(rendered(report, {}), EXERCISM)
    assert data["status"] == "error"
    assert "the reason" in data["message"]


def test_limits_are_kept_with_a_word() -> None:
    report = huge(2, letters=70_000)
    data = parsed(rendered(report, {}), EXERCISM)
    assert all(len(test["output"]) == 500 for test in data["tests"])
    assert all(test["output"].endswith("(shortened)") for test in data["tests"])
    loads = replace(report.exercises[0].checks[0], id="big/loads")
    many = tuple(replace(loads, max_points=0.0) for _ in range(60))
    alone = Report((ExerciseResult("big", Text("Big"), many),), "run")
    message = parsed(rendered(alone, {}), EXERCISM)["message"]
    assert len(message.encode()) <= 65_535
    assert message.endswith("(shortened)")


def test_nothing_to_grade() -> None:
    data = parsed(nothing(text("{path} is empty.", path="x.py")), EXERCISM)
    assert (data["status"], data["message"]) == ("error", "x.py is empty.")
