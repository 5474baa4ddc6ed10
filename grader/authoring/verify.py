"""The proof that an exercise grades rightly.

The stub is the one that the reference makes, and fails politely; the reference and every variant
get full marks; every mistake fails exactly the checks that it declares.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from grader.authoring.fingerprints import outdated
from grader.authoring.stub import make_stub
from grader.grading.grading import Grading, grading
from grader.language import Text, text
from grader.model.exercise import Exercise
from grader.model.mistake import Mistake, read_mistake
from grader.model.outcome import Broken, Failed, Outcome, Passed, Skipped
from grader.model.report import ExerciseResult, left_out
from grader.model.source import read_source
from grader.model.submission import Submission, same_code
from grader.sandbox.policy import Level

Kind = Literal["stub", "reference", "variant", "mistake"]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found for one file of an exercise."""

    exercise: str
    kind: Kind
    name: str
    problem: Text | None
    """None where it holds."""


def verify(
    exercises: Sequence[Exercise],
    seen: Callable[[Proof], None],
    *,
    only: Collection[str] = (),
    level: Level | None = None,
) -> list[Proof]:
    """Prove the exercises; `seen` is called with each finding as it comes.

    Args:
        exercises: those to prove.
        seen: called with each finding.
        only: names of variants and mistakes, "stub" or "reference", to look at these alone.
        level: the level of isolation; the highest that this machine gives if None.
    """

    def prove(bench: Grading) -> list[Proof]:
        proofs = []
        for exercise in exercises:
            for proof in _exercise(bench, exercise, only):
                seen(proof)
                proofs.append(proof)
        return proofs

    return grading(exercises, prove, level=level)


def _exercise(bench: Grading, exercise: Exercise, only: Collection[str]) -> Iterator[Proof]:
    if exercise.reference is None or exercise.solution is None:
        problem = text(
            "there is no reference at solutions/{track}/{id}/{file}",
            track=exercise.track,
            id=exercise.id,
            file=exercise.files[0],
        )
        yield Proof(exercise.id, "reference", exercise.files[0], problem)
        return
    if not only or "stub" in only:
        yield Proof(exercise.id, "stub", exercise.stub.name, _stub(bench, exercise))
    if not only or "reference" in only:
        problem_ = _full_marks(_grade(bench, exercise, exercise.reference))
        yield Proof(exercise.id, "reference", exercise.reference.name, problem_)
    for path in _files(exercise.solution / "variants", only):
        yield Proof(exercise.id, "variant", path.stem, _full_marks(_grade(bench, exercise, path)))
    for path in _files(exercise.solution / "mistakes", only):
        yield Proof(exercise.id, "mistake", path.stem, _mistake(bench, exercise, path))


def _files(folder: Path, only: Collection[str]) -> list[Path]:
    return [p for p in sorted(folder.glob("*.py")) if not only or p.stem in only]


def _grade(bench: Grading, exercise: Exercise, path: Path) -> ExerciseResult:
    source = read_source(path)
    return bench.grade(exercise, Submission({exercise.files[0]: source}, path))


def _stub(bench: Grading, exercise: Exercise) -> Text | None:
    assert exercise.reference
    if not exercise.stub.is_file():
        return text("there is no stub; make it with: grader stub {id}", id=exercise.id)
    stub = read_source(exercise.stub)
    if stub != make_stub(read_source(exercise.reference)):
        return text(
            "the stub is not the one that the reference makes; make it anew: grader stub {id}",
            id=exercise.id,
        )
    # The stub itself is "not started"; touched a little, it is run, and must fail politely.
    touched = Submission({exercise.files[0]: f"{stub}\nTOUCHED = True\n"})
    assert not same_code(stub, touched.files[exercise.files[0]])
    result = bench.grade(exercise, touched)
    for check in result.checks:
        if check.max_points == 0 and isinstance(check.outcome, Failed):
            return text("the stub can't be imported: {message}", message=check.outcome.message)
        if isinstance(check.outcome, (Passed, Broken)):
            return text(
                "the stub is {outcome} by {check}", outcome=check.outcome.name, check=check.id
            )
    return None


def _full_marks(result: ExerciseResult) -> Text | None:
    for check in result.checks:
        if isinstance(check.outcome, Passed) or left_out(check.outcome):
            continue
        return text(
            "no full marks: {check} is {outcome}: {message}",
            check=check.id,
            outcome=check.outcome.name,
            message=_words(check.outcome),
        )
    return None


def _words(outcome: Outcome) -> str:
    match outcome:
        case Passed():
            return ""
        case Failed():
            parts = [
                str(outcome.message),
                *(
                    f"{name}: {value[:200]}"
                    for name, value in (
                        ("call", outcome.call),
                        ("expected", outcome.expected),
                        ("received", outcome.received),
                        ("input", ", ".join(f"{k}={v}" for k, v in outcome.counterexample.items())),
                        ("details", outcome.details[-600:]),
                    )
                    if value
                ),
            ]
            return " | ".join(parts)
        case Skipped():
            return str(outcome.reason)
        case Broken():
            return f"{outcome.reason}\n{outcome.traceback}"


def _mistake(bench: Grading, exercise: Exercise, path: Path) -> Text | None:
    mistake = read_mistake(path)
    result = _grade(bench, exercise, path)
    names = {check.id.partition("/")[2]: check for check in result.checks}
    if broken := [name for name, check in names.items() if isinstance(check.outcome, Broken)]:
        return text(
            "breaks {names}: {message}",
            names=", ".join(sorted(broken)),
            message=_words(names[broken[0]].outcome),
        )
    if unknown := mistake.fails - names.keys():
        return text("declares checks that do not exist: {names}", names=", ".join(sorted(unknown)))
    failed = {name for name, check in names.items() if isinstance(check.outcome, Failed)}
    able = {name for name, check in names.items() if not left_out(check.outcome)}
    if failed != mistake.fails & able or not failed:
        return text(
            "fails {failed}, but declares {declared}",
            failed=", ".join(sorted(failed)) or "nothing",
            declared=", ".join(sorted(mistake.fails)) or "nothing",
        )
    return _misnamed(mistake, result) or outdated(exercise, mistake, result, dict(bench.evidence))


def _misnamed(mistake: Mistake, result: ExerciseResult) -> Text | None:
    """Every check that the mistake fails has to name it."""
    wanted = mistake.same_as or mistake.name
    for check in result.checks:
        if not isinstance(check.outcome, Failed):
            continue
        named = check.outcome.diagnosis.mistake if check.outcome.diagnosis else None
        if named != wanted:
            return text("is named {named} by {check}", named=named or "nothing", check=check.id)
    return None
