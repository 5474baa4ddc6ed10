"""How a session ends before its time. Whatever the reason, it is the student's outcome.

Death (BaseException: hypothesis lets it through at once, without shrinking)
├── TimedOut        the call used up its CPU time, or never came back
├── OutOfMemory     the process tree holds more memory than it may
├── TooMuch         it has more processes than it may, or has written more
├── Crashed         the process ended
├── Misbehaved      it broke the protocol
└── OutOfJobTime    we let it go: the job's time was up (in `job_time`)
"""

from __future__ import annotations

from grader.language import Text, text


class Death(BaseException):
    """The student's process is gone; `message` says why."""

    def __init__(self, message: Text, *, starved: bool = False, cost_s: float = 1.0) -> None:
        self.message = message
        self.cost_s = cost_s
        """What it takes of the time of its exercise: the limit that it ran into, not the time that
        passed, which depends on what else the machine does."""
        self.starved = starved
        """The machine was too busy to run the process: the check deserves another try, alone."""
        super().__init__(str(message))


class TimedOut(Death):
    """The call used up its CPU time, or did not come back within a generous wall-clock time."""


class OutOfMemory(Death):
    """The process tree holds more memory than it may."""


class TooMuch(Death):
    """The process tree has more members than it may, or has written more to its folder."""


class Crashed(Death):
    """The process ended by itself."""


class Misbehaved(Death):
    """The process answered with something that no honest worker sends."""

    @classmethod
    def because(cls, reason: str) -> Misbehaved:
        """Make one from the decoder's words."""
        return cls(
            text(
                "The process of this code answered outside the grader's protocol ({reason}).",
                reason=reason,
            )
        )
