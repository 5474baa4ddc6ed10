"""Makes the fingerprints of an exercise's mistakes, and holds the stored ones to them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from grader.authoring import messages
from grader.checks.evidence import Evidence
from grader.diagnosis.fingerprints import Fingerprint, files, made_here, read, to_json
from grader.diagnosis.match import agree
from grader.grading.grading import Grading, grading
from grader.language import Text, text
from grader.model.exercise import Exercise
from grader.model.mistake import Mistake, read_mistake
from grader.model.outcome import Failed
from grader.model.report import ExerciseResult
from grader.model.source import read_source
from grader.model.submission import Submission


def write_fingerprints(exercises: Sequence[Exercise]) -> list[Path]:
    """Run the mistakes of the exercises, and write what they show beside the checks.

    Inputs of checks by property are those of the default seed, which a student's desk uses.
    """

    def make(bench: Grading) -> list[Path]:
        return [path for exercise in exercises for path in _write(bench, exercise)]

    return grading(exercises, make)


def _write(bench: Grading, exercise: Exercise) -> Iterator[Path]:
    folder = exercise.solution / "mistakes" if exercise.solution else None
    taken = []
    for path in sorted(folder.glob("*.py")) if folder else []:
        work = Submission({exercise.files[0]: read_source(path)}, path)
        result = bench.grade(exercise, work, diagnose=False)
        taken.append((read_mistake(path), result, dict(bench.evidence), dict(bench.examples)))
    for number, path in enumerate(files(exercise)):
        visibility = ("visible", "hidden")[number]
        prints = [fingerprint(m, r, seen, visibility) for m, r, seen, _ in taken]
        path.write_text(to_json(p for p in prints if p.fails), encoding="utf-8")
        yield path
    # What is said depends on what all of them show.
    said = {
        mistake.name: bench.diagnosed(exercise, result, seen, examples, renew=not number)
        for number, (mistake, result, seen, examples) in enumerate(taken)
    }
    for language, path in messages.files(exercise).items():
        words = {name: messages.message(result, language) for name, result in said.items()}
        path.write_text(messages.to_text(words), encoding="utf-8")
        yield path


def fingerprint(
    mistake: Mistake, result: ExerciseResult, seen: dict[str, Evidence], visibility: str
) -> Fingerprint:
    """Return what one kind of checks sees of a mistake."""
    failed = [
        check
        for check in result.checks
        if check.visibility == visibility and isinstance(check.outcome, Failed)
    ]
    return Fingerprint(
        mistake=mistake.name,
        told=Text(mistake.told["en"], others={"zh": mistake.told["zh"]}),
        fails=frozenset(check.id.partition("/")[2] for check in failed),
        shows={check.id.partition("/")[2]: seen[check.id] for check in failed if check.id in seen},
        same_as=mistake.same_as,
    )


def outdated(
    exercise: Exercise, mistake: Mistake, result: ExerciseResult, seen: dict[str, Evidence]
) -> Text | None:
    """Say what of the stored fingerprints and messages is no longer what the mistake shows."""
    for path, visibility in zip(files(exercise), ("visible", "hidden"), strict=False):
        stored = next((p for p in read(path) if p.mistake == mistake.name), None)
        now = fingerprint(mistake, result, seen, visibility)
        same = (
            not now.fails
            if stored is None
            else replace(stored, shows={}) == replace(now, shows={})
            and stored.shows.keys() == now.shows.keys()
            and all(agree(now.shows[check], shown) for check, shown in stored.shows.items())
        )
        if not same:
            return _anew(path, exercise)
    if not all(map(made_here, files(exercise))):
        return None  # the messages are kept word by word, and some of the words are torch's
    for language, path in messages.files(exercise).items():
        said = messages.read(path).get(mistake.name, "")
        if not messages.alike(said, messages.message(result, language)):
            return _anew(path, exercise)
    return None


def _anew(path: Path, exercise: Exercise) -> Text:
    return text(
        "{path} is not what this mistake shows; make it anew: grader fingerprints {id}",
        path=path.name,
        id=exercise.id,
    )
