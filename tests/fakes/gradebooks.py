"""Gradebooks of made-up classes: every state that a mark can have, and people whose names are hard.

    fill(tmp_path / "gradebook.sqlite", students=24, exercises=3, checks=6, seed=0)

The same arguments give the same class. Student 0 always has full marks. Of the first exercise the
students after them have, in this order, the states of `STATES`, then crashed, slow, late, not
started and unreadable code; the rest is drawn. What was handed in lies as files in `work/` beside
the gradebook, where some of it is nearly the same.
"""

from __future__ import annotations

import json
import random
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.gradebook import schema

NAMES = (
    "Anna Example",
    "李明月",
    'Müller, Jörg "JJ"',
    '=HYPERLINK("https://example.org","click")',
    "<script>document.title='broken'</script>",
    "\x1b[31mRed\x07 Alert\x00",
    "</script><!-- <img src=x onerror=alert(1)>",
    "王，小明",
    "Zoë O'Brien; DROP TABLE marks;--",
    "\u202eesrever \u200b name",
    "Wolfeschlegelsteinhausenbergerdorff " * 6,
    "",
    "+1-2@SUM(A1)",
    "line\nbreak",
)
KEYS = ("anna", "li-mingyue", "müller_jörg", "=k3", "<b>&'\"", "red", "CON", "con", "zoë", "a/b")
STATES = ("graded", "hand", "missing", "unreadable", "waiting", "broken")
SPECIAL = (*STATES, "crashed", "slow", "late", "not_started", "loads", "given_up", "copied")
FIRST = "Anna Lena Bo Chen Dara Emil Fatima Grace Hiro Ines Jonas Kemi Liu Mina Noor Olga".split()
LAST = "Adler Baum Castro Dvořák Ek Fischer Gruber Haas Ito Jansen Kovač Lange Moreau Ng".split()
CRASH = "`forward(x)` made the Python process crash (SIGSEGV)."
ENVIRONMENT = {
    "python": "3.11.7",
    "torch": "2.13.0",
    "devices": ["cpu"],
    "sandbox": "full",
    "grader": "0.1.0",
}
GRADED = "2026-10-02T08:00:00+00:00"


@dataclass(frozen=True, slots=True)
class Check:
    """A check of a made-up exercise."""

    id: str
    title: str
    points: float
    visibility: str
    needs_gpu: bool
    difficulty: float


@dataclass(frozen=True, slots=True)
class Known:
    """A mistake that many make."""

    name: str
    text: str
    checks: frozenset[str]


def stub(exercise: str) -> str:
    """Return what every student started from."""
    return (
        f'"""{exercise}: fill in the body."""\n\nimport torch\nfrom torch import nn\n\n\n'
        f"def {exercise}(x: torch.Tensor, weight: torch.Tensor) -> torch.Tensor:\n"
        '    """Return the result, of shape (batch, classes)."""\n'
        "    # Your code stands here.\n    raise NotImplementedError\n"
    )


