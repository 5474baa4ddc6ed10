"""JSON by its schema, JUnit by pytest's dialect, text without control characters."""

from __future__ import annotations

import copy
import json
from typing import Any
from xml.etree import ElementTree as ET

import jsonschema
import pytest
from rich.console import Console

from grader.report import failures, terminal
from grader.report.json_format import schema, to_data, to_json
from grader.report.junit import to_junit
from tests.fakes.reports import EVERY_KIND, REPORT


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(schema())


@pytest.mark.parametrize("report", [REPORT, REPORT.redacted()], ids=["full", "redacted"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_json_follows_its_schema(report: Any, language: str) -> None:
    jsonschema.validate(json.loads(to_json(report, language)), schema())


@pytest.mark.parametrize(
    "spoil",
    [
        lambda d: d.update(extra=1),
        lambda d: d.pop("run"),
        lambda d: d.update(schema="v2"),
        lambda d: d["exercises"][0]["checks"][0].update(outcome="perfect"),
        lambda d: d["exercises"][0]["checks"][0].update(points=-1),
        lambda d: d["exercises"][0]["checks"][0].pop("title"),
        lambda d: d["environment"].update(sandbox="none"),
    ],
)
def test_the_schema_refuses_what_is_no_report(spoil: Any) -> None:
    data = copy.deepcopy(to_data(REPORT))
    spoil(data)
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema())


def test_json_holds_what_was_found() -> None:
    failed = to_data(REPORT)["exercises"][0]["checks"][1]
    assert failed["counterexample"] == {"size": "3"}
    assert failed["expected"] == "752"
    assert failed["points"] == 0
    assert failed["max_points"] == 3
    assert isinstance(failed["max_points"], int)


def test_titles_and_messages_are_in_the_language() -> None:
    data = to_data(REPORT, "zh")["exercises"][0]
    assert data["title"] == "网络"
    assert data["checks"][1]["message"] == "结果是 a，而应为 b。"


def test_junit_counts_and_is_xml_whatever_was_printed() -> None:
    root = ET.fromstring(to_junit(REPORT))
    suite = root[0]
    assert (root.tag, suite.tag) == ("testsuites", "testsuite")
    counts = {key: suite.get(key) for key in ("tests", "failures", "skipped", "errors")}
    assert counts == {"tests": "6", "failures": "2", "skipped": "2", "errors": "1"}
    cases = {case.get("name"): case for case in suite}
    assert cases["failed"].get("classname") == "net"
    failure = cases["failed"].find("failure")
    assert failure is not None
    assert "received: 700" in (failure.text or "")
    printed = cases["failed"].find("system-out")
    assert printed is not None
    assert printed.text == "hello\ufffd[31m\ufffd"


def rendered(what: Any) -> str:
    console = Console(width=100, record=True, file=None, quiet=False)
    with console.capture() as captured:
        console.print(what)
    return captured.get()


def test_a_failure_is_told_in_full() -> None:
    shown = rendered(failures.failure(EVERY_KIND.checks[1], "en"))
    for words in ("count(net)", "752", "700", "with size", "3", "line 3", "bias", "hello"):
        assert words in shown
    assert "\x1b" not in shown
    assert "\\x1b" in shown


def test_lines_say_what_counts() -> None:
    marks = [rendered(terminal.line(check, "en")) for check in EVERY_KIND.checks]
    assert [m.split()[0] for m in marks] == ["✓", "✗", "·", "-", "!", "✗"]
    assert [m.split()[-1] for m in marks] == ["2/2", "0/3", "0/2", "-", "?", "0/1"]
    assert "hidden" in marks[-1]


def test_the_score_tells_what_was_left_out() -> None:
    shown = rendered(terminal.score(EVERY_KIND, "en"))
    assert "2 of 8 points" in shown
    assert "5 more are left out" in shown
    assert "7 could not be graded" in shown
