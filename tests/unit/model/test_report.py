"""Scores: what counts, what leaves the denominator, what a student may see."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from grader.language import text
from grader.model.outcome import Broken, Failed, Outcome, Passed, Skipped
from grader.model.report import ExerciseResult, Report
from tests.fakes.reports import EVERY_KIND, REPORT, check


def test_the_score_of_every_kind_of_outcome() -> None:
    assert EVERY_KIND.score == 2
    assert EVERY_KIND.nominal_score == 20
    assert EVERY_KIND.skipped_points == 5
    assert EVERY_KIND.broken_points == 7
    assert EVERY_KIND.max_score == 8
    assert not EVERY_KIND.passed


def test_what_the_machine_lacks_does_not_spoil_a_pass() -> None:
    gpu = check("gpu", Skipped(text("not started"), "needs"))
    result = ExerciseResult("net", EVERY_KIND.title, (check("a", Passed()), gpu))
    assert result.passed
    assert result.max_score == 2


def test_a_broken_check_is_no_pass() -> None:
    broken = check("b", Broken(text("not started"), ""))
    assert not ExerciseResult("net", EVERY_KIND.title, (check("a", Passed()), broken)).passed


def test_not_started() -> None:
    untouched = Skipped(text("not started"), "not_started")
    assert ExerciseResult("net", EVERY_KIND.title, (check("a", untouched),)).not_started
    assert not EVERY_KIND.not_started
    assert not ExerciseResult("net", EVERY_KIND.title, ()).not_started


def test_redaction_hides_all_but_title_outcome_and_points() -> None:
    hidden = REPORT.redacted().exercises[0].checks[-1]
    assert isinstance(hidden.outcome, Failed)
    assert hidden.title == EVERY_KIND.checks[-1].title
    assert hidden.max_points == 1
    shown = repr(hidden)
    for secret in ("752", "700", "count(net)", "'3'", "secret", "Traceback", "bias"):
        assert secret not in shown
    assert REPORT.redacted().score == REPORT.score
    assert REPORT.redacted().exercises[0].checks[1] == EVERY_KIND.checks[1]


OUTCOMES: st.SearchStrategy[Outcome] = st.sampled_from(
    [
        Passed(),
        Failed(text("not started")),
        Skipped(text("not started"), "needs"),
        Skipped(text("not started"), "after"),
        Broken(text("not started"), ""),
    ]
)


@given(st.lists(st.tuples(OUTCOMES, st.integers(0, 10)), max_size=8))
def test_a_score_stays_between_nothing_and_its_maximum(rows: list[tuple[Outcome, int]]) -> None:
    checks = tuple(check(f"c{n}", outcome, points) for n, (outcome, points) in enumerate(rows))
    report = Report((ExerciseResult("net", EVERY_KIND.title, checks),), "run")
    assert 0 <= report.score <= report.max_score
    nominal = sum(points for _, points in rows)
    assert report.max_score + report.skipped_points + report.broken_points == nominal
