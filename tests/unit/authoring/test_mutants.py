"""What is made of the answers: who is killed, who may live, and under which limits."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from grader.authoring import mutants
from grader.authoring.mutants import Finding, prove_mutants
from grader.authoring.mutation.workers import Answer, Task
from grader.language import Text
from grader.model.course import Course
from tests.fakes.courses import RIGHT, adding
from tests.fakes.workers import ToldWorkers, failed, passed

MINUS = "add/arithmetic: a + b -> a - b"
Prove = Callable[[Callable[[Task], Answer], str], tuple[Finding, ToldWorkers]]


@pytest.fixture
def prove(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Prove:
    def run(answer: Callable[[Task], Answer], listed: str = "") -> tuple[Finding, ToldWorkers]:
        solution = adding(tmp_path) / "solutions" / "intro" / "adding"
        solution.mkdir(parents=True)
        (solution / "adding.py").write_text(RIGHT, encoding="utf-8")
        (solution / "equivalent_mutants.toml").write_text(listed, encoding="utf-8")
        workers = ToldWorkers(answer)
        monkeypatch.setattr(mutants, "Workers", workers)
        course = Course.load(tmp_path)
        (finding,) = prove_mutants(course, course.exercises, lambda _: None, jobs=1)
        return finding, workers

    return run


def kills_all(task: Task) -> Answer:
    return passed() if "a + b" in task.source else failed()


def spares_minus(task: Task) -> Answer:
    return passed("adding/on_a_gpu") if "a - b" in task.source else kills_all(task)


def entry(ident: str, needs: str = "") -> str:
    return f'[[mutant]]\nid = "{ident}"\nreason = "So it is."\n' + needs


def test_all_are_killed(prove: Prove) -> None:
    finding, workers = prove(kills_all, "")
    assert (finding.mutants, finding.killed, finding.equivalent, finding.wrong) == (4, 4, 0, ())
    assert finding.seconds == 4 * 0.5
    assert {task.scale for task in workers.tasks} == {1.0}
    assert {task.function for task in workers.tasks[1:]} == {"add"}
    assert workers.tasks[1].seconds == {"adding/adds": 0.1}


def test_a_survivor_is_told_with_its_change_and_what_was_left_out(prove: Prove) -> None:
    finding, _ = prove(spares_minus, "")
    (wrong,) = finding.wrong
    first, *change = wrong.splitlines()
    assert first == f"survives (left out on this machine: adding/on_a_gpu): {MINUS}"
    assert "+    return a - b" in change
    assert finding.killed == 3


def test_what_is_listed_lives_under_the_limits_of_the_exercise(prove: Prove) -> None:
    finding, workers = prove(spares_minus, entry(MINUS))
    assert (finding.killed, finding.equivalent, finding.wrong) == (3, 1, ())
    assert [task.scale for task in workers.tasks if "a - b" in task.source] == [None]


def test_a_list_that_is_no_longer_true_is_wrong(prove: Prove) -> None:
    finding, _ = prove(kills_all, entry(MINUS) + entry("add/arithmetic: a + c -> a - c"))
    killed, missing = finding.wrong
    assert "but adding/adds kills it" in killed
    assert "but there is no such mutant" in missing
    assert finding.equivalent == 0


@pytest.mark.parametrize("lacks", [True, False])
def test_what_needs_a_device_lives_only_without_it(
    prove: Prove, monkeypatch: pytest.MonkeyPatch, *, lacks: bool
) -> None:
    monkeypatch.setattr(
        mutants.needs, "missing", lambda need: Text(f"needs {need}") if lacks else None
    )
    finding, _ = prove(spares_minus, entry(MINUS, 'needs = "cuda"\n'))
    assert [w.splitlines()[0] for w in finding.wrong] == (
        [] if lacks else [f"survives, though this machine has cuda: {MINUS}"]
    )


def test_a_check_that_breaks_is_wrong(prove: Prove) -> None:
    finding, _ = prove(lambda t: kills_all(t) if "a + b" in t.source else failed("broken"), "")
    assert len(finding.wrong) == 4
    assert any(wrong.startswith(f"breaks adding/adds: {MINUS}\n") for wrong in finding.wrong)
    assert finding.killed == 0


def test_a_slow_reference_gets_longer_limits(prove: Prove) -> None:
    def slow(task: Task) -> Answer:
        return failed() if task.scale == mutants.SCALES[0] else kills_all(task)

    finding, workers = prove(slow, "")
    assert finding.wrong == ()
    assert [task.scale for task in workers.tasks] == [1.0, *[mutants.SCALES[1]] * 5]


def test_nothing_is_proved_with_a_reference_that_fails(prove: Prove) -> None:
    finding, workers = prove(lambda _: failed(), "")
    assert finding.wrong == ("the reference fails adding/adds: What was wrong.",)
    assert finding.mutants == 0
    assert [task.scale for task in workers.tasks] == list(mutants.SCALES)
