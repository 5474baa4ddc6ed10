"""The project's own workflows: linted, and true to what README and pyproject.toml promise."""

from __future__ import annotations

import os
import subprocess
import tomllib
from pathlib import Path
from typing import Any

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

from tests.fakes.linters import run_steps, workflow_problems
from tests.repository.test_documents import ROOT, command

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
TEST = ROOT / ".github" / "workflows" / "test.yml"
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]

UNSAFE = """\
name: Unsafe
on: pull_request_target
jobs:
  one:
    runs-on: ubuntu-latest
    steps:
      - run: echo ${{ github.event.pull_request.title }}; cd $FOLDER
"""
MALFORMED = UNSAFE.replace("- run", "- runs")


def rows() -> list[dict[str, str]]:
    """The test job's matrix, written out."""
    matrix: dict[str, Any] = yaml.safe_load(TEST.read_text())["jobs"]["test"]["strategy"]["matrix"]
    plain = [{"python": p, "torch": t} for p in matrix["python"] for t in matrix["torch"]]
    return [*plain, *matrix["include"]]


@pytest.mark.parametrize("path", WORKFLOWS, ids=lambda path: path.name)
def test_linters_find_nothing(path: Path) -> None:
    assert workflow_problems(path) == []


@pytest.mark.parametrize(
    ("workflow", "problem"),
    [(UNSAFE, "template-injection"), (UNSAFE, "SC2086"), (MALFORMED, "Schema validation errors")],
    ids=["unsafe", "careless shell", "malformed"],
)
def test_the_linters_would_find_it(tmp_path: Path, workflow: str, problem: str) -> None:
    bad = tmp_path / "bad.yml"
    bad.write_text(workflow)
    found = "\n".join(workflow_problems(bad))
    assert problem in found


def test_the_readmes_test_command_is_what_runs() -> None:
    assert any(command("test") in shell for _, shell in run_steps(TEST))


def test_every_command_of_the_gate_runs() -> None:
    shells = "\n".join(shell for _, shell in run_steps(TEST))
    for line in (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines():
        if line.startswith('echo "+ '):
            assert line.partition("&& ")[2] in shells, line


def test_the_matrix_holds_both_ends() -> None:
    """The oldest Python and torch that are promised, and whatever torch is newest."""
    oldest = SpecifierSet(PROJECT["requires-python"])
    pythons = {row["python"] for row in rows() if not row["torch"]}
    assert pythons == {"3.11", "3.12", "3.13"}
    assert "3.11" in oldest
    assert "3.10" not in oldest
    promised = next(Requirement(d) for d in PROJECT["dependencies"] if d.startswith("torch"))
    asked = [Requirement(row["torch"]).specifier for row in rows() if row["torch"]]
    assert str(promised.specifier) == ">=2.6"
    assert {"2.6.0" in one for one in asked} == {True, False}
    assert any("2.99.0" in one for one in asked)


def test_another_torch_takes_the_pinned_ones_place(tmp_path: Path) -> None:
    shell = next(shell for name, shell in run_steps(TEST) if name == "Test with another PyTorch")
    line = next(line for line in shell.splitlines() if "RUNNER_TEMP" in line)
    subprocess.run(
        ["bash", "-eo", "pipefail", "-c", line],
        cwd=ROOT,
        env={**os.environ, "TORCH": "torch==2.6.*", "RUNNER_TEMP": str(tmp_path)},
        check=True,
        timeout=60,
    )
    pinned, derived = (
        [one for one in text.splitlines() if not one.startswith("#")]
        for text in (
            (ROOT / "constraints.txt").read_text(encoding="utf-8"),
            (tmp_path / "constraints.txt").read_text(encoding="utf-8"),
        )
    )
    changed = set(pinned) ^ set(derived)
    assert {Requirement(one).name for one in changed} == {"torch"}
    assert [one for one in derived if one.startswith("torch")] == ["torch==2.6.*"]
