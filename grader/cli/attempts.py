"""Outputs that are each tried: a full disk or a closed pipe costs one, and none after it."""

from __future__ import annotations

from collections.abc import Callable


class Attempts:
    """Makes one attempt after another; the first error that tells anything is kept for the end."""

    def __init__(self) -> None:
        self.error: Exception | None = None
        """What to raise, when all is done."""

    def make(self, attempt: Callable[[], object]) -> None:
        """Try something."""
        try:
            attempt()
        except Exception as error:  # noqa: BLE001 - whatever it is, it is raised in the end
            # Who closed a pipe does not want to hear of it.
            if self.error is None or isinstance(self.error, BrokenPipeError):
                self.error = error

    def end(self) -> None:
        """Raise what was kept."""
        if self.error:
            raise self.error
