"""The proof that checks see small changes, by the command that an author uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from grader.authoring.new import new_exercise
from grader.model.course import Course
from tests.conftest import Grader
from tests.fakes.courses import adding

ROOT = Path(__file__).resolve().parents[2]

ENTRY = '[[mutant]]\nid = "{}"\nreason = "A factor of one changes nothing."\n'
DIVIDED = "scaled/arithmetic: t * factor -> t / factor"
LEFT = "scaled/operand: t * factor -> t"


@pytest.fixture
def course(workspace: Path) -> Path:
    root = adding(workspace / "course")
    new_exercise(Course.load(root), "tiny", "intro")
    return root


def test_a_new_exercise_sees_every_change(grader: Grader, course: Path) -> None:
    ran = grader("verify", "--mutants", "tiny", "--jobs", "1", "--course", str(course))
    assert (ran.code, ran.err) == (0, "")
    first, last = ran.out.splitlines()
    assert first.startswith("tiny: 5 mutants, 5 killed, 0 equivalent, ")
    assert last.startswith("1 of 1 hold, after ")


def test_a_weak_check_lets_mutants_live(grader: Grader, course: Path) -> None:
    checks = course / "exercises" / "intro" / "tiny" / "checks.py"
    checks.write_text(checks.read_text("utf-8").replace("3.0", "1.0"), "utf-8")
    solution = course / "solutions" / "intro" / "tiny"
    (solution / "hidden_checks.py").unlink()
    ran = grader("verify", "--mutants", "tiny", "--course", str(course))
    assert ran.code == 1
    wrong = [line for line in ran.out.splitlines() if "WRONG" in line]
    assert wrong == [f"  WRONG survives: {DIVIDED}", f"  WRONG survives: {LEFT}"]
    assert "+    return t / factor" in ran.out
    assert "tiny: 5 mutants, 3 killed, 0 equivalent, " in ran.out
    listed = solution / "equivalent_mutants.toml"
    listed.write_text(ENTRY.format(DIVIDED) + ENTRY.format(LEFT), "utf-8")
    assert grader("verify", "--mutants", "tiny", "--course", str(course)).code == 0


def test_a_list_that_is_no_longer_true_is_told(grader: Grader, course: Path) -> None:
    listed = course / "solutions" / "intro" / "tiny" / "equivalent_mutants.toml"
    listed.write_text(ENTRY.format(DIVIDED) + ENTRY.format("scaled/gone: a -> b"), "utf-8")
    ran = grader("verify", "--mutants", "tiny", "--course", str(course))
    assert ran.code == 1
    killed, missing = (line for line in ran.out.splitlines() if "WRONG" in line)
    assert f"kills it: {DIVIDED}" in killed
    assert "there is no such mutant: scaled/gone: a -> b" in missing


def test_checks_that_can_not_be_collected_are_told(grader: Grader, course: Path) -> None:
    checks = course / "exercises" / "intro" / "tiny" / "checks.py"
    checks.write_text("import nothing_of_this_name\n", "utf-8")
    ran = grader("verify", "--mutants", "tiny", "--jobs", "1", "--course", str(course))
    assert ran.code != 0
    assert "nothing_of_this_name" in ran.err


def test_a_solution_that_is_not_there_is_told(grader: Grader, course: Path) -> None:
    ran = grader("verify", "--mutants", "adding", "--jobs", "1", "--course", str(course))
    assert ran.code == 1
    assert "WRONG there is no reference" in ran.out


@pytest.mark.slow
def test_every_exercise_sees_every_change(grader: Grader, request: pytest.FixtureRequest) -> None:
    if not request.config.getoption("--nightly"):
        pytest.skip("the short form proves a small exercise; --nightly proves all")
    ran = grader("verify", "--mutants", "--course", str(ROOT), seconds=7200)
    assert "WRONG" not in ran.out
    assert ran.code == 0
