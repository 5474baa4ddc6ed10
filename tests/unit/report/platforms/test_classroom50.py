"""Classroom 50: whole scores, its schema, and nobody who loses points by our fault."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given

from grader.errors import UsageError
from grader.language import text
from grader.model.outcome import Broken, Passed
from grader.model.report import Report, left_out
from grader.report.platforms.classroom50 import MOST_BYTES, Submission, nothing, rendered
from tests.fakes.any_report import REPORTS, huge
from tests.fakes.platforms import CLASSROOM50, parsed
from tests.fakes.reports import REPORT

ENVIRONMENT = {
    "CLASSROOM": "deep",
    "ASSIGNMENT": "net",
    "ASSIGNMENT_TYPE": "group",
    "USERNAME": "anna",
    "SUBMISSION_TAG": "submit/2026-09-01T10-00-00Z-abc",
    "COMMIT_URL": "https://example.org/commit",
    "RELEASE_URL": "https://example.org/release",
}
WORK = Submission.parse(ENVIRONMENT)
MOMENT = "2026-09-01T10:00:00Z"


def read(document: str) -> Any:
    data = parsed(document, CLASSROOM50)
    assert data["score"] == sum(test["score"] for test in data["tests"])
    assert data["max-score"] == sum(test["max-score"] for test in data["tests"])
    for test in data["tests"]:
        assert test["score"] <= test["max-score"]
    return data


@given(REPORTS)
def test_every_report_is_a_result(report: Report) -> None:
    data = read(rendered(report.redacted(), WORK, MOMENT))
    checks = [check for exercise in report.exercises for check in exercise.checks]
    assert len(data["tests"]) == len(checks)
    for check, test in zip(checks, data["tests"], strict=True):
        assert test["passed"] == (isinstance(check.outcome, Passed) or left_out(check.outcome))
        if isinstance(check.outcome, Broken):
            assert test["max-score"] == 0
    if report.max_score > 1:
        share = data["score"] / data["max-score"]
        assert share == pytest.approx(report.score / report.max_score, abs=0.01)


def test_fractions_are_scaled_for_all_alike() -> None:
    data = read(rendered(huge(3, 0.75, 10), WORK, MOMENT))
    assert [test["max-score"] for test in data["tests"]] == [3, 3, 3]


def test_the_runner_says_whose_it_is() -> None:
    data = read(rendered(REPORT, WORK, MOMENT))
    assert data["owner"] == "anna"
    assert data["assignment_type"] == "group"
    assert data["review"] == data["commit"] == ENVIRONMENT["COMMIT_URL"]
    broken = data["tests"][4]
    assert "grader's own fault" in broken["test-name"]
    assert (broken["passed"], broken["max-score"]) == (False, 0)


@pytest.mark.parametrize(("count", "letters"), [(200, 20_000), (3000, 200)])
def test_the_size_is_kept(count: int, letters: int) -> None:
    document = rendered(huge(count, letters=letters), WORK, MOMENT)
    assert len(document.encode()) < MOST_BYTES
    assert all("(shortened)" in test["message"] for test in read(document)["tests"])


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"SUBMISSION_TAG": "v1"}, "'v1'"),
        ({"SUBMISSION_TAG": "submit/"}, "submit/"),
        ({"CLASSROOM": ""}, "CLASSROOM"),
        ({"USERNAME": ""}, "OWNER"),
        ({"ASSIGNMENT_TYPE": "pair"}, "'pair'"),
    ],
)
def test_what_the_runner_does_not_say_is_named(change: Mapping[str, str], says: str) -> None:
    with pytest.raises(UsageError, match=says):
        Submission.parse({**ENVIRONMENT, **change})


def test_nothing_to_grade() -> None:
    data = read(nothing(text("{path} is empty.", path="x.py"), WORK, MOMENT))
    assert [(t["passed"], t["test-name"]) for t in data["tests"]] == [(False, "x.py is empty.")]
