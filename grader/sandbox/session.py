"""One student's process and the conversation with it."""

from __future__ import annotations

import math
import re
import signal
import time
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from grader.bridge.errors import ConnectionClosed, DecodeError, Refused
from grader.bridge.framing import Stream
from grader.bridge.messages import Raised, Request, receive_reply, send_request
from grader.bridge.tensors import MAX_TENSOR_BYTES
from grader.errors import CheckDefinitionError
from grader.language import Text, text
from grader.sandbox.deaths import Crashed, Death, Misbehaved, TimedOut
from grader.sandbox.job_time import JobTime
from grader.sandbox.policy import Policy
from grader.sandbox.process import Launcher
from grader.sandbox.watch import Watch


class Session:
    """Requests and replies, each under a deadline. After a `Death` the session is over."""

    def __init__(self, launcher: Launcher, policy: Policy, job: JobTime | None = None) -> None:
        """Start the process; it is let go when the time of `job` is up."""
        self.policy = policy
        self._job = job or JobTime()
        self._process = launcher.launch(policy)
        # It can't send what it can't hold.
        most = min(MAX_TENSOR_BYTES, policy.limits.memory_mb << 20)
        self._stream = Stream(self._process.socket, most)
        self._number = 0
        self._released: list[int] = []
        self.death: Death | None = None
        self.expires = math.inf
        """When, by the clock, nothing more is asked: other requests may have taken all the time."""
        self._closed = False

    def request(
        self,
        operation: str,
        *arguments: object,
        keywords: Mapping[str, object] | None = None,
        cpu_s: float | None = None,
        what: str | Text = "",
    ) -> Any:
        """Ask, and return the value of the answer, or a `Raised`.

        Args:
            operation: one of `grader.bridge.messages.OPERATIONS`.
            arguments: plain data, tensors and references.
            keywords: likewise.
            cpu_s: CPU seconds that the answer may cost; the exercise's limit for a call if None.
            what: the call as the student wrote it, or the place in its work, for messages.

        Raises:
            Death: the process is gone, with the reason.
            Refused: the student's value has no form as plain data.
            CheckDefinitionError: an argument has none.
        """
        if self.death:
            raise self.death
        self._number += 1
        released, self._released = self._released, []
        request = Request(self._number, operation, arguments, keywords or {}, released)
        limits = self.policy.limits
        watch = Watch(
            self._process,
            self._job,
            what or operation,
            cpu_s=cpu_s or limits.call_seconds,
            memory_mb=limits.memory_mb,
        )
        try:
            self._job.expect_more()
            if time.monotonic() > self.expires:
                raise TimedOut(
                    text(
                        "{call} was not waited for: "
                        "the calls before it have used up the time of this exercise.",
                        call=what or operation,
                    )
                )
            try:
                send_request(self._stream, request, watch.wait)
            except Refused as refusal:
                raise CheckDefinitionError(f"{what or operation}: {refusal}") from refusal
            answer = receive_reply(self._stream, self._number, watch.wait)
            watch.look_at_disk()  # much can be written between two looks
        except Death as death:
            ended = death
        except ConnectionClosed:
            ended = _crash(what or operation, self._process.exit_status())
        except DecodeError as error:
            ended = Misbehaved.because(str(error))
        else:
            return self._steady_error(answer) if type(answer) is Raised else answer
        self.death = ended
        self._process.kill()
        raise ended from None

    def release(self, number: int) -> None:
        """Tell the process, with the next request, that a handle is not needed any more."""
        self._released.append(number)

    def output(self) -> str:
        """Return what the process printed since the last call."""
        return self._steady(self._process.output.take())

    def _steady_error(self, raised: Raised) -> Raised:
        return replace(raised, message=self._steady(raised.message))

    def _steady(self, words: str) -> str:
        """Take out what is different in every run: the name of the work folder, and addresses."""
        return _ADDRESS.sub("0x…", words.replace(str(self._process.folder), "~"))

    def close(self) -> None:
        """End the process with all that it started."""
        if not self._closed:
            self._closed = True
            self._process.kill()
            self._process.close()


_ADDRESS = re.compile(r"0x[0-9a-f]{6,}")


def _crash(what: str | Text, status: int | None) -> Death:
    """Say how a process ended by itself."""
    if status is None:
        return Crashed(text("{call} closed the grader's connection.", call=what))
    if status >= 0:
        return Crashed(
            text(
                "{call} ended the Python process with exit code {status}. "
                "Take out os._exit and the like: the grader still has questions.",
                call=what,
                status=status,
            )
        )
    try:
        name = signal.Signals(-status).name
    except ValueError:  # real-time signals have no names
        name = f"signal {-status}"
    if name == "SIGXCPU":
        return TimedOut(text("{call} used up the computing time of the exercise.", call=what))
    if name == "SIGKILL":  # by a limit: what we kill ourselves has another name
        return Crashed(
            text(
                "{call} was ended by the system (SIGKILL): "
                "it used too much computing time or memory.",
                call=what,
            )
        )
    return Crashed(text("{call} made the Python process crash ({signal}).", call=what, signal=name))


def refusal_text(refusal: Refused, what: str, reasons: Mapping[str, str]) -> Text:
    """Say, for the student, what a call returned that can't be read."""
    return text(
        "{call} returned {kind}{where}. Return a plain torch.Tensor or plain Python data.",
        call=what,
        kind=Text(reasons.get(refusal.reason, refusal.reason)),
        where="".join(f" ({part})" for part in (refusal.detail, refusal.where) if part),
    )
