"""`grader report`: where the page goes, and what it never replaces."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
import typer
from typer.testing import CliRunner, Result

from grader.cli import report
from grader.errors import UsageError
from tests.fakes.gradebooks import fill


@pytest.fixture
def results(tmp_path: Path) -> Path:
    fill(tmp_path / "results" / "gradebook.sqlite", students=14, exercises=2, checks=3)
    return tmp_path / "results"


def run(*arguments: object) -> Result:
    app = typer.Typer()
    report.add_to(app)
    return CliRunner().invoke(app, [str(one) for one in arguments])


def problem(result: Result) -> str:
    assert isinstance(result.exception, UsageError)
    return str(result.exception)


def test_the_page_is_made_anew(results: Path) -> None:
    done = run(results, "--lang", "en")
    assert (done.exit_code, done.output) == (0, f"{results / 'report.html'}\n")
    first = (results / "report.html").read_text(encoding="utf-8")
    assert run(results, "--lang", "zh").exit_code == 0
    second = (results / "report.html").read_text(encoding="utf-8")
    assert "Class report" in first
    assert "班级报告" in second


def test_nothing_else_is_replaced(results: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.html"
    mine.write_text("<p>mine</p>")
    assert "is no page of an earlier run" in problem(run(results, "-o", mine))
    assert "is no page of an earlier run" in problem(run(results, "-o", tmp_path))
    assert mine.read_text() == "<p>mine</p>"


def test_no_gradebook(tmp_path: Path) -> None:
    assert "There is no gradebook" in problem(run(tmp_path))
    assert not (tmp_path / "report.html").exists()


def test_a_folder_that_is_not_there(results: Path, tmp_path: Path) -> None:
    assert "can't be written" in problem(run(results, "-o", tmp_path / "no" / "page.html"))


@pytest.mark.parametrize("name", ["matplotlib", "rapidfuzz"])
def test_without_its_libraries(results: Path, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, name, None)
    assert f"made with {name}" in problem(run(results))