def fill(
    path: Path, *, students: int = 24, exercises: int = 3, checks: int = 6, seed: int = 0
) -> Path:
    """Make a gradebook with so many people, exercises and checks of each; return its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = schema.connect(path)
    with connection:
        connection.execute("BEGIN")
        _Class(connection, path.parent / "work", random.Random(seed)).fill(
            students, exercises, checks
        )
        connection.execute("COMMIT")
    connection.close()
    return path


def key(number: int) -> str:
    """Return the key of a student."""
    return KEYS[number] if number < len(KEYS) else f"s{number:04d}"


class _Class:
    def __init__(self, db: sqlite3.Connection, work: Path, draw: random.Random) -> None:
        self.db, self.work, self.draw = db, work, draw
        self.checks: dict[str, list[Check]] = {}
        self.mistakes: dict[str, list[Known]] = {}
        self.handed: dict[str, list[str]] = {}

    def add(self, table: str, **row: object) -> int:
        names = ", ".join(f'"{name}"' for name in row)
        marks = ", ".join("?" * len(row))
        done = self.db.execute(f"INSERT INTO {table} ({names}) VALUES ({marks})", [*row.values()])
        return done.lastrowid or 0

    def fill(self, students: int, exercises: int, checks: int) -> None:
        for number, (began, ended) in enumerate(
            [("2026-10-01T08:00:00+00:00", "2026-10-01T08:05:00+00:00"), (GRADED, None)], 1
        ):
            self.add(
                "runs",
                id=f"run-{number}",
                began=began,
                ended=ended,
                source=str(self.work),
                grader="0.1.0",
                options='{"keep": "best", "jobs": 2}',
            )
        for number in range(exercises):
            self.exercise(number, checks)
        for number in range(students):
            self.student(number)
        self.db.execute(
            "UPDATE marks SET settled = mark, settled_state = state WHERE state <> 'waiting'"
        )
        self.by_hand()

    def exercise(self, number: int, count: int) -> None:
        ident = f"exercise_{number + 1}"
        made = [
            Check(
                f"{ident}/check_{at + 1}",
                f"`{ident}` does thing {at + 1} with `x < y` & more.",
                float(1 + at % 3),
                "hidden" if at % 3 == 2 else "visible",
                needs_gpu=at == count - 1 and number == 1,
                difficulty=self.draw.uniform(0.1, 0.7),
            )
            for at in range(count)
        ]
        points = sum(check.points for check in made)
        self.add(
            "exercises",
            id=ident,
            title=f"Exercise {number + 1} <&>",
            position=number,
            points=points,
        )
        for at, check in enumerate(made):
            self.add(
                "checks",
                id=check.id,
                exercise=ident,
                title=check.title,
                points=check.points,
                visibility=check.visibility,
                position=at,
            )
        self.checks[ident] = made
        self.mistakes[ident] = [
            Known(
                f"mistake_{at + 1}",
                f"It looks as if `{ident}` did mistake {at + 1}: `a` for `b` <i>.",
                frozenset(check.id for check in made[at::3]),
            )
            for at in range(4)
        ]
        self.handed[ident] = []

    def student(self, number: int) -> None:
        name = (
            NAMES[number]
            if number < len(NAMES)
            else f"{self.draw.choice(FIRST)} {self.draw.choice(LAST)}"
        )
        ident = key(number)
        self.add(
            "students",
            key=ident,
            name=name,
            login=f"login{number}",
            number=str(7000 + number),
            email=f"login{number}@example.org",
            section="AB"[number % 2],
            sis_id=f"SIS{number:05d}",
            team="",
            in_roster=int(number % 13 != 12),
        )
        ability = self.draw.uniform(0.2, 1.0)
        for at, exercise in enumerate(self.checks):
            kind = "graded"
            if at == 0 and number < len(SPECIAL):
                kind = SPECIAL[number]
            elif at == 0 and self.draw.random() < 0.12:
                kind = self.draw.choice([k for k in SPECIAL if k not in ("hand", "waiting")])
            self.work_of(ident, exercise, kind, 9.0 if number == 0 else ability)

    def work_of(self, student: str, exercise: str, kind: str, ability: float) -> None:
        nominal = sum(check.points for check in self.checks[exercise])
        mark: dict[str, object] = {"student": student, "exercise": exercise, "nominal": nominal}
        if kind == "missing":
            self.add("marks", state="missing", mark=0.0, **mark)
            return
        late = kind == "late"
        attempt: dict[str, Any] = {
            "student": student,
            "exercise": exercise,
            "number": 1,
            "layout": "folders",
            "submitted": "2026-10-01T09:30:00+00:00",
            "late": int(late),
            "factor": 0.8 if late else 1.0,
            "factor_reason": "2 days late" if late else "",
        }
        if kind == "unreadable":
            attempt["path"] = f"{student}/damaged.zip"
            attempt["problem"] = "damaged.zip is no readable archive: <b>truncated</b>."
            made = self.add("attempts", **attempt)
            self.add("marks", state=kind, attempt=made, mark=0.0, **mark)
            return
        attempt["path"] = str(self.file(student, exercise, copied=kind == "copied"))
        if kind == "waiting":
            made = self.add("attempts", **attempt)
            self.add("marks", state=kind, attempt=made, **mark)
            return
        score, most, result = self.result(student, exercise, kind, ability)
        made = self.add("attempts", digest=f"d-{result}", result=result, **attempt)
        if kind == "broken":
            self.add("marks", state=kind, attempt=made, score=score, max_score=most, **mark)
            return
        entered = round(score / most * nominal * attempt["factor"], 6) if most else nominal
        if kind == "hand":
            entered = nominal - 0.5
            self.add(
                "hand_marks",
                student=student,
                exercise=exercise,
                mark=entered,
                reason="Explained it at the board; <b>agreed</b>.",
                author="instructor",
                made=GRADED,
            )
        self.add(
            "marks",
            state="hand" if kind == "hand" else "graded",
            attempt=made,
            score=score,
            max_score=most,
            factor=attempt["factor"],
            mark=entered,
            reason=attempt["factor_reason"],
            **mark,
        )
        if self.draw.random() < 0.1:
            self.add(
                "changes",
                student=student,
                exercise=exercise,
                before=max(0.0, entered - 1),
                after=entered,
                why="a later attempt",
                run="run-2",
                made=GRADED,
            )

    def file(self, student: str, exercise: str, *, copied: bool) -> Path:
        """Write what was handed in; now and then it is somebody else's with other names."""
        before = self.handed[exercise]
        if before and (copied or self.draw.random() < 0.03):
            source = (
                self.draw.choice(before[-20:]).replace("total", "summe").replace("part", "teil")
            )
            source = source.replace("# step", "# Schritt")
        else:
            lines = [
                f"    part{n} = torch.{self.draw.choice(OPERATIONS)}"
                f"({self.draw.choice('x weight total'.split())}, {self.draw.randrange(90)})"
                + ("  # step" if self.draw.random() < 0.2 else "")
                for n in range(self.draw.randrange(12, 25))
            ]
            body = "\n".join(["    total = x", *lines, "    return total"])
            source = stub(exercise).replace("    raise NotImplementedError", body)
        before.append(source)
        folder = self.work / f"{len(before):04d}"
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"{exercise}.py"
        path.write_text(source, encoding="utf-8")
        return path

    def result(
        self, student: str, exercise: str, kind: str, ability: float
    ) -> tuple[float, float, str]:
        known = self.mistakes[exercise]
        made = {m for m in known if self.draw.random() < 0.22} if ability < 5 else set()
        shown = [
            self.outcome(check, at, kind, ability, made)
            for at, check in enumerate(self.checks[exercise])
        ]
        if kind == "loads":
            failed = {
                "message": "Line 7 is not valid Python: '(' was never closed",
                "traceback": "x.py, line 7:\n    print((",
            }
            shown = [
                {
                    **_check(c),
                    "outcome": "skipped",
                    "points": 0,
                    "cause": "after",
                    "reason": "the file can't be imported",
                }
                for c in self.checks[exercise]
            ]
            shown.insert(
                0,
                {
                    "id": f"{exercise}/loads",
                    "title": "The file can be imported.",
                    "outcome": "failed",
                    "points": 0,
                    "max_points": 0,
                    "visibility": "visible",
                    "evidence": "value",
                    "duration_s": 0.01,
                    **failed,
                },
            )
        seconds = sum(check["duration_s"] for check in shown)
        scores = {
            "score": sum(c["points"] for c in shown),
            "max_score": sum(
                c["max_points"]
                for c in shown
                if c.get("cause") != "needs" and c["outcome"] != "broken"
            ),
            "skipped_points": sum(c["max_points"] for c in shown if c.get("cause") == "needs"),
            "broken_points": sum(c["max_points"] for c in shown if c["outcome"] == "broken"),
        }
        ident = f"r-{student}-{exercise}"
        report = {
            "schema": "torchgrade/report/v1",
            "submission": {"owner": student, "files": f"{exercise}.py"},
            "run": "run-1",
            "environment": ENVIRONMENT,
            **scores,
            "exercises": [
                {"id": exercise, "title": f"Exercise <{exercise}>", **scores, "checks": shown}
            ],
        }
        redacted = json.loads(json.dumps(report))
        for check in redacted["exercises"][0]["checks"]:
            if check["visibility"] == "hidden":
                for name in (
                    "call",
                    "expected",
                    "received",
                    "counterexample",
                    "traceback",
                    "output",
                ):
                    check.pop(name, None)
                if "message" in check:
                    check["message"] = (
                        "This check is hidden: it shows its title and its outcome only."
                    )
        self.add(
            "results",
            key=ident,
            exercise=exercise,
            digest=f"d-{ident}",
            seconds=seconds,
            graded=GRADED,
            worker="local",
            run="run-1",
            report=json.dumps(report),
            shown=json.dumps(redacted),
            **scores,
        )
        for check in shown:
            diagnosis = check.get("diagnosis", {})
            self.add(
                "outcomes",
                result=ident,
                check=check["id"],
                outcome=check["outcome"],
                cause=check.get("cause", ""),
                points=check["points"],
                max_points=check["max_points"],
                mistake=diagnosis.get("mistake", ""),
                mistake_text=diagnosis.get("text", ""),
                seconds=check["duration_s"],
            )
        return scores["score"], scores["max_score"], ident

    def outcome(
        self, check: Check, at: int, kind: str, ability: float, made: set[Known]
    ) -> dict[str, Any]:
        told: dict[str, Any] = {**_check(check), "outcome": "passed", "points": check.points}
        told["duration_s"] = round(self.draw.uniform(0.001, 0.05), 4)
        if kind == "slow":
            told["duration_s"] = 7.5
        if check.needs_gpu:
            reason = "needs a CUDA GPU, and this machine has none"
            return {**told, "outcome": "skipped", "cause": "needs", "points": 0, "reason": reason}
        if kind == "not_started":
            return {
                **told,
                "outcome": "skipped",
                "cause": "not_started",
                "points": 0,
                "reason": "not started",
            }
        if kind == "broken" and at == 0:
            return {
                **told,
                "outcome": "broken",
                "points": 0,
                "reason": "The check itself failed: KeyError.",
                "details": "Traceback …",
            }
        if kind == "crashed" and at == 1:
            return {
                **told,
                "outcome": "failed",
                "points": 0,
                "message": CRASH,
                "call": "forward(x)",
            }
        mistake = next(
            (m for m in sorted(made, key=lambda m: m.name) if check.id in m.checks), None
        )
        if ability > 5 or (
            mistake is None and self.draw.random() > check.difficulty * (1 - ability)
        ):
            return told
        value = self.draw.randrange(100)
        told |= {
            "outcome": "failed",
            "points": 0,
            "message": f"The result is {value}, where {value + 1} was expected.",
            "call": f"{check.id.partition('/')[0]}(x, weight)",
            "expected": str(value + 1),
            "received": f"{value} </script><script>document.title='broken'</script>",
            "counterexample": {"x": f"torch.tensor([{value}.0, 2.0])"},
            "traceback": "exercise.py, line 12:\n    return total  # \x1b[31m",
            "hint": "Look at the **shape** of `weight`.",
            "output": "step 1\nstep 2\n" * (1 + value % 3),
        }
        if mistake:
            told["diagnosis"] = {"mistake": mistake.name, "text": mistake.text}
        return told

    def by_hand(self) -> None:
        checks = [check.id for made in self.checks.values() for check in made]
        for ident, action, undone in (
            (checks[0], "leave_out", None),
            (checks[-1], "grant", GRADED),
        ):
            self.add(
                "corrections",
                check=ident,
                action=action,
                reason="It rejected `a @ b`, which is right.",
                author="instructor",
                made=GRADED,
                undone=undone,
            )
        self.add(
            "attempts",
            student=key(0),
            number=1,
            path="stray/notes.docx",
            layout="folders",
            problem="notes.docx belongs to no exercise.",
        )


OPERATIONS = "add sub mul roll clamp pow fmod div take minimum maximum logaddexp hypot".split()


def _check(check: Check) -> dict[str, Any]:
    return {
        "id": check.id,
        "title": check.title,
        "max_points": check.points,
        "visibility": check.visibility,
        "evidence": "value",
        "duration_s": 0.0,
    }
