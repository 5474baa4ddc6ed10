"""The proof that an exercise's checks see every small change of the reference.

Each mutant is graded as a submission is, until a check fails. One that no check fails is either
listed in `equivalent_mutants.toml`, with the reason why nobody can tell it from the reference, or
shows what no check looks at.
"""

from __future__ import annotations

import functools
import queue
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field

from grader.authoring.mutation.equivalents import FILE, Equivalent, read_equivalents
from grader.authoring.mutation.mutant import Mutant, difference, mutants_of
from grader.authoring.mutation.workers import Answer, Task, Workers
from grader.checks import needs
from grader.model.course import Course
from grader.model.exercise import Exercise
from grader.model.outcome import Broken, Failed, Passed
from grader.model.source import read_source
from grader.sandbox.policy import Level

SCALES = (1.0, 10.0, None)
"""Limits to try on the reference, the shortest first; None are the exercise's own."""


@dataclass(frozen=True, slots=True)
class Finding:
    """What was found for one exercise."""

    exercise: str
    mutants: int
    killed: int
    equivalent: int
    """Those that live, and are listed."""
    seconds: float
    """What grading took, of all processes together."""
    wrong: Sequence[str]
    """What does not hold, one thing each; lines after the first show the change."""


Progress = Callable[[str, int, int], None]
"""Is told an exercise, how many of its mutants are done, and how many there are."""


@dataclass(slots=True)
class _Work:
    """The state of one exercise's proof."""

    exercise: Exercise
    source: str
    mutants: Sequence[Mutant]
    listed: Mapping[str, Equivalent]
    answers: dict[str, Answer] = field(default_factory=dict)
    problem: str | None = None
    """Why there is no proof: the reference itself does not pass."""

    @property
    def done(self) -> bool:
        return self.problem is not None or len(self.answers) == len(self.mutants)


def prove_mutants(
    course: Course,
    exercises: Sequence[Exercise],
    seen: Callable[[Finding], None],
    *,
    jobs: int,
    level: Level | None = None,
    progress: Progress = lambda *_: None,
) -> list[Finding]:
    """Grade all mutants of the exercises' references.

    Args:
        course: what the exercises belong to.
        exercises: those to prove.
        seen: called with each finding as it comes, in the order of the exercises.
        jobs: how many processes grade side by side.
        level: the level of isolation; the highest that this machine gives if None.
        progress: is told how far it is.

    Raises:
        ExerciseFileError: a list of equivalent mutants is malformed.
        CheckDefinitionError: a file of checks is wrong.
    """
    works = [_work(exercise) for exercise in exercises]
    findings = []
    with Workers(course, exercises, jobs, level) as workers:
        for work in _Schedule(workers, progress).finished(works):
            finding = _finding(work)
            seen(finding)
            findings.append(finding)
    return findings


def _work(exercise: Exercise) -> _Work:
    if exercise.reference is None or exercise.solution is None:
        return _Work(exercise, "", (), {}, problem="there is no reference")
    source = read_source(exercise.reference)
    listed = read_equivalents(exercise.solution / FILE)
    return _Work(exercise, source, mutants_of(source), listed)


class _Schedule:
    """Has the tasks of all works done side by side; the answers are looked at in one thread."""

    def __init__(self, workers: Workers, progress: Progress) -> None:
        self._workers, self._progress = workers, progress
        self._answered: queue.SimpleQueue[Callable[[], None]] = queue.SimpleQueue()

    def finished(self, works: Sequence[_Work]) -> Iterator[_Work]:
        """Yield the works in their order, each when it is finished."""
        for work in works:
            if not work.done:
                self._try_reference(work, SCALES[0])
        for work in works:
            while not work.done:
                self._answered.get()()
            yield work

    def _send(self, task: Task, then: Callable[[Answer], None]) -> None:
        def tell(future: Future[Answer]) -> None:
            if not future.cancelled():
                self._answered.put(lambda: then(future.result()))

        self._workers.grade(task).add_done_callback(tell)

    def _try_reference(self, work: _Work, scale: float | None) -> None:
        task = Task(work.exercise.id, work.source, scale=scale)
        self._send(task, functools.partial(self._begin, work, scale))

    def _begin(self, work: _Work, scale: float | None, answer: Answer) -> None:
        if answer.outcome != Passed.name:
            if scale is None:
                work.problem = f"the reference fails {answer.check}: {answer.message}"
            else:
                self._try_reference(work, SCALES[SCALES.index(scale) + 1])
            return
        for mutant in work.mutants:
            # What is listed has to live; no limit but the exercise's own may be what kills it.
            limits = None if mutant.id in work.listed else scale
            task = Task(work.exercise.id, mutant.source, mutant.function, limits, answer.seconds)
            self._send(task, functools.partial(self._take, work, mutant))

    def _take(self, work: _Work, mutant: Mutant, answer: Answer) -> None:
        work.answers[mutant.id] = answer
        self._progress(work.exercise.id, len(work.answers), len(work.mutants))


def _finding(work: _Work) -> Finding:
    wrong = [work.problem] if work.problem else list(_wrong(work))
    outcomes = {ident: answer.outcome for ident, answer in work.answers.items()}
    return Finding(
        exercise=work.exercise.id,
        mutants=len(work.answers),
        killed=sum(outcome == Failed.name for outcome in outcomes.values()),
        equivalent=sum(outcomes.get(ident) == Passed.name for ident in work.listed),
        seconds=sum(answer.took_s for answer in work.answers.values()),
        wrong=tuple(wrong),
    )


def _wrong(work: _Work) -> Iterator[str]:
    for mutant in work.mutants:
        answer, listed = work.answers[mutant.id], work.listed.get(mutant.id)
        shown = difference(work.source, mutant)
        match answer.outcome:
            case Broken.name:
                yield f"breaks {answer.check}: {mutant.id}\n{shown}\n{answer.message}"
            case Failed.name if listed:
                yield f"is listed in {FILE}, but {answer.check} kills it: {mutant.id}"
            case Passed.name if listed and listed.needs and not needs.missing(listed.needs):
                yield f"survives, though this machine has {listed.needs}: {mutant.id}\n{shown}"
            case Passed.name if not listed:
                left_out = ", ".join(answer.left_out)
                here = f" (left out on this machine: {left_out})" if left_out else ""
                yield f"survives{here}: {mutant.id}\n{shown}"
            case _:
                pass
    for ident in sorted(work.listed.keys() - {mutant.id for mutant in work.mutants}):
        yield f"is listed in {FILE}, but there is no such mutant: {ident}"
