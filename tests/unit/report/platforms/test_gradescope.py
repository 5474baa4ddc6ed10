"""Gradescope: its schema, scores that add up, and who sees what."""

from __future__ import annotations

import pytest
from hypothesis import given

from grader.language import text
from grader.model.outcome import Passed
from grader.model.report import Report
from grader.report.platforms.gradescope import MOST_BYTES, nothing, rendered
from tests.fakes.any_report import REPORTS, huge
from tests.fakes.platforms import GRADESCOPE, parsed
from tests.fakes.reports import REPORT


@given(REPORTS)
def test_every_report_is_a_result_whose_scores_add_up(report: Report) -> None:
    data = parsed(rendered(report.redacted()), GRADESCOPE)
    tests = data["tests"]
    assert sum(test["score"] for test in tests) == pytest.approx(report.score, abs=1e-4)
    assert sum(test["max_score"] for test in tests) == pytest.approx(report.max_score, abs=1e-4)
    assert tests or data["score"] == 0
    for test in tests:
        assert test["score"] <= test["max_score"]


@pytest.mark.parametrize("parts", [3, 6, 7, 9])
def test_parts_of_a_point_are_a_whole_one(parts: int) -> None:
    exercise = huge(parts, 1 / parts, letters=10, outcome=Passed())
    tests = parsed(rendered(exercise), GRADESCOPE)["tests"]
    assert sum(test["score"] for test in tests) == pytest.approx(1, abs=1e-12)


def test_hidden_checks_wait_for_the_marks_and_tell_their_outcome_alone() -> None:
    data = parsed(rendered(REPORT.redacted()), GRADESCOPE)
    hidden = data["tests"][-1]
    assert hidden["visibility"] == "after_published"
    assert "This check is hidden" in hidden["output"]
    assert "secret" not in str(data)
    assert {test["visibility"] for test in data["tests"][:-1]} == {"visible"}
    # What students see at once says nothing of the hidden check's point.
    assert data["output"].startswith("2 of 7 points")


def test_a_full_report_is_for_staff() -> None:
    data = parsed(rendered(REPORT, full=True), GRADESCOPE)
    assert data["tests"][-1]["visibility"] == "hidden"
    assert "secret" in data["tests"][-1]["output"]


def test_what_could_not_be_graded_fails_nobody() -> None:
    tests = parsed(rendered(REPORT.redacted()), GRADESCOPE)["tests"]
    for test in tests[3:5]:
        assert "status" not in test
        assert (test["score"], test["max_score"]) == (0, 0)
    assert "grader's own fault" in tests[4]["name"]


def test_a_huge_report_is_shortened() -> None:
    document = rendered(huge(400))
    assert len(document.encode()) < MOST_BYTES
    assert "(shortened)" in document


def test_nothing_to_grade_is_no_points_and_why() -> None:
    data = parsed(nothing(text("{path} is empty.", path="x.py")), GRADESCOPE)
    assert (data["score"], data["output"]) == (0, "x.py is empty.")
