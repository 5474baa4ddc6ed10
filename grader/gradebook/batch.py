"""Grades a class: reads it, grades what is not graded yet, keeps each result as it comes."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, wait
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import grader
from grader.errors import GraderError, InternalError, NothingToGrade
from grader.gradebook import another, unfinished
from grader.gradebook.broken import broken_answer
from grader.gradebook.keys import Keys
from grader.gradebook.marks import Keep
from grader.gradebook.people import student_rows
from grader.gradebook.pool import Answer, Pool, PoolLost, Setting, TaskLost
from grader.gradebook.roster import Person
from grader.gradebook.store import Gradebook, Row, readable
from grader.gradebook.watcher import Summary, Watcher
from grader.gradebook.worker import task_of
from grader.language import Text, text
from grader.model.course import Course
from grader.model.exercise import Exercise
from grader.model.submission import Submission

if TYPE_CHECKING:
    from grader.gradebook.late import Policy
    from grader.gradebook.layouts import Attempt

AHEAD = 2
"""Tasks that wait for each program: it is never idle, and few sources are in memory."""

TRIES = 5
"""How often a task is submitted again after it was lost."""

TICK_S = 0.25


@dataclass(frozen=True, slots=True)
class Class:
    """A class as it was read."""

    attempts: Sequence[Attempt]
    people: Mapping[str, Person | None]
    """For each student's key, who that is by the roster."""
    missing: Sequence[Person]
    """Of whom nothing is there."""
    late: Policy | None = None
    notes: Sequence[Text] = ()
    """What could be read in more than one way, and was not guessed."""
    assigned: Sequence[str] = ()
    """Exercises that have marks also where nothing can be graded."""


@dataclass(frozen=True, slots=True)
class _Work:
    """Something to grade: which attempt, which exercise, and the key of its result."""

    attempt: int
    exercise: Exercise
    key: str
    digest: str
    notebook: bool


class Changed(GraderError):
    """A submission is not what it was when the class was read."""


