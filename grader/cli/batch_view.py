"""What `grader batch` shows: a live display on a terminal, a line for each work elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

import typer

from grader.language import Text, text
from grader.report import safe

if TYPE_CHECKING:
    from rich.progress import Progress, TaskID

    from grader.gradebook.watcher import Summary

SHOWN = 10
"""Of a list, how many are told on the terminal: the rest is in the gradebook."""


class BatchView(AbstractContextManager["BatchView"]):
    """Implements `grader.gradebook.watcher.Watcher`."""

    def __init__(self, language: str) -> None:
        self._language = language
        self._progress: Progress | None = None
        self._task: TaskID | None = None
        self._total = self._done = self._full = 0
        self._began = time.monotonic()

    def __enter__(self) -> Self:
        if sys.stderr.isatty():
            from rich.console import Console
            from rich.progress import (
                BarColumn,
                MofNCompleteColumn,
                Progress,
                TextColumn,
                TimeRemainingColumn,
            )

            self._progress = Progress(
                BarColumn(),
                MofNCompleteColumn(),
                TimeRemainingColumn(),
                TextColumn("{task.description}"),
                console=Console(stderr=True, highlight=False),
                transient=True,
            )
            self._progress.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._progress:
            self._progress.stop()

    def begins(self, total: int, known: int) -> None:
        """See `Watcher`."""
        self._total, self._began = total, time.monotonic()
        if known:
            self._say(text("{count} are graded already and unchanged.", count=known))
        if self._progress:
            self._task = self._progress.add_task("", total=total)

    def working(self, works: Sequence[str]) -> None:
        """See `Watcher`."""
        if self._progress and self._task is not None:
            words = text(
                "{full} with full marks, {rate} a minute: {works}",
                full=self._full,
                rate=f"{self._rate():.0f}",
                works=", ".join(safe.line(work) for work in works) or "…",
            )
            self._progress.update(self._task, description=words.render(self._language))

    def graded(self, work: str, score: float, most: float, broken: float) -> None:
        """See `Watcher`."""
        self._done += 1
        self._full += score == most and not broken
        if self._progress and self._task is not None:
            self._progress.advance(self._task)
            return
        words = text(
            "[{done}/{total}] {work}: {score} of {most}",
            done=self._done,
            total=self._total,
            work=work,
            score=f"{score:g}",
            most=f"{most:g}",
        )
        self._say(words)

    def _rate(self) -> float:
        return 60 * self._done / max(time.monotonic() - self._began, 1e-3)

    def stopped(self, summary: Summary) -> None:
        """The run ends early."""
        self.__exit__(None, None, None)
        self._say(
            text(
                "Stopped: {graded} results of this run are kept. The same command goes on from "
                "there.",
                graded=summary.graded,
            )
        )

    def summary(self, summary: Summary, results: Path, notes: Sequence[Text] = ()) -> None:
        """Say what came of it."""
        for note in notes:
            self._say(note, indent="! ")
        self._say(
            text(
                "{read} were read, {graded} works graded, {known} known already.",
                read=summary.read,
                graded=summary.graded,
                known=summary.known,
            )
        )
        listed = [
            text("{student}, {path}: {reason}", student=student, path=path, reason=reason)
            for student, path, reason in summary.unreadable
        ]
        self._list(text("{count} could not be read:", count=len(listed)), listed)
        broken = [Text(name) for name in summary.broken]
        self._list(
            text("{count} could not be graded, by the grader's own fault:", count=len(broken)),
            broken,
        )
        self._list(
            text("{count} were not graded:", count=len(summary.changed)),
            [Text(line) for line in summary.changed],
        )
        self._list(
            text("{count} marks changed:", count=len(summary.changes)), changed(summary.changes)
        )
        self._say(
            text("The gradebook is in {path}. Look at it: grader report {path}", path=results)
        )

    def _list(self, head: Text, rows: Sequence[Text]) -> None:
        if not rows:
            return
        self._say(head)
        for row in rows[:SHOWN]:
            self._say(row, indent="  ")
        if len(rows) > SHOWN:
            self._say(text("… and {count} more", count=len(rows) - SHOWN), indent="  ")

    def _say(self, words: Text, indent: str = "") -> None:
        line = safe.log(indent + safe.line(words.render(self._language)))
        if self._progress:
            self._progress.console.print(line, markup=False, soft_wrap=True)
        else:
            typer.echo(line)


def changed(changes: Sequence[Mapping[str, Any]]) -> list[Text]:
    """Return a line for each mark that changed."""
    return [
        text(
            "{student} {exercise}: {before} is now {after} ({why})",
            student=change["student"],
            exercise=change["exercise"],
            before=_shown(change["before"]),
            after=_shown(change["after"]),
            why=change["why"],
        )
        for change in changes
    ]


def shown_list(rows: Sequence[Text], language: str) -> None:
    """Print lines, all of them; say so where there are none."""
    for row in rows or [text("No mark changed.")]:
        typer.echo(safe.log(safe.line(row.render(language))))


def _shown(mark: float | None) -> str:
    return "-" if mark is None else f"{mark:g}"
