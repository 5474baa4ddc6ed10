"""From a graded submission to the names of its mistakes.

What a failed check saw is compared with what each mistake of the exercise shows there. Checks with
fixed inputs give the same values every time, so their fingerprints are stored; where the input was
found by hypothesis, the mistakes are run on that very input, if this machine has them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from grader.checks.evidence import Evidence
from grader.checks.suite import Suite
from grader.diagnosis import fingerprints
from grader.diagnosis.fingerprints import Fingerprint
from grader.diagnosis.match import Suspect, name
from grader.language import Text
from grader.model.exercise import Exercise
from grader.model.mistake import Mistake, read_mistake
from grader.model.outcome import Diagnosis, Failed, Passed
from grader.model.report import CheckResult
from grader.model.source import read_source
from grader.model.submission import Submission


class Diagnostician:
    """Knows the mistakes of the exercises; reads each exercise's once."""

    def __init__(self, suite: Suite) -> None:
        self._suite = suite
        self._prints: dict[str, list[Fingerprint]] = {}
        self._mistakes: dict[str, dict[str, Mistake]] = {}

    def renew(self, exercise: Exercise) -> None:
        """Read the exercise's mistakes and fingerprints anew when they are next needed."""
        self._prints.pop(exercise.id, None)
        self._mistakes.pop(exercise.id, None)

    def diagnose(
        self,
        exercise: Exercise,
        results: Sequence[CheckResult],
        evidence: Mapping[str, Evidence],
        examples: Mapping[str, Mapping[str, object]],
    ) -> tuple[CheckResult, ...]:
        """Return the results of a submission with its mistakes named.

        Args:
            exercise: one of those that were collected.
            results: what became of its checks.
            evidence: what each failed check saw, by the check's id.
            examples: the inputs that failed, for checks by property.
        """
        if not evidence:
            return tuple(results)
        seen = {_bare(ident): shown for ident, shown in evidence.items()}
        inputs = {_bare(ident): example for ident, example in examples.items()}
        passed = {_bare(r.id) for r in results if isinstance(r.outcome, Passed)}
        ran = passed | {_bare(r.id) for r in results if isinstance(r.outcome, Failed)}
        told, suspects = self._stored(exercise, ran)
        named = name(seen, passed, suspects)
        if unnamed := seen.keys() - named.keys():
            # Mistakes that nothing speaks against are tried first.
            for near in (True, False):
                there = [s for s in suspects if (not s.fails & passed) is near]
                suspects = [s for s in suspects if s not in there] + [
                    self._replayed(exercise, suspect, seen, inputs, unnamed) for suspect in there
                ]
                named = name(seen, passed, suspects)
                if not (unnamed := seen.keys() - named.keys()):
                    break
        return tuple(_named(result, named, told) for result in results)

    def _stored(
        self, exercise: Exercise, ran: set[str]
    ) -> tuple[Mapping[str, Text], list[Suspect]]:
        """What is known of the mistakes without running them: the texts, and the suspects."""
        if exercise.id not in self._prints:
            files = fingerprints.files(exercise)
            self._prints[exercise.id] = [p for path in files for p in fingerprints.read(path)]
        told: dict[str, Text] = {}
        suspects: dict[str, Suspect] = {}
        for mistake in self._known(exercise).values():
            told[mistake.name] = Text(mistake.told["en"], others=mistake.told)
            suspects[mistake.name] = Suspect(mistake.name, mistake.fails & ran, {}, mistake.same_as)
        for stored in self._prints[exercise.id]:
            told.setdefault(stored.mistake, stored.told)
            known = suspects.get(stored.mistake, Suspect(stored.mistake, frozenset(), {}))
            suspects[stored.mistake] = Suspect(
                stored.mistake,
                known.fails | stored.fails & ran,
                {**known.shows, **stored.shows},
                stored.same_as,
            )
        return told, list(suspects.values())

    def _known(self, exercise: Exercise) -> dict[str, Mistake]:
        """The mistakes themselves, where this machine has them."""
        if exercise.id not in self._mistakes:
            folder = exercise.solution / "mistakes" if exercise.solution else None
            paths = sorted(folder.glob("*.py")) if folder else []
            self._mistakes[exercise.id] = {path.stem: read_mistake(path) for path in paths}
        return self._mistakes[exercise.id]

    def _replayed(
        self,
        exercise: Exercise,
        suspect: Suspect,
        seen: Mapping[str, Evidence],
        inputs: Mapping[str, Mapping[str, object]],
        unnamed: set[str],
    ) -> Suspect:
        """Run a mistake on the inputs that failed, where what is stored does not fit them."""
        mistake = self._known(exercise).get(suspect.mistake)
        pinned = {
            f"{exercise.id}/{check}": inputs.get(check, {})
            for check in unnamed & suspect.fails
            if not _fits(suspect.shows.get(check), seen[check])
        }
        if mistake is None or not pinned:
            return suspect
        files = {exercise.files[0]: read_source(mistake.path)}
        shown = self._suite.replay(exercise, Submission(files, mistake.path), pinned)
        fresh = {_bare(ident): evidence for ident, evidence in shown.items()}
        return replace(suspect, shows={**suspect.shows, **fresh})


def _fits(stored: Evidence | None, seen: Evidence) -> bool:
    """Whether what is stored was seen on the same input."""
    return stored is not None and stored.example == seen.example


def _bare(ident: str) -> str:
    return ident.partition("/")[2]


def _named(result: CheckResult, named: Mapping[str, str], told: Mapping[str, Text]) -> CheckResult:
    if not isinstance(result.outcome, Failed):
        return result
    mistake = named.get(_bare(result.id))
    diagnosis = Diagnosis(mistake, told[mistake]) if mistake else None
    return replace(result, outcome=replace(result.outcome, diagnosis=diagnosis))
