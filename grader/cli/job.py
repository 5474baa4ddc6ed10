"""The job that a command runs in: its time, its signal to end, and whether it is CI's."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import typer

from grader.errors import UsageError
from grader.language import text
from grader.sandbox.job_time import JobTime
from grader.sandbox.policy import Level

RESERVE = 0.1, 20.0
"""Of a time limit, this part is kept for writing what there is, and not more than these seconds."""


@contextmanager
def job_time(minutes: float | None) -> Iterator[JobTime]:
    """Give the time that this command may grade for; SIGTERM ends it at once.

    Args:
        minutes: after which the job must be over, from now; no limit if None.

    Raises:
        typer.BadParameter: that is no time.
    """
    job = JobTime()
    if minutes is not None:
        # Not a number is no time either.
        if not minutes > 0:
            raise typer.BadParameter(f"{minutes:g} is not above 0", param_hint="--time-limit")
        part, most = RESERVE
        seconds = minutes * 60
        job.ends = time.monotonic() + seconds - min(part * seconds, most)
    # A signal's handler can be set by the main thread alone.
    if threading.current_thread() is not threading.main_thread():
        yield job
        return
    before = signal.signal(signal.SIGTERM, lambda *_: job.end())
    try:
        yield job
    finally:
        signal.signal(signal.SIGTERM, before)


def expect_walls(level: Level, environment: Mapping[str, str]) -> None:
    """Refuse to run student code in CI where nothing shuts it in: the job's files are at stake.

    Raises:
        UsageError: it is such a job, at the level `process`.
    """
    if level == "process" and is_ci(environment):
        raise UsageError(
            text(
                "This is CI, and this machine gives the level process only, where student code "
                "can read and write all that this job can: nothing was run. See grader doctor for "
                "how to get more; or take that risk with --level process."
            )
        )


def is_ci(environment: Mapping[str, str]) -> bool:
    """Whether this is a job of a CI: they all set `CI`."""
    return environment.get("CI", "").lower() not in ("", "0", "false")
