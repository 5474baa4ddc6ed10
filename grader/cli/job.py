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

CI = ("CI", "TF_BUILD", "TEAMCITY_VERSION")
"""Variables by which a CI says that it is one: nearly all set the first, Azure and TeamCity not."""


@contextmanager
def job_time(minutes: float | None, *, writes: bool = False) -> Iterator[JobTime]:
    """Give the time that this command may grade for; SIGTERM ends it at once.

    Args:
        minutes: after which the job must be over, from now; no limit if None.
        writes: whether somebody waits for what it writes. Then the first SIGINT ends the time as
            SIGTERM does, for a CI cancels a job with SIGINT first; the second one interrupts.

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
    before = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}

    def end(number: int, _: object) -> None:
        job.end()
        if number == signal.SIGINT:
            signal.signal(signal.SIGINT, signal.default_int_handler)

    signal.signal(signal.SIGTERM, end)
    if writes:
        signal.signal(signal.SIGINT, end)
    try:
        yield job
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def expect_walls(level: Level, environment: Mapping[str, str], *, gives_marks: bool) -> None:
    """Refuse to run student code where nothing shuts it in, and more than its own is at stake.

    Args:
        level: how student code is shut in here.
        environment: tells whether this is CI, whose files and tokens are at stake.
        gives_marks: whether a platform takes a mark from what is written.

    Raises:
        UsageError: it is such a job, at the level `process`.
    """
    if level == "process" and (gives_marks or is_ci(environment)):
        raise UsageError(
            text(
                "This is CI, or a platform takes a mark from it, and this machine gives the level "
                "process only, where student code can read and write all that this job can: "
                "nothing was run. See grader doctor for how to get more; or take that risk with "
                "--level process."
            )
        )


def is_ci(environment: Mapping[str, str]) -> bool:
    """Whether this is a job of a CI."""
    return any(environment.get(name, "").lower() not in ("", "0", "false") for name in CI)
