"""`--level`: the report says how well student code was shut in; what cannot be had is refused."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Grader, Ran

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "solutions" / "intro" / "parameter_count" / "parameter_count.py"
SITUATION = ROOT / "tests" / "unit" / "sandbox" / "situation.py"

linux = pytest.mark.skipif(sys.platform != "linux", reason="the walls are Linux's")


@pytest.fixture
def work(workspace: Path) -> Path:
    path = workspace / "parameter_count.py"
    path.write_text(REFERENCE.read_text(encoding="utf-8"), encoding="utf-8")
    return path


def without_namespaces(folder: Path, *arguments: str) -> Ran:
    """Run the command line where the kernel gives no namespaces."""
    options = {
        "refused": {"unshare": "EPERM"},
        "command": [str(Path(sys.executable).with_name("grader")), *arguments],
    }
    done = subprocess.run(
        [sys.executable, str(SITUATION), json.dumps(options)],
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        timeout=300,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def test_a_report_says_the_level(grader: Grader, work: Path) -> None:
    def level(*options: str) -> str:
        ran = grader("check", "parameter_count", "--json", *options)
        assert ran.code == 0, ran.err
        return str(json.loads(ran.out)["environment"]["sandbox"])

    highest = level()
    assert level("--level", highest) == highest
    assert level("--level", "process") == "process"


@linux
@pytest.mark.parametrize(
    "command", [["check", "parameter_count"], ["verify", "parameter_count"]], ids=lambda c: c[0]
)
def test_a_level_that_can_not_be_had_is_one_sentence(work: Path, command: list[str]) -> None:
    course = ["--course", str(ROOT)]
    ran = without_namespaces(work.parent, *command, "--level", "full", *course)
    assert ran.code == 4
    assert len(ran.err.strip().splitlines()) == 1
    assert "does not give the level full, only " in ran.err
    assert "grader doctor" in ran.err
    assert ran.out == ""


@linux
def test_without_being_asked_the_highest_level_there_is_is_taken(work: Path) -> None:
    ran = without_namespaces(work.parent, "check", "parameter_count", "--json")
    assert ran.code == 0, ran.err
    assert json.loads(ran.out)["environment"]["sandbox"] in ("restricted", "process")


def test_verify_at_a_lower_level(grader: Grader, workspace: Path) -> None:
    course = ["--course", str(ROOT), "--only", "reference"]
    ran = grader("verify", "parameter_count", "--level", "process", *course)
    assert ran.code == 0, ran.out + ran.err
    assert "1 of 1 hold" in ran.out


def test_an_unknown_level(grader: Grader, work: Path) -> None:
    ran = grader("check", "parameter_count", "--level", "perfect")
    assert ran.code == 4
    assert "perfect" in ran.err
    assert ran.out == ""
