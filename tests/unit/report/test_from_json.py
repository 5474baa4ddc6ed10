"""A stored report read back is the same report, and nothing else is taken for one."""

from __future__ import annotations

import copy
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.language import Text
from grader.model.outcome import Broken, Diagnosis, Failed, Passed, Skipped
from grader.model.report import CheckResult, ExerciseResult, Report
from grader.report import html
from grader.report.csv_format import to_csv
from grader.report.from_json import report_from, report_from_json
from grader.report.json_format import to_data, to_json
from grader.report.junit import to_junit
from tests.fakes.reports import EVERY_KIND, FAILED, REPORT, check

WORDS = st.text(max_size=20) | st.sampled_from(
    ["", "{x}", "not started", "\x1b[31m", "学", "\udc80"]
)
SAID = WORDS.filter(bool)
TEXTS = WORDS.map(Text)
POINTS = st.integers(0, 50).map(float) | st.integers(0, 200).map(lambda n: n / 8)
NAME = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,5}", fullmatch=True)
OUTCOMES = st.one_of(
    st.builds(Passed),
    st.builds(
        Failed,
        TEXTS,
        call=st.none() | WORDS,
        expected=st.none() | WORDS,
        received=st.none() | WORDS,
        counterexample=st.dictionaries(WORDS, WORDS, max_size=2),
        traceback=WORDS,
        diagnosis=st.none() | st.builds(Diagnosis, NAME, TEXTS),
        hint=st.none() | TEXTS,
        details=WORDS,
    ),
    st.builds(Skipped, TEXTS, st.sampled_from(["needs", "after", "not_started"])),
    st.builds(Broken, TEXTS, WORDS),
)
CHECKS = st.builds(
    CheckResult,
    id=st.builds("{}/{}".format, NAME, NAME),
    title=SAID.map(Text),
    outcome=OUTCOMES,
    max_points=POINTS,
    visibility=st.sampled_from(["visible", "hidden"]),
    evidence=st.sampled_from(["value", "claim"]),
    output=WORDS,
    duration_s=st.floats(0, 1e6, exclude_min=False).map(abs),
)
EXERCISES = st.builds(
    ExerciseResult,
    id=NAME,
    title=SAID.map(Text),
    checks=st.lists(CHECKS, max_size=4).map(tuple),
    notes=st.lists(TEXTS, max_size=2).map(tuple),
)
REPORTS = st.builds(
    Report,
    exercises=st.lists(EXERCISES, max_size=3).map(tuple),
    run=WORDS,
    submission=st.dictionaries(WORDS, WORDS, max_size=2),
    environment=st.just(REPORT.environment),
)


@given(REPORTS)
def test_nothing_is_lost(report: Report) -> None:
    data = to_data(report)
    assert to_data(report_from(data)) == data
    assert to_data(report_from_json(to_json(report))) == data


@pytest.mark.parametrize("report", [REPORT, REPORT.redacted()], ids=["full", "redacted"])
def test_every_renderer_shows_the_same(report: Report) -> None:
    again = report_from_json(to_json(report))
    for render in (html.page, html.fragment, to_junit, to_json):
        assert render(again) == render(report)
    assert to_csv([("a", again)]) == to_csv([("a", report)])


def test_sentences_with_braces_are_literal() -> None:
    said = "the set {1, 2} and {name}"
    report = Report((ExerciseResult("net", Text(said), ()),), "run", {}, REPORT.environment)
    assert report_from(to_data(report)).exercises[0].title.render("zh") == said


def test_points_that_can_only_be_written_rounded_are_read() -> None:
    thirds = tuple(check(f"c{n}", Passed(), 1 / 3) for n in range(100))
    report = Report((ExerciseResult("net", Text("N"), thirds),), "run", {}, REPORT.environment)
    assert report_from(to_data(report)).score == pytest.approx(report.score, abs=1e-3)


def test_redacted_again_it_never_tells_more() -> None:
    secret = Failed(Text("x"), diagnosis=Diagnosis("m", Text("the secret")))
    hidden = check("hidden_one", secret, tells_mistake=False)
    report = Report((ExerciseResult("net", Text("N"), (hidden,)),), "run", {}, REPORT.environment)
    again = report_from(to_data(report))
    assert "the secret" in to_json(again)
    assert "the secret" not in to_json(again.redacted())


@pytest.mark.parametrize(
    ("spoil", "told"),
    [
        (lambda d: d.update(schema="torchgrade/report/v2"), "torchgrade/report/v2"),
        (lambda d: d.update(extra=1), "data"),
        (lambda d: d.pop("run"), "run"),
        (lambda d: d["exercises"][0]["checks"][1].update(outcome="perfect"), "outcome"),
        (lambda d: d["exercises"][0]["checks"][1].update(expected=[]), "expected"),
        (lambda d: d["exercises"][0]["checks"][2].pop("cause"), "without a cause"),
        (lambda d: d.update(score=99), "score is 99"),
        (lambda d: d["exercises"][0].update(max_score=99), "max_score is 99"),
        (lambda d: d["exercises"][0]["checks"][0].update(max_points=float("nan")), "nan"),
        (lambda d: d["exercises"][0]["checks"][0].update(max_points=float("inf")), "inf"),
        (lambda d: d["environment"].update(sandbox="none"), "sandbox"),
    ],
)
def test_what_is_no_report_is_told_in_a_sentence(spoil: Any, told: str) -> None:
    data = copy.deepcopy(to_data(REPORT))
    spoil(data)
    with pytest.raises(UsageError, match="no report") as caught:
        report_from(data)
    assert told in str(caught.value)


@pytest.mark.parametrize("stored", ["", "{", "null", "[]", "1", '"x"', "[" * 100_000, "{}", "NaN"])
def test_any_text_at_all(stored: str) -> None:
    with pytest.raises(UsageError):
        report_from_json(stored)


def test_what_it_reads_is_the_data_that_was_written() -> None:
    data = json.loads(to_json(REPORT))
    before = copy.deepcopy(data)
    report = report_from(data)
    assert data == before
    assert report.exercises[0].nominal_score == EVERY_KIND.nominal_score
    assert isinstance(report.exercises[0].checks[1].outcome, Failed)
    assert report.exercises[0].checks[1].outcome.hint == FAILED.hint
