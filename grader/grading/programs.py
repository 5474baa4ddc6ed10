"""Programs that grade side by side: each a process of ours with a warm student's side of its own.

A task is a line of JSON on a program's input, an answer a line on its output. They are programs and
no forks, because pytest and the student's side keep one process busy with one submission at a time.
"""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import Any, Generic, Protocol, Self, TypeVar

from grader.errors import CheckDefinitionError, GraderError, InternalError, UsageError

Taken = TypeVar("Taken")

END_S = 20.0
"""How long a program may take to end."""


class Program:
    """One of them."""

    def __init__(self, module: str, arguments: Sequence[str]) -> None:
        """Start it: `python -m module arguments`."""
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", module, *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )

    def ask(self, task: Mapping[str, Any]) -> dict[str, Any]:
        """Have a task done.

        Raises:
            GraderError: what the program says went wrong.
            ProgramEnded: it is gone.
        """
        assert self._process.stdin
        try:
            self._process.stdin.write(json.dumps(task) + "\n")
            self._process.stdin.flush()
        except (BrokenPipeError, ValueError):
            pass  # its last words say why
        return self.hear()

    def hear(self) -> dict[str, Any]:
        """Wait for the next answer; raises as `ask` does."""
        assert self._process.stdout
        if not (line := self._process.stdout.readline()):
            raise ProgramEnded("a process that graded has ended by itself")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            kinds = {kind.__name__: kind for kind in (UsageError, CheckDefinitionError)}
            raise kinds.get(answer["error"], InternalError)(answer["message"])
        return answer

    def close(self) -> None:
        """Let it end in good order."""
        try:
            self._process.communicate(timeout=END_S)
        except (subprocess.TimeoutExpired, ValueError, OSError):
            self.kill()

    def kill(self) -> None:
        """End it now; its student's side ends with it."""
        self._process.kill()
        with contextlib.suppress(ValueError, OSError):
            self._process.communicate()


class ProgramEnded(InternalError):
    """A program is gone in the middle of a task."""


class Asked(Protocol):
    """What a pool holds, one for each thread: something that can be ended."""

    def close(self) -> None:
        """End in good order."""
        ...

    def kill(self) -> None:
        """End at once."""
        ...


One = TypeVar("One", bound=Asked)


class Programs(Generic[One]):
    """A pool of threads with a program each; a context manager that ends them."""

    def __init__(self, jobs: int, start: Callable[[], One]) -> None:
        """`start` makes what a thread asks; it is called once in each."""
        self._start = start
        self._own = threading.local()
        self._all: list[One] = []
        self._threads = ThreadPoolExecutor(jobs)
        self._killed = False

    def submit(self, ask: Callable[[One], Taken]) -> Future[Taken]:
        """Have something asked by whichever thread is free first."""
        return self._threads.submit(self._ask, ask)

    def _ask(self, ask: Callable[[One], Taken]) -> Taken:
        if self._killed:
            raise ProgramEnded("the programs were ended")
        if not hasattr(self._own, "one"):
            self._own.one = self._start()
            self._all.append(self._own.one)
        return ask(self._own.one)

    def kill(self) -> None:
        """End all at once; what they were doing is lost."""
        self._killed = True
        self._threads.shutdown(wait=False, cancel_futures=True)
        for one in self._all:
            one.kill()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            self.kill()
            return
        self._threads.shutdown(cancel_futures=True)
        for one in self._all:
            one.close()


def answering(serve: Callable[[Callable[[Mapping[str, Any]], None]], None]) -> None:
    """Be such a program: run `serve` with a function that sends an answer.

    What `serve` raises as a `GraderError` is the last answer.
    """
    import os

    # Nothing that happens to be printed may stand between the answers.
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(words: Mapping[str, Any]) -> None:
        answers.write(json.dumps(words) + "\n")
        answers.flush()

    try:
        serve(answer)
    except GraderError as error:
        answer({"error": type(error).__name__, "message": str(error)})
    except KeyboardInterrupt:
        pass  # whoever started this process was interrupted as well, and says so
