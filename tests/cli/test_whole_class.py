"""A class of sixty, as each platform hands it over: one command, the report, the export."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import ROOT, Grader
from tests.fakes.classes import LAYOUTS, Expected, build

IN_SHORT = ("canvas",)
"""One platform in the short form; the others' reading is tested layout by layout."""


@pytest.fixture(params=LAYOUTS)
def expected(request: pytest.FixtureRequest, tmp_path: Path) -> Expected:
    if request.param not in IN_SHORT and not request.config.getoption("--nightly"):
        pytest.skip("the short form grades one platform's class; --nightly grades all")
    return build(request.param, tmp_path / "handed-in")


def rows(results: Path, query: str) -> list[dict[str, Any]]:
    connection = sqlite3.connect(results / "gradebook.sqlite")
    connection.row_factory = sqlite3.Row
    try:
        return [dict(row) for row in connection.execute(query)]
    finally:
        connection.close()


@pytest.mark.slow
def test_one_command_the_report_and_the_export(
    grader: Grader, workspace: Path, expected: Expected
) -> None:
    (workspace / "late.toml").write_text("due = 2026-10-01T23:59:00+00:00\nper_day = 0.1\n")
    ran = grader(
        *("batch", str(expected.source), "-o", "results", "--course", str(ROOT)),
        *("--roster", str(expected.roster), "--late", "late.toml"),
        seconds=1500,
    )
    assert "Traceback" not in ran.out + ran.err
    assert ran.code == 0, (ran.out[-2000:], ran.err)
    results = workspace / "results"

    # Submissions in are rows out.
    found = rows(results, "SELECT student, number, exercise, problem, result FROM attempts")
    got = {(row["student"], row["number"]) for row in found}
    assert {(seen.key, seen.number) for seen in expected.attempts} <= got
    for seen in expected.attempts:
        own = [r for r in found if (r["student"], r["number"]) == (seen.key, seen.number)]
        assert {r["exercise"] for r in own if r["result"]} == set(seen.works), seen.key
        for exercise, words in seen.problems.items():
            told = [r["problem"] for r in own if r["problem"] and r["exercise"] in (exercise, "")]
            assert any(words in problem for problem in told), (seen.key, words, told)
    assert set(expected.strays) <= {row["student"] for row in found}
    missing = rows(results, "SELECT student FROM marks WHERE state = 'missing'")
    assert set(expected.absent) <= {row["student"] for row in missing}

    # Every mark has a reason to be what it is.
    for mark in rows(results, "SELECT * FROM marks"):
        if mark["state"] == "graded":
            assert mark["attempt"] is not None
            assert 0 <= mark["mark"] <= mark["nominal"]
        else:
            assert mark["state"] in ("missing", "unreadable"), mark

    shown = grader("report", "results", seconds=300)
    assert (shown.code, shown.err) == (0, "")
    page = (results / "report.html").read_text(encoding="utf-8")
    assert "\x1b" not in page
    assert "<script>alert" not in page

    exported = grader("export", "results", "--format", "csv", "-o", "marks.csv")
    assert exported.code == 0
    with (workspace / "marks.csv").open(encoding="utf-8-sig", newline="") as file:
        table = [row for row in csv.DictReader(file) if row["exercise"] != "(total)"]
    assert len(table) == len(rows(results, "SELECT 1 FROM marks"))

    again = grader(
        *("batch", str(expected.source), "-o", "results", "--course", str(ROOT)),
        *("--roster", str(expected.roster), "--late", "late.toml"),
    )
    assert again.code == 0
    assert " 0 works graded" in again.out
