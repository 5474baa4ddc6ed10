"""Protections of the trusted side that proofs switch off, one by one."""

from __future__ import annotations

import contextlib
import io
import pickle
from collections.abc import Callable, Iterator
from typing import Any
from unittest import mock

import msgpack
import pytest
import torch
from hypothesis.errors import Flaky, UnsatisfiedAssumption

from grader.checks import expect
from grader.checks.expect import Mismatch
from grader.checks.outcomes import outcome_of
from grader.checks.student import Conversation, StudentRaised
from grader.model.outcome import Passed
from grader.sandbox.output import Drain
from grader.sandbox.session import Session

WALLS = (
    "namespaces",
    "landlock",
    "seccomp",
    "limits",
    "environment",
    "descriptors",
    "capabilities",
    "processes",
    "sweep",
)
"""What the student's side leaves out by itself: `grader.student.lockdown.Walls.without`."""


@contextlib.contextmanager
def deadlines() -> Iterator[None]:
    """Nobody looks at what a process uses up; the lab's own patience ends it."""
    watch = "grader.sandbox.watch.Watch"
    with mock.patch(f"{watch}._look"), mock.patch(f"{watch}.look_at_disk"):
        yield


@contextlib.contextmanager
def seed() -> Iterator[None]:
    """The inputs of hidden checks are those of the public seed."""
    yield


@contextlib.contextmanager
def numbers() -> Iterator[None]:
    """Any reply is taken for the answer to the request of the moment."""
    from grader.bridge import messages

    class Renumbered:
        def __init__(self, stream: Any, number: int) -> None:
            self._stream, self._number = stream, number

        def receive(self, wait: Any) -> Any:
            frame = self._stream.receive(wait)
            return frame._replace(body=[self._number, *frame.body[1:]])

    def receive_reply(stream: Any, number: int, wait: Any = None) -> Any:
        return messages.receive_reply(Renumbered(stream, number), number, wait)

    with mock.patch("grader.sandbox.session.receive_reply", receive_reply):
        yield


@contextlib.contextmanager
def caps() -> Iterator[None]:
    """Announced lengths and counts are believed."""
    from grader.bridge.framing import Stream

    with (
        mock.patch("grader.bridge.framing.MAX_CONTROL", 1 << 40),
        mock.patch("grader.bridge.framing.MAX_TENSORS", 1 << 40),
        mock.patch("grader.bridge.framing.MAX_TENSOR_BYTES", 1 << 60),
        mock.patch("grader.sandbox.session.Stream", lambda sock, *_: Stream(sock, 1 << 60)),
        mock.patch("grader.bridge.values.MAX_HASHED", 1 << 40),
        mock.patch("grader.checks.saved.MAX_INSTRUCTIONS", 1 << 40),
    ):
        yield


@contextlib.contextmanager
def plain() -> Iterator[None]:
    """The trusted side unpickles what looks like a pickle."""
    unpack = msgpack.unpackb

    def unpackb(data: bytes, **options: Any) -> Any:
        if bytes(data[:1]) == pickle.PROTO:
            return pickle.loads(data)
        return unpack(data, **options)

    with mock.patch("msgpack.unpackb", unpackb):
        yield


@contextlib.contextmanager
def weights() -> Iterator[None]:
    """Saved files are loaded on the trusted side, with all that they hold."""

    def load(self: Any, student: object) -> Any:
        return torch.load(io.BytesIO(self.data), weights_only=False)

    with mock.patch("grader.checks.saved.SavedFile.load", load):
        yield


@contextlib.contextmanager
def output() -> Iterator[None]:
    """All that is printed is kept."""
    drain = Drain.__init__

    def endless(self: Drain, descriptor: int, limit: int) -> None:
        drain(self, descriptor, 1 << 40)

    with mock.patch("grader.sandbox.output.Drain.__init__", endless):
        yield


@contextlib.contextmanager
def text() -> Iterator[None]:
    """A student's words are printed as they are. To be used in the process that prints."""
    with contextlib.ExitStack() as stack:
        for name in ("block", "line", "log", "json_text"):
            stack.enter_context(mock.patch(f"grader.report.safe.{name}", str))
        yield


@contextlib.contextmanager
def fresh() -> Iterator[None]:
    """All submissions share a process, one after another, until one ends it."""
    shared: list[Session] = []

    def session(launcher: Any, policy: Any, job: Any) -> Session:
        if not shared or shared[-1].death:
            shared.append(Session(launcher, policy, job))
        return shared[-1]

    with (
        mock.patch("grader.checks.bench.Session", session),
        mock.patch.object(Session, "close"),
    ):
        yield
    for each in shared:
        each.close()


