"""The README's first command: the bundled class, written without a look at the solutions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest

from grader.report.json_format import schema
from tests.conftest import ROOT, Grader

FULL = {
    "ada": ("install_check", "parameter_count", "training", "matmul_timing", "ddp"),
    "bruno": ("install_check", "parameter_count", "training", "matmul_timing"),
    "小明": ("install_check", "parameter_count", "training", "matmul_timing"),
}


def test_the_class_is_graded_fairly(grader: Grader) -> None:
    ran = grader("check", "examples/class", "--json", "--full", cwd=ROOT, seconds=900)
    assert ran.code == 1
    assert ran.err == ""
    results: dict[tuple[str, str], dict[str, Any]] = {}
    for line in ran.out.splitlines():
        report = json.loads(line)
        jsonschema.validate(report, schema())
        for exercise in report["exercises"]:
            results[report["submission"]["owner"], exercise["id"]] = exercise

    for owner, exercises in FULL.items():
        for name in exercises:
            result = results[owner, name]
            assert result["score"] == result["max_score"], (owner, name, first(result))

    for name in FULL["bruno"]:
        result = results["dorothée", name]
        assert 0 < result["score"] < result["max_score"], name
    assert "frozen" in first(results["dorothée", "parameter_count"])["title"]
    assert "its own batch" in first(results["dorothée", "training"])["message"]

    untouched = results["emeka", "install_check"]
    assert {check.get("cause") for check in untouched["checks"]} == {"not_started"}
    assert 0 < results["emeka", "parameter_count"]["score"] < 20
    assert 0 < results["emeka", "training"]["score"] < 20

    cheat = {c["id"]: c["outcome"] for c in results["farid", "training"]["checks"]}
    assert cheat["training/returns_the_loss_of_each_batch"] != "passed"
    assert 0 < results["farid", "parameter_count"]["score"] < 10

    endless = results["greta", "parameter_count"]
    assert 0 < endless["score"] < endless["max_score"]
    assert any("without an answer" in c.get("message", "") for c in endless["checks"])
    assert "line 36 is not valid Python" in first(results["greta", "training"])["message"]
    assert "'requirements'" in first(results["greta", "install_check"])["message"]

    assert first(results["hugo", "ddp"])["id"] == "ddp/goes_on_like_one_process"
    assert 0 < results["hugo", "matmul_timing"]["score"] < results["hugo", "ddp"]["max_score"]


def first(result: dict[str, Any]) -> dict[str, Any]:
    return next((c for c in result["checks"] if c["outcome"] == "failed"), {})


@pytest.mark.parametrize(
    "owner", sorted(path.name for path in (ROOT / "examples" / "class").iterdir())
)
def test_every_student_is_described(owner: str) -> None:
    assert f"**{owner}**" in (ROOT / "examples" / "README.md").read_text("utf-8")
    assert list(Path(ROOT / "examples" / "class" / owner).glob("*.py"))
