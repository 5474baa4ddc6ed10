"""How long the job that grades may go on: CI ends jobs, and then nothing is written at all."""

from __future__ import annotations

import math
import time
from dataclasses import dataclass

from grader.language import text
from grader.sandbox.deaths import Death

NO_TIME = text("not run: the time of this job was up")


@dataclass(slots=True)
class JobTime:
    """Is up at a moment, or as soon as somebody says so; it never comes back.

    Nothing is interrupted: whoever waits for a student's process looks here between two looks at
    the process, and lets it go.
    """

    ends: float = math.inf
    """By `time.monotonic()`."""
    ended: bool = False

    def end(self) -> None:
        """It is up now. A signal's handler may call this."""
        self.ended = True

    @property
    def is_up(self) -> bool:
        """Whether nothing more is to be run."""
        if not self.ended and time.monotonic() > self.ends:
            self.ended = True
        return self.ended

    def expect_more(self) -> None:
        """Go on if there is time.

        Raises:
            OutOfJobTime: there is none.
        """
        if self.is_up:
            raise OutOfJobTime(NO_TIME)


class OutOfJobTime(Death):
    """The student's process was let go because the job had no time left: no verdict on its code."""
