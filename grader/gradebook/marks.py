"""What counts: from results, corrections, lateness and marks by hand to one mark.

A mark is out of the exercise's nominal points, after corrections. Points that the machine could not
give are scaled: 9 of 10, where 12 is nominal, is 10.8.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

Keep = Literal["latest", "first", "best"]
"""Which of several attempts counts."""

EPSILON = 1e-9


@dataclass(frozen=True, slots=True)
class Mark:
    """A row of `marks`, without its keys."""

    state: str
    nominal: float
    attempt: int | None = None
    score: float | None = None
    max_score: float | None = None
    factor: float = 1.0
    mark: float | None = None
    reason: str = ""


class Marker:
    """Makes marks within one transaction."""

    def __init__(
        self, connection: sqlite3.Connection, keep: Keep, *, why: str, run: str, when: str
    ) -> None:
        """`why`, `run` and `when` are for the record of what changes."""
        self._db = connection
        self._keep = keep
        self._record = (why, run, when)
        rows = connection.execute("SELECT id, points FROM exercises")
        self._points: Mapping[str, float] = {row["id"]: row["points"] for row in rows}
        rows = connection.execute(
            'SELECT "check", action FROM corrections WHERE undone IS NULL ORDER BY id'
        )
        self._corrections: Mapping[str, str] = {row["check"]: row["action"] for row in rows}

    def remark(self, students: Iterable[str] | None) -> None:
        """Make the marks of some students anew; of all who are there if None, and of no others."""
        if students is None:
            self._let_go()
            rows = self._db.execute("SELECT key FROM students WHERE present = 1 ORDER BY key")
            students = [row["key"] for row in rows]
        for student in students:
            self._student(student)

    def _let_go(self) -> None:
        """Who is there no more has no marks any more."""
        gone = self._db.execute(
            "SELECT marks.* FROM marks JOIN students ON key = student WHERE present = 0"
        ).fetchall()
        for before in gone:
            after = Mark("gone", before["nominal"])
            self._note_change(before["student"], before["exercise"], before, after)
        self._db.execute(
            "DELETE FROM marks WHERE student IN (SELECT key FROM students WHERE present = 0)"
        )

    def _student(self, student: str) -> None:
        attempts = self._db.execute(
            "SELECT * FROM attempts WHERE student = ? AND present = 1 ORDER BY number, id",
            (student,),
        ).fetchall()
        rows = self._db.execute("SELECT * FROM marks WHERE student = ?", (student,))
        before = {row["exercise"]: row for row in rows}
        for exercise in self._points:
            mark, old = self._mark(student, exercise, attempts), before.get(exercise)
            self._note_change(student, exercise, old, mark)
            settled: tuple[float | None, str] = (mark.mark, mark.state)
            if mark.state == "waiting":
                settled = (old["settled"], old["settled_state"]) if old else (None, "")
            self._db.execute(
                "INSERT OR REPLACE INTO marks (student, exercise, state, attempt, score, "
                "max_score, nominal, factor, mark, reason, settled, settled_state) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    *(student, exercise, mark.state, mark.attempt, mark.score, mark.max_score),
                    *(mark.nominal, mark.factor, mark.mark, mark.reason, *settled),
                ),
            )

    def _note_change(self, student: str, exercise: str, before: Any, after: Mark) -> None:
        """A mark that somebody may have seen has become another."""
        if before is None or before["settled_state"] in ("", "missing"):
            return
        old, new = before["settled"], after.mark
        if after.state == "waiting" or old == new:
            return
        if old is not None and new is not None and abs(old - new) < EPSILON:
            return
        self._db.execute(
            "INSERT INTO changes (student, exercise, before, after, why, run, made) "
            "VALUES (?, ?, ?, ?, ?, ?, ?)",
            (student, exercise, old, new, *self._record),
        )

    def _mark(self, student: str, exercise: str, attempts: Iterable[Any]) -> Mark:
        nominal = self._points[exercise] - self._left_out(exercise)
        listed = list(attempts)
        found = [self._of_attempt(row, nominal) for row in listed if row["exercise"] == exercise]
        unread = [row for row in listed if row["exercise"] == ""]
        if found:
            mark = self._chosen(found)
        elif unread:
            last = unread[-1]
            mark = Mark("unreadable", nominal, last["id"], mark=0.0, reason=last["problem"])
        else:
            mark = Mark("missing", nominal, mark=0.0)
        by_hand = self._db.execute(
            "SELECT * FROM hand_marks WHERE student = ? AND exercise = ? AND undone IS NULL "
            "ORDER BY id DESC LIMIT 1",
            (student, exercise),
        ).fetchone()
        if by_hand is None:
            return mark
        reason = f"{by_hand['reason']} ({by_hand['author']})"
        return replace(mark, state="hand", mark=by_hand["mark"], reason=reason)

    def _left_out(self, exercise: str) -> float:
        """Points of the checks that were taken out for everyone."""
        rows = self._db.execute("SELECT id, points FROM checks WHERE exercise = ?", (exercise,))
        return float(
            sum(row["points"] for row in rows if self._corrections.get(row["id"]) == "leave_out")
        )

    def _chosen(self, found: list[Mark]) -> Mark:
        """Choose among attempts, in their order; one that is not graded yet makes all wait."""
        readable = [mark for mark in found if mark.state != "unreadable"] or found
        if self._keep == "first":
            return readable[0]
        if self._keep == "latest":
            return readable[-1]
        for mark in readable:
            if mark.state in ("waiting", "broken"):
                return mark
        return max(readable, key=lambda mark: mark.mark or 0.0)

    def _of_attempt(self, row: Any, nominal: float) -> Mark:
        if row["problem"]:
            return Mark("unreadable", nominal, row["id"], mark=0.0, reason=row["problem"])
        if row["result"] is None:
            return Mark("waiting", nominal, row["id"])
        score, most, broken = self._points_of(row["result"])
        plain = Mark("graded", nominal, row["id"], score, most, row["factor"])
        if broken:
            return replace(plain, state="broken", reason=BROKEN)
        if most <= 0:
            return replace(plain, state="waiting", reason=NOTHING)
        mark = round(score / most * nominal * row["factor"], 6)
        return replace(plain, mark=mark, reason=row["factor_reason"])

    def _points_of(self, key: str) -> tuple[float, float, float]:
        """Return score, maximum and broken points of a result, after corrections."""
        if not self._corrections:
            row = self._db.execute("SELECT * FROM results WHERE key = ?", (key,)).fetchone()
            return row["score"], row["max_score"], row["broken_points"]
        score = most = broken = 0.0
        for row in self._db.execute("SELECT * FROM outcomes WHERE result = ?", (key,)):
            action = self._corrections.get(row["check"])
            if action == "leave_out":
                continue
            if action == "grant":
                score, most = score + row["max_points"], most + row["max_points"]
            elif row["outcome"] == "broken":
                broken += row["max_points"]
            elif row["cause"] != "needs":
                score, most = score + row["points"], most + row["max_points"]
        return score, most, broken


BROKEN = "a check failed by the grader's own fault"
NOTHING = "nothing of it can be checked on this machine"