class Batch:
    """One run."""

    def __init__(
        self, course: Course, found: Class, book: Gradebook, keys: Keys, *, source: Path
    ) -> None:
        """`source` is what attempts' paths are shown relative to."""
        self._course = course
        self._class = found
        self._book = book
        self._keys = keys
        self._source = source
        self._works: dict[str, _Work] = {}
        self._found = set(found.assigned)
        self.summary = Summary(read=len(found.attempts))

    def prepare(
        self, options: Mapping[str, Any], keep: Keep, *, force: bool, replace_: bool = False
    ) -> None:
        """Enter the class, and find out what has to be graded.

        Args:
            options: what the gradebook notes of the command.
            keep: which of several attempts counts.
            force: whether to grade again what did not change.
            replace_: whether another source may leave out most of what the gradebook has.

        Raises:
            NothingToGrade: nothing is there.
            UsageError: it looks like another class or another assignment; nothing was entered.
        """
        found = self._class
        if not found.attempts and (not found.missing or another.works(self._book)):
            raise NothingToGrade(text("There is nothing to grade in {path}.", path=self._source))
        source = str(self._source.absolute())
        with self._book.transaction():
            earlier = another.earlier(self._book, source)
            options = {**options, "force": force}
            self._book.begin(secrets.token_hex(6), source, grader.__version__, options)
            self._enter(keep, force=force)
            if not replace_:
                another.expect_most(self._book, earlier, self._source)

    def _enter(self, keep: Keep, *, force: bool) -> None:
        book, found = self._book, self._class
        book.keep = keep
        book.enter_students(student_rows(found.attempts, found.people, found.missing))
        if force:
            known = {row.result for row in self._rows() if row.result}
            book.forget(known - unfinished.forced(book))
            self._works.clear()
            self.summary = Summary(read=len(self._class.attempts))
        book.enter_attempts(self._rows())

    @property
    def exercises(self) -> list[Exercise]:
        """Those that are still to be graded, or not in the gradebook yet, in the course's order."""
        wanted = {work.exercise.id for work in self._works.values()}
        wanted |= self._found - self._book.exercises()
        return [exercise for exercise in self._course.exercises if exercise.id in wanted]

    @property
    def left(self) -> int:
        """How many works have to be graded."""
        return len(self._works)

    @property
    def notebooks(self) -> bool:
        """Whether any of what has to be graded is a notebook."""
        return any(work.notebook for work in self._works.values())

    def run(self, pool: Pool | None, watcher: Watcher) -> Summary:
        """Grade what has to be; None: nothing has to."""
        watcher.begins(len(self._works), self.summary.known)
        if pool:
            course = pool.course()
            self._book.enter_course(course["exercises"], course["checks"])
            self._grade(pool, watcher)
        self._book.mark_all("the class was read again")
        self._book.end()
        self.summary.changes = unfinished.changes(self._book)
        return self.summary

    def _rows(self) -> Iterator[Row]:
        """The class as rows; takes note, on the way, of what has to be graded."""
        for index, attempt in enumerate(self._class.attempts):
            for row in self._rows_of(index, attempt):
                yield row
                for other in attempt.group:
                    own = self._lateness(attempt, row.exercise, other) if row.exercise else {}
                    yield replace(row, student=other, **own)

    def _rows_of(self, index: int, attempt: Attempt) -> Iterator[Row]:
        plain = Row(
            attempt.student,
            "",
            attempt.number,
            _relative(attempt.path, self._source),
            attempt.layout,
            attempt.submitted.isoformat() if attempt.submitted else None,
            attempt.late,
        )
        reading = attempt.reading(self._course.exercises)
        if reading.problem or not reading.works:
            yield self._unreadable(plain, reading.problem or text("it holds no exercise"))
        for exercise, submission in reading.works:
            self._found.add(exercise.id)
            row = replace(plain, exercise=exercise.id, **self._lateness(attempt, exercise.id))
            if submission.path:
                row = replace(row, path=_relative(submission.path, self._source))
            if submission.problem:
                yield self._unreadable(row, submission.problem)
                continue
            key, notebook = self._keys.of(exercise, submission), submission.cells is not None
            work = _Work(index, exercise, key, submission.digest, notebook)
            if self._book.has(work.key):
                self.summary.known += 1
            else:
                self._works.setdefault(work.key, work)
            yield replace(row, digest=work.digest, result=work.key)

    def _unreadable(self, row: Row, problem: object) -> Row:
        told = readable(str(problem))
        self.summary.unreadable.append((row.student, row.path, told))
        return replace(row, problem=told)

    def _lateness(self, attempt: Attempt, exercise: str, student: str = "") -> dict[str, Any]:
        """How late it is for the one who handed it in, or for another of the group."""
        if self._class.late is None:
            return {}
        submitted: datetime | None = attempt.submitted
        student = student or attempt.student
        person = self._class.people.get(student)
        factor = self._class.late.factor(
            exercise,
            student,
            submitted,
            attempt.late,
            login=person.login if person else "",
        )
        return {"factor": factor.value, "factor_reason": str(factor.why)}

    def _grade(self, pool: Pool, watcher: Watcher) -> None:
        left = iter(self._works.values())
        going: dict[Future[Answer], tuple[_Work, str]] = {}
        lost: dict[str, int] = {}
        while True:
            while len(going) < AHEAD * pool.width and (work := next(left, None)):
                name = _named(self._class.attempts[work.attempt], work)
                self._send(pool, work, name, going)
            if not going:
                return
            done, _ = wait(going, timeout=TICK_S, return_when=FIRST_COMPLETED)
            for future in done:
                work, name = going.pop(future)
                try:
                    self._keep(future, work, name, watcher)
                except TaskLost as error:
                    lost[work.key] = lost.get(work.key, 0) + 1
                    if lost[work.key] > TRIES:
                        raise PoolLost(str(error)) from None
                    pool.renew()
                    self._send(pool, work, name, going)
            pool.check()
            watcher.working([name for _, name in list(going.values())[: pool.width]])

    def _send(
        self, pool: Pool, work: _Work, name: str, going: dict[Future[Answer], tuple[_Work, str]]
    ) -> None:
        try:
            task = task_of(work.exercise.id, self._submission(work))
        except Changed as error:
            self.summary.changed.append(str(error))
        else:
            going[pool.submit(task, gpu=work.exercise.grants.devices)] = (work, name)

    def _keep(self, future: Future[Answer], work: _Work, name: str, watcher: Watcher) -> None:
        found: Mapping[str, Any]
        try:
            answer = future.result()
        except (PoolLost, TaskLost):
            raise
        except InternalError as error:
            self.summary.broken.append(f"{name}: {error}")
            found, worker = broken_answer(self._book, work.exercise, str(error)), ""
        else:
            found, worker = answer.found, answer.worker
            if found["broken_points"]:
                self.summary.broken.append(name)
        self._book.keep_result(work.key, work.exercise.id, work.digest, worker, found)
        self.summary.graded += 1
        watcher.graded(name, found["score"], found["max_score"], found["broken_points"])

    def _submission(self, work: _Work) -> Submission:
        """Read a work again: not all sources of a class are kept in memory."""
        attempt = self._class.attempts[work.attempt]
        for exercise, submission in attempt.read(self._course.exercises):
            if exercise.id == work.exercise.id and submission.digest == work.digest:
                return submission
        raise Changed(
            text(
                "{path} was changed while the class was graded; run the same command again for it.",
                path=_relative(attempt.path, self._source),
            )
        )


def setting(
    course: Course, batch: Batch, *, seed: str, level: str, language: str, unsandboxed: bool
) -> Setting:
    """Return what the programs of a run have to know."""
    names = tuple(f"{exercise.track}/{exercise.id}" for exercise in batch.exercises)
    notebooks = "shell" if batch.notebooks else ""
    return Setting(str(course.root), names, seed, level, language, notebooks, unsandboxed)


def _relative(path: Path, source: Path) -> str:
    try:
        return str(readable(str(path.relative_to(source))))
    except ValueError:
        return str(readable(str(path)))


def _named(attempt: Attempt, work: _Work) -> str:
    return f"{attempt.student} {work.exercise.id}"
