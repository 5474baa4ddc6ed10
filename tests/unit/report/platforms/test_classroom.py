"""GitHub Classroom's reporter: its table and its notice agree, whatever the report."""

from __future__ import annotations

import base64
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given

from grader.language import Text, text
from grader.model.outcome import Broken, Failed, Passed, Skipped
from grader.model.report import CheckResult, ExerciseResult, Report
from grader.report.platforms.classroom import MOST_BYTES, nothing, rendered
from tests.fakes.any_report import REPORTS, huge
from tests.fakes.platforms import CLASSROOM, ClassroomReporter, annotations, parsed
from tests.fakes.reports import REPORT


def read(encoded: str) -> Any:
    document = base64.b64decode(encoded).decode()
    assert len(document.encode()) < MOST_BYTES
    return parsed(document, CLASSROOM)


@given(REPORTS)
def test_every_report_is_read_and_its_totals_agree(report: Report) -> None:
    encoded = rendered(report.redacted())
    data = read(encoded)
    told = ClassroomReporter().read(encoded)
    assert 0 <= told.notice <= told.maximum + 1e-9
    assert told.notice == pytest.approx(told.table, abs=1e-9)
    # Points finer than a thousandth are rounded, each; more than fit are divided into 400 parts.
    checks = [check for exercise in report.exercises for check in exercise.checks]
    part = report.max_score / 400 if "rounded" in data["message"] else 0
    assert told.notice == pytest.approx(report.score, abs=len(checks) * 0.001 + part + 1e-9)
    missed = [c for c in checks if c.max_points and isinstance(c.outcome, Failed)]
    assert told.notice < told.maximum or not missed, "a failure is no full mark"
    assert not annotations(told.log)
    if any(test["status"] != "pass" for test in data["tests"]):
        assert data["status"] != "pass"
    assert (data["status"] == "pass") == report.passed


def of_points(*points: float, passed: int) -> Report:
    checks = tuple(
        CheckResult(
            f"e/c{n}",
            Text(f"Check {n}"),
            Passed() if n < passed else Skipped(Text("waits"), "after"),
            one,
            "visible",
        )
        for n, one in enumerate(points)
    )
    return Report((ExerciseResult("e", Text("E"), checks),), "run")


@pytest.mark.parametrize(
    ("points", "passed", "tests", "score", "maximum"),
    [
        ((2, 3, 1), 2, 6, 5, 6),
        ((2, 4, 6), 1, 6, 2, 12),
        ((0.5, 1.5), 1, 4, 0.5, 2),
        ((1 / 3, 1 / 3, 1 / 3), 3, 3, 1, 1),
        ((0.1, 0.1, 0.1, 0.7), 3, 10, 0.3, 1),
        ((10, 0, 5), 1, 3, 10, 15),
    ],
)
def test_a_check_is_as_many_tests_as_it_has_units(
    points: tuple[float, ...], passed: int, tests: int, score: float, maximum: float
) -> None:
    encoded = rendered(of_points(*points, passed=passed))
    told = ClassroomReporter().read(encoded)
    assert len(read(encoded)["tests"]) == tests
    assert (told.notice, told.maximum) == (score, maximum)


def test_what_was_left_out_or_broke_is_no_test_and_is_told() -> None:
    data = read(rendered(REPORT.redacted()))
    assert data["max_score"] == 8  # 2 + 3 + 2 + 1; not the GPU's 5, nor the 7 that broke
    assert len(data["tests"]) == 8
    assert "5 more are left out" in data["message"]
    assert "7 could not be graded, by the grader's own fault" in data["message"]
    assert "secret" not in str(data)
    failed = next(test for test in data["tests"] if test["status"] == "fail")
    assert failed["test_code"] == "count(net)"
    assert "752" in failed["message"]


@pytest.mark.parametrize("cause", ["needs", "broken"])
def test_where_nothing_can_be_given_nobody_fails(cause: str) -> None:
    outcome = Skipped(Text("no GPU"), "needs") if cause == "needs" else Broken(Text("x"), "")
    check = CheckResult("e/c", Text("C"), outcome, 3, "visible")
    data = read(rendered(Report((ExerciseResult("e", Text("E"), (check,)),), "run")))
    assert data["status"] == ("pass" if cause == "needs" else "error")
    assert data["max_score"] == 0


@pytest.mark.parametrize(("count", "points"), [(30, 1.0), (90, 3.0), (1500, 1.0), (60, 0.123)])
def test_the_size_is_kept_and_a_word_says_so(count: int, points: float) -> None:
    encoded = rendered(huge(count, points, letters=20_000 if count < 100 else 30))
    told = ClassroomReporter().read(encoded)
    data = read(encoded)
    assert told.notice == told.table == 0
    assert told.maximum == pytest.approx(count * points)
    assert "shortened" in str(data)


@pytest.mark.parametrize("first", [True, False])
@pytest.mark.parametrize(
    "points",
    [(1000.0, 0.001), (49.997, 0.003), (1.0, 0.0004), (1.0, 1e-12), (*[1.0] * 700, 0.001)],
    ids=lambda points: f"{len(points)} checks, {points[-1]:g}",
)
def test_no_failure_is_rounded_up_to_full_marks(points: tuple[float, ...], first: bool) -> None:
    ordered = points if first else points[::-1]
    fails = ordered.index(min(points))
    whole = of_points(*ordered, passed=len(points))
    checks = list(whole.exercises[0].checks)
    checks[fails] = replace(checks[fails], outcome=Failed(Text("no")))
    encoded = rendered(Report((replace(whole.exercises[0], checks=tuple(checks)),), "run"))
    told = ClassroomReporter().read(encoded)
    assert told.maximum * 0.99 < told.notice < told.maximum
    assert told.table == pytest.approx(told.notice, abs=1e-9)
    assert any(test["status"] == "fail" for test in read(encoded)["tests"])


def test_many_small_checks_weigh_no_more_than_they_are_worth() -> None:
    points = (*[0.123] * 200, *[0.127] * 200, 777.7)
    told = ClassroomReporter().read(rendered(of_points(*points, passed=200)))
    assert told.notice == pytest.approx(24.6, abs=sum(points) / 400)


def test_that_it_gives_no_marks_is_told_where_students_can_change_the_checks() -> None:
    for report in (REPORT, huge(1500, letters=30)):
        assert "for learning" in read(rendered(report, advisory=True))["message"]
        assert "for learning" not in read(rendered(report))["message"]


def test_many_points_are_divided_and_it_is_told() -> None:
    encoded = rendered(huge(3000, letters=10, outcome=Passed()))
    assert "rounded" in read(encoded)["message"]
    assert ClassroomReporter().read(encoded).notice == 3000


def test_in_chinese() -> None:
    assert "分" in read(rendered(REPORT, "zh"))["message"]


def test_nothing_to_grade_is_an_error_that_says_why() -> None:
    encoded = nothing(text("{path} is empty.", path="::error::x\n::error::y"))
    told = ClassroomReporter().read(encoded)
    assert told.failed
    assert "is empty" in told.log
    assert not annotations(told.log)
