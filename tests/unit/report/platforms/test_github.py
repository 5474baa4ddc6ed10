"""GitHub Actions: annotations that nobody can forge, limits, and a summary that stays one."""

from __future__ import annotations

from hypothesis import given

from grader.language import Text, text
from grader.model.outcome import Broken, Failed, Skipped
from grader.model.report import CheckResult, ExerciseResult, Place, Report
from grader.report.platforms.github import (
    commands,
    commands_of_nothing,
    summary,
    summary_of_nothing,
)
from tests.fakes.any_report import REPORTS, huge
from tests.fakes.platforms import annotations
from tests.fakes.reports import REPORT

LIMIT = 1 << 20


@given(REPORTS)
def test_each_line_is_one_annotation_of_ours(report: Report) -> None:
    written = commands(report.redacted())
    found = annotations(written)
    assert len(found) == written.count("\n")
    for kind in ("error", "warning"):
        assert sum(one.kind == kind for one in found) <= 10
    for one in found:
        assert one.kind in ("error", "warning", "notice")
        assert set(one.properties) <= {"file", "line", "title"}
        assert len(one.message) <= 4096
    checks = [check for exercise in report.exercises for check in exercise.checks]
    failed = sum(isinstance(check.outcome, Failed) for check in checks)
    assert sum(one.kind == "error" for one in found) == min(failed, 10)


@given(REPORTS)
def test_a_summary_keeps_to_the_limit_and_writes_as_utf_8(report: Report) -> None:
    assert len(summary(report.redacted()).encode()) < LIMIT
    assert len(summary(report.redacted(), most=30_000).encode()) < 30_000


def report_of(*checks: CheckResult) -> Report:
    return Report((ExerciseResult("e", Text("E"), checks),), "run")


def failing(place: Place | None, message: str = "wrong") -> CheckResult:
    return CheckResult("e/c", Text("It: is, so."), Failed(Text(message)), 1, "visible", place=place)


def test_the_line_and_the_title_survive_their_escapes() -> None:
    [one] = annotations(commands(report_of(failing(Place("a, b/100%:x.py", 7), "50% a\nb"))))
    assert one.properties == {
        "file": "a, b/100%:x.py",
        "line": "7",
        "title": "e: It: is, so.",
    }
    assert one.message == "50% a\nb"


def test_a_notebook_has_its_cell_in_the_title_and_no_line() -> None:
    [one] = annotations(commands(report_of(failing(Place("a.ipynb", 7, 3)))))
    assert one.properties["file"] == "a.ipynb"
    assert "line" not in one.properties
    assert one.properties["title"].startswith("e: cell 3, line 7: ")


def test_the_tenth_says_how_many_more_there_are() -> None:
    found = annotations(commands(huge(30, letters=10)))
    assert len(found) == 10
    assert found[-1].message == "21 more stand in the summary of this step."
    assert len(annotations(commands(huge(10, letters=10)))) == 10
    assert "more stand" not in commands(huge(10, letters=10))


def test_what_was_not_run_and_what_broke_are_warnings() -> None:
    late = [
        CheckResult(f"e/c{n}", Text("C"), Skipped(Text("late"), "time"), 1, "visible")
        for n in range(20)
    ]
    broken = CheckResult("e/b", Text("B"), Broken(Text("oh"), "trace"), 1, "visible")
    found = annotations(commands(report_of(*late, broken)))
    assert [one.kind for one in found] == ["warning", "warning"]
    assert found[0].message.startswith("20 checks were not run")
    assert "grader's own fault" in found[1].message


def test_what_nobody_began_is_a_notice() -> None:
    waits = CheckResult("e/c", Text("C"), Skipped(Text("not started"), "not_started"), 1, "visible")
    begun = ExerciseResult("begun", Text("B"), (failing(None),))
    report = Report((begun, *(ExerciseResult(n, Text("E"), (waits,)) for n in "ef")), "run")
    found = annotations(commands(report))
    assert [one.kind for one in found] == ["error", "notice"]
    assert found[1].message == "Not started: e, f."


def test_that_it_gives_no_marks_is_told_where_students_can_change_the_checks() -> None:
    for report in (REPORT, huge(100, letters=50_000)):
        shown = summary(report, advisory=True)
        assert "for learning" in shown
        assert len(shown.encode()) < LIMIT
    assert "只供学习参考" in summary(REPORT, "zh", advisory=True)
    assert "for learning" not in summary(REPORT)


def test_a_summary_that_is_too_long_says_so() -> None:
    for count, letters, most in ((100, 50_000, LIMIT), (2000, 10, 50_000)):
        shown = summary(huge(count, letters=letters), most=most)
        assert len(shown.encode()) < most
        assert "was shortened" in shown
    assert "was shortened" not in summary(REPORT)


def test_a_summary_reads_like_the_terminal() -> None:
    shown = summary(REPORT.redacted())
    assert "**2 of 8 points**" in shown
    assert "✗ The failed holds." in shown
    assert "secret" not in shown


def test_nothing_to_grade() -> None:
    reason = text("{path} is empty.", path="x\n::error::y")
    [one] = annotations(commands_of_nothing(reason))
    assert one.kind == "error"
    assert "is empty" in summary_of_nothing(reason)
    assert annotations(summary_of_nothing(text("{path} is empty.", path="x.py"))) == []
