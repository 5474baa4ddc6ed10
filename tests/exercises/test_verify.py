"""The proof of every exercise, by the command that an author uses."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import Grader

ROOT = Path(__file__).resolve().parents[2]


SLOW = {
    # Real processes, with real launches.
    "ddp": "hand_written_all_reduce no_set_epoch not_wrapped drops_odd_rows",
    # Every check on simulated devices is a process of its own.
    "single_gpu": "functional_call older_torch features_not_moved hard_coded_cuda device_ignored "
    "optimizer_of_moved_copies falls_back_to_the_cpu no_eval",
}
"""Exercises whose whole proof takes minutes, with files to look at in the short form."""

QUICK = sorted(p.name for p in (ROOT / "exercises" / "intro").iterdir() if p.name not in SLOW)


@pytest.mark.parametrize("exercise", QUICK)
def test_an_exercise_grades_rightly(grader: Grader, exercise: str) -> None:
    ran = grader("verify", exercise, "--course", str(ROOT), seconds=1500)
    assert "WRONG" not in ran.out
    assert ran.err == ""
    assert ran.code == 0


@pytest.mark.parametrize("exercise", SLOW)
def test_a_slow_exercise_grades_rightly_in_short(grader: Grader, exercise: str) -> None:
    names = ["stub", "reference", *SLOW[exercise].split()]
    options = [option for name in names for option in ("--only", name)]
    ran = grader("verify", exercise, *options, "--course", str(ROOT), seconds=1500)
    assert "WRONG" not in ran.out
    assert f"{len(names)} of {len(names)} hold." in ran.out
    assert ran.code == 0


@pytest.mark.slow
@pytest.mark.parametrize("exercise", SLOW)
def test_a_slow_exercise_grades_rightly(
    grader: Grader, exercise: str, request: pytest.FixtureRequest
) -> None:
    if not request.config.getoption("--nightly"):
        pytest.skip("the short form runs; --nightly runs the whole")
    ran = grader("verify", exercise, "--course", str(ROOT), seconds=3600)
    assert "WRONG" not in ran.out
    assert ran.code == 0


def test_what_does_not_hold_is_told(grader: Grader, workspace: Path) -> None:
    """A proof that could not fail would prove nothing."""
    copy = workspace / "course"
    for part in ("exercises", "solutions"):
        source = ROOT / part / "intro" / "parameter_count"
        target = copy / part / "intro" / "parameter_count"
        target.mkdir(parents=True)
        for path in source.glob("*"):
            if path.is_file():
                (target / path.name).write_bytes(path.read_bytes())
    made = grader("new", "tiny", "--course", str(copy))
    assert made.code == 0, made.err
    assert grader("verify", "tiny", "--course", str(copy)).code == 0
    solution = copy / "solutions" / "intro" / "tiny"
    (solution / "variants" / "wrong.py").write_text("def scaled(t, factor):\n    return t\n")
    mistake = solution / "mistakes" / "in_place.py"
    mistake.write_text(
        mistake.read_text("utf-8").replace("leaves_the_argument_alone", "scales_a_vector"), "utf-8"
    )
    stub = copy / "exercises" / "intro" / "tiny" / "tiny.py"
    stub.write_text(stub.read_text("utf-8") + "# touched\n", "utf-8")
    ran = grader("verify", "tiny", "--course", str(copy))
    assert ran.code == 1
    wrong = [line for line in ran.out.splitlines() if "WRONG" in line]
    assert len(wrong) == 3
    assert "make it anew" in wrong[0]
    assert "tiny/scales_a_vector is failed" in wrong[1]
    assert "fails leaves_the_argument_alone, but declares scales_a_vector" in wrong[2]
    assert "2 of 5 hold." in ran.out


@pytest.mark.parametrize("level", ["full", "restricted"])
def test_the_walls_stand_in_nobodys_way(grader: Grader, root: Path, level: str) -> None:
    """Every reference and every stub, DDP's real launches among them."""
    ran = grader("verify", "--only", "reference", "--only", "stub", "--level", level, cwd=root)
    assert (ran.code, ran.err) == (0, ""), ran.out
    assert "20 of 20 hold." in ran.out
