"""A pool that grades nothing: a submission's mark is the number that it holds."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from typing import Any

from grader.errors import InternalError
from grader.gradebook.pool import Answer

MOST = 10.0


def announced(names: tuple[str, ...]) -> dict[str, Any]:
    """What a program says first: one check for each exercise."""
    return {
        "exercises": [{"id": name, "title": name, "points": MOST} for name in names],
        "checks": [
            {
                "id": f"{name}/all",
                "exercise": name,
                "title": "All.",
                "points": MOST,
                "visibility": "visible",
            }
            for name in names
        ],
    }


class NumberPool:
    """Gives `mark = 7` seven points; `broken` breaks the grader; `stop` ends the run."""

    width = 1

    def __init__(self, *names: str, before: Callable[[str], None] = lambda _: None) -> None:
        """`before` is called with each source before it is graded."""
        self.names = names
        self.graded: list[str] = []
        self.asked: list[str] = []
        """The exercises that a run needs it for, as who makes it notes."""
        self._before = before

    def course(self) -> Mapping[str, Any]:
        """See `Pool`."""
        return announced(self.names)

    def submit(self, task: Mapping[str, Any], *, gpu: bool) -> Future[Answer]:
        """See `Pool`."""
        del gpu
        future: Future[Answer] = Future()
        (source,) = task["files"].values()
        self._before(source)
        if "stop" in source:
            raise KeyboardInterrupt
        self.graded.append(source)
        if "broken" in source:
            future.set_exception(InternalError("it broke"))
            return future
        found = re.search(r"mark = ([\d.]+)", source)
        mark = float(found[1]) if found else 0.0
        row = {
            "check": f"{task['exercise']}/all",
            "outcome": "passed" if mark == MOST else "failed",
            "cause": "",
            "points": mark,
            "max_points": MOST,
            "mistake": "",
            "mistake_text": "",
            "seconds": 0.0,
        }
        answer = {
            "score": mark,
            "max_score": MOST,
            "skipped_points": 0.0,
            "broken_points": 0.0,
            "seconds": 0.0,
            "report": "{}",
            "shown": "{}",
            "outcomes": [row],
        }
        future.set_result(Answer(answer, "fake"))
        return future

    def renew(self) -> None:
        """See `Pool`."""

    def check(self) -> None:
        """See `Pool`."""

    def close(self) -> None:
        """See `Pool`."""

    def kill(self) -> None:
        """See `Pool`."""
