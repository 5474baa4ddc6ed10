"""The gradebook: every change is one transaction, and is on the disk when the call returns."""

from __future__ import annotations

import contextlib
import json
import os
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from grader.errors import UsageError
from grader.gradebook import handover, schema
from grader.gradebook.marks import Keep, Marker
from grader.language import text

FILE = "gradebook.sqlite"


def now() -> str:
    """The time, in UTC."""
    return datetime.now(UTC).isoformat(timespec="seconds")


@dataclass(frozen=True, slots=True)
class Row:
    """A row of `attempts`, as a reading of the source finds it."""

    student: str
    exercise: str
    number: int
    path: str
    layout: str
    submitted: str | None = None
    late: bool | None = None
    factor: float = 1.0
    factor_reason: str = ""
    digest: str = ""
    problem: str = ""
    result: str | None = None
    """The key of its result, also where that is still to come."""


class Gradebook:
    """A gradebook in a folder; a context manager that closes it."""

    def __init__(self, folder: Path, *, make: bool = False, write: bool = False) -> None:
        """Open it.

        Args:
            folder: where it is.
            make: whether to make it where there is none, and to write to it.
            write: whether to write to it: one process at a time does.

        Raises:
            UsageError: there is none, it can't be used, or another run is writing to it.
        """
        self.path = folder / FILE
        if not make and not self.path.is_file():
            raise UsageError(
                text(
                    "There is no gradebook in {path}. Make one with: "
                    "grader batch SUBMISSIONS -o {path}",
                    path=folder,
                )
            )
        if make:
            _make(folder)
        self._lock = _locked(folder) if make or write else None
        self.connection = schema.connect(self.path)
        last = self.connection.execute("SELECT max(id) FROM changes").fetchone()[0]
        self._last_change: int = last or 0
        self.keep: Keep = self._last_keep()
        self.run = ""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.connection.close()
        if self._lock is not None:
            os.close(self._lock)

    @contextlib.contextmanager
    def transaction(self) -> Iterator[sqlite3.Connection]:
        """All that happens within is one change, and part of one that is going on already."""
        if self.connection.in_transaction:
            yield self.connection
            return
        self.connection.execute("BEGIN IMMEDIATE")
        try:
            yield self.connection
        except BaseException:
            self.connection.execute("ROLLBACK")
            raise
        self.connection.execute("COMMIT")

    def begin(self, run: str, source: str, grader: str, options: Mapping[str, Any]) -> None:
        """A run begins."""
        self.run = run
        with self.transaction() as connection:
            connection.execute(
                "INSERT INTO runs (id, began, source, grader, options) VALUES (?, ?, ?, ?, ?)",
                (run, now(), readable(source), grader, json.dumps(dict(options))),
            )

    def end(self) -> None:
        """The run ends in good order."""
        with self.transaction() as connection:
            connection.execute("UPDATE runs SET ended = ? WHERE id = ?", (now(), self.run))

    def enter_students(self, students: Iterable[Mapping[str, Any]]) -> None:
        """Enter those who are there; what is known of them by now replaces what was."""
        with self.transaction() as connection:
            connection.execute("UPDATE students SET in_roster = 0, present = 0")
            connection.executemany(
                "INSERT INTO students (key, name, login, number, email, section, sis_id, team, "
                "in_roster) VALUES (:key, :name, :login, :number, :email, :section, :sis_id, "
                ":team, :in_roster) ON CONFLICT (key) DO UPDATE SET present = 1, "
                "name = excluded.name, "
                "login = excluded.login, number = excluded.number, email = excluded.email, "
                "section = excluded.section, sis_id = excluded.sis_id, team = excluded.team, "
                "in_roster = excluded.in_roster",
                ({key: readable(value) for key, value in row.items()} for row in students),
            )
            handover.hand_over(connection)

    def enter_course(
        self, exercises: Sequence[Mapping[str, Any]], checks: Sequence[Mapping[str, Any]]
    ) -> None:
        """Enter what is graded; checks that exist no more are forgotten."""
        with self.transaction() as connection:
            connection.executemany(
                "INSERT INTO exercises (id, title, position, points) VALUES (:id, :title, "
                ":position, :points) ON CONFLICT (id) DO UPDATE SET title = excluded.title, "
                "position = excluded.position, points = excluded.points",
                [{**row, "position": number} for number, row in enumerate(exercises)],
            )
            connection.executemany(
                "DELETE FROM checks WHERE exercise = ?", [(row["id"],) for row in exercises]
            )
            connection.executemany(
                "INSERT INTO checks (id, exercise, title, points, visibility, position) VALUES "
                "(:id, :exercise, :title, :points, :visibility, :position)",
                [{**row, "position": number} for number, row in enumerate(checks)],
            )

    def enter_attempts(self, rows: Iterable[Row]) -> None:
        """Enter what the source holds now; what it held before is kept, as not present.

        A result that is not there yet is linked when it is kept.
        """
        with self.transaction() as connection:
            connection.execute("UPDATE attempts SET present = 0, result = NULL")
            for row in rows:
                connection.execute(
                    "INSERT INTO attempts (student, exercise, number, path, layout, submitted, "
                    "late, factor, factor_reason, digest, problem, result) "
                    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
                    "(SELECT key FROM results WHERE key = ?)) "
                    "ON CONFLICT (student, exercise, number, path) DO UPDATE SET present = 1, "
                    "layout = excluded.layout, submitted = excluded.submitted, "
                    "late = excluded.late, factor = excluded.factor, "
                    "factor_reason = excluded.factor_reason, digest = excluded.digest, "
                    "problem = excluded.problem, result = excluded.result",
                    (
                        *(row.student, row.exercise, row.number, readable(row.path), row.layout),
                        *(row.submitted, row.late, row.factor, row.factor_reason, row.digest),
                        *(readable(row.problem), row.result),
                    ),
                )
            # A mark for work that was replaced counts no more, also if nothing is graded now.
            self.remark(connection, None, "the class was read again")

    def exercises(self) -> set[str]:
        """Return the exercises that there are marks for."""
        return {row["id"] for row in self.connection.execute("SELECT id FROM exercises")}

    def has(self, key: str) -> bool:
        """Whether there is a result that is not the grader's own fault."""
        found = self.connection.execute(
            "SELECT 1 FROM results WHERE key = ? AND broken_points = 0", (key,)
        )
        return found.fetchone() is not None

    def forget(self, keys: Iterable[str]) -> None:
        """Forget results: what they were for will be graded again."""
        listed = [(key,) for key in keys]
        with self.transaction() as connection:
            connection.executemany("UPDATE attempts SET result = NULL WHERE result = ?", listed)
            connection.executemany("DELETE FROM results WHERE key = ?", listed)

    def keep_result(
        self, key: str, exercise: str, digest: str, worker: str, answer: Mapping[str, Any]
    ) -> None:
        """Keep a result, link all attempts that it is for, and mark their students anew."""
        with self.transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO results (key, exercise, digest, score, max_score, "
                "skipped_points, broken_points, seconds, graded, worker, run, report, shown) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(key, exercise, digest, answer["score"], answer["max_score"]),
                    *(answer["skipped_points"], answer["broken_points"], answer["seconds"]),
                    *(now(), worker, self.run, answer["report"], answer["shown"]),
                ),
            )
            connection.execute("DELETE FROM outcomes WHERE result = ?", (key,))
            connection.executemany(
                'INSERT INTO outcomes (result, "check", outcome, cause, points, max_points, '
                "mistake, mistake_text, seconds) VALUES (:result, :check, :outcome, :cause, "
                ":points, :max_points, :mistake, :mistake_text, :seconds)",
                [{"result": key, **row} for row in answer["outcomes"]],
            )
            connection.execute(
                "UPDATE attempts SET result = ? WHERE digest = ? AND exercise = ? AND present = 1",
                (key, digest, exercise),
            )
            found = connection.execute("SELECT student FROM attempts WHERE result = ?", (key,))
            students = {row["student"] for row in found}
            self.remark(connection, students, "graded again")

    def mark_all(self, why: str) -> None:
        """Mark everybody anew."""
        with self.transaction() as connection:
            self.remark(connection, None, why)

    def changes_of_this_opening(self) -> list[dict[str, Any]]:
        """Return the marks that changed since the gradebook was opened."""
        rows = self.connection.execute(
            "SELECT * FROM changes WHERE id > ? ORDER BY id", (self._last_change,)
        )
        return [dict(row) for row in rows]

    def _last_keep(self) -> Keep:
        row = self.connection.execute("SELECT options FROM runs ORDER BY rowid DESC LIMIT 1")
        found = row.fetchone()
        keep: Keep = json.loads(found["options"]).get("keep", "latest") if found else "latest"
        return keep

    def remark(
        self, connection: sqlite3.Connection, students: Iterable[str] | None, why: str
    ) -> None:
        """Make marks anew, within a transaction; of all students if None."""
        marker = Marker(connection, self.keep, why=why, run=self.run, when=now())
        marker.remark(students)


def readable(value: Any) -> Any:
    """Return a value with what is no text in it, such as a file's name in another encoding, shown.

    SQLite keeps text, and nothing else, as text.
    """
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode("utf-8")
    return value


def _make(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            text("{path} can't be made: {reason}.", path=folder, reason=error.strerror)
        ) from None


def _locked(folder: Path) -> int | None:
    """Hold the folder for this run; the lock ends with the process, however that ends."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows has none
        return None
    try:
        descriptor = os.open(folder / ".lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise UsageError(
            text("{path} can't be written to: {reason}.", path=folder, reason=error.strerror)
        ) from None
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        problem = text("Another run is writing to {path}; wait for it, or end it.", path=folder)
        raise UsageError(problem) from None
    return descriptor