@contextlib.contextmanager
def names() -> Iterator[None]:
    """What the student's code raises is raised here anew, as whatever has that name."""
    known = {kind.__name__: kind for kind in (UnsatisfiedAssumption, pytest.skip.Exception)}

    def raised(answer: Any, call: str) -> BaseException:
        kind = known.get(answer.type)
        return kind(answer.message) if kind else StudentRaised(answer, call)

    with mock.patch("grader.checks.student.StudentRaised", raised):
        yield


@contextlib.contextmanager
def verdicts() -> Iterator[None]:
    """Verdicts come from the student's process, as where tests run inside it."""
    asked: list[Conversation] = []
    ask = Conversation.ask

    def remembered(self: Conversation, *arguments: object, **options: Any) -> Any:
        asked.append(self)
        return ask(self, *arguments, **options)

    def told(compare: Callable[..., None]) -> Callable[..., None]:
        def judge(*values: object, **options: Any) -> None:
            try:
                compare(*values, **options)
                failure = None
            except Mismatch as error:
                failure = error
            if not ask(asked[-1], "fetch", failure is None, text="the verdict"):
                raise failure or AssertionError

        return judge

    with (
        mock.patch.object(Conversation, "ask", remembered),
        mock.patch.object(expect, "equal", told(expect.equal)),
        mock.patch.object(expect, "close", told(expect.close)),
    ):
        yield


@contextlib.contextmanager
def claims() -> Iterator[None]:
    """Verdicts are what a probe says, which runs in the student's process."""
    asked: list[Conversation] = []
    ask = Conversation.ask

    def remembered(self: Conversation, *arguments: object, **options: Any) -> Any:
        asked.append(self)
        return ask(self, *arguments, **options)

    def claimed(compare: Callable[..., None]) -> Callable[..., None]:
        def judge(*values: object, **options: Any) -> None:
            failure: Mismatch | None = None
            found: torch.Tensor | None = torch.ones(1)
            try:
                compare(*values, **options)
            except Mismatch as error:
                failure, found = error, None
            facts = ask(asked[-1], "probe", "probes.tensors.facts", [found], {}, text="the verdict")
            if not facts["tensor"]:
                raise failure or AssertionError

        return judge

    with (
        mock.patch.object(Conversation, "ask", remembered),
        mock.patch.object(expect, "equal", claimed(expect.equal)),
        mock.patch.object(expect, "close", claimed(expect.close)),
    ):
        yield


@contextlib.contextmanager
def shown() -> Iterator[None]:
    """Values are shown in full, however large they are."""

    def whole(value: object) -> str:
        return str(value.tolist() if isinstance(value, torch.Tensor) else value)

    with mock.patch("grader.checks.words.whole", whole):
        yield


@contextlib.contextmanager
def unsteady() -> Iterator[None]:
    """A failure that is not found again is forgiven."""

    def forgiving(error: BaseException, *rest: Any) -> Any:
        return Passed() if isinstance(error, Flaky) else outcome_of(error, *rest)

    with mock.patch("grader.checks.examiner.outcome_of", forgiving):
        yield


@contextlib.contextmanager
def shapes() -> Iterator[None]:
    """Tensors are made float64 before their shapes are compared."""
    close = expect.close

    def wide(actual: Any, *rest: Any, **options: Any) -> None:
        wider = isinstance(actual, torch.Tensor)
        close(actual.to(torch.float64) if wider else actual, *rest, **options)

    with mock.patch.object(expect, "close", wide):
        yield


@contextlib.contextmanager
def copies() -> Iterator[None]:
    """A received tensor is copied to be checked."""
    with mock.patch("grader.bridge.tensors.checked", torch.clone):
        yield


SWITCHES: dict[str, Callable[[], contextlib.AbstractContextManager[None]]] = {
    "deadlines": deadlines,
    "seed": seed,
    "numbers": numbers,
    "caps": caps,
    "plain": plain,
    "weights": weights,
    "output": output,
    "text": text,
    "fresh": fresh,
    "names": names,
    "verdicts": verdicts,
    "claims": claims,
    "shown": shown,
    "unsteady": unsteady,
    "shapes": shapes,
    "copies": copies,
}
