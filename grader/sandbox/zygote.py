"""The trusted side's end of the zygote: starts it, orders forks, hears of ends."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import tempfile
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.errors import InternalError, UsageError
from grader.language import Text, text
from grader.sandbox import view
from grader.sandbox.held import let_go, remove
from grader.sandbox.output import Drain
from grader.sandbox.policy import Level, Policy
from grader.sandbox.process import StudentProcess
from grader.sandbox.stage import stage
from grader.sandbox.start import START_SECONDS, start
from grader.sandbox.turns import LOOPBACK

PACKET = 65536
LOG = "zygote.log"
EXIT_SECONDS = 5.0
NOBODY = 65534
"""The account that student code runs as where the grader is root."""


class Zygote:
    """A warm process that forks a student's process in milliseconds."""

    def __init__(
        self,
        preload: Sequence[str] = (),
        *,
        level: Level | None = None,
        without: Sequence[str] = (),
    ) -> None:
        """Start it and return at once; the first `launch` waits until it is warm.

        Args:
            preload: modules to import before the first fork.
            level: the level of isolation; the highest that this machine gives if None.
            without: protections to leave out, for tests that prove an attack real.
        """
        self._stage = stage()
        self._wanted, self._without = level, tuple(without)
        self._answer: dict[str, Any] = {}
        self._preload = list(preload)
        self._lock = threading.Lock()
        self._exits: dict[int, int] = {}
        self._begin()

    def _begin(self) -> None:
        """Start the process."""
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        self._control.settimeout(START_SECONDS)
        self._ready = False
        self._process = start(
            self._stage,
            {
                "mode": "zygote",
                "control": theirs.fileno(),
                "preload": self._preload,
                "walls": view.walls(self._stage, self._wanted, self._without),
            },
            descriptors=(theirs.fileno(),),
            log=self._stage / LOG,
        )
        theirs.close()

    def alive(self) -> bool:
        """Whether it still runs: a student's code of the same account can kill it."""
        return self._process.poll() is None

    def _revive(self) -> None:
        """Start another one in its place."""
        self._control.close()
        self._process.kill()
        self._process.wait()
        self._begin()

    def launch(self, policy: Policy) -> StudentProcess:
        """Fork a process for one submission; from a new zygote where the old one was killed.

        Raises:
            InternalError: the zygote does not start.
        """
        try:
            return self._launch(policy)
        except InternalError:
            self._revive()
            return self._launch(policy)

    def _launch(self, policy: Policy) -> StudentProcess:
        self.wait_ready()
        shared_network = policy.grants.network == "loopback" and self.level != "full"
        folder = Path(tempfile.mkdtemp(prefix="work-", dir=self._stage / "work"))
        if self._answer.get("nobody"):
            os.chown(folder, NOBODY, NOBODY)
        with contextlib.ExitStack() as failed:
            failed.callback(remove, folder)
            if shared_network:
                LOOPBACK.take()
                failed.callback(LOOPBACK.give)
            ours, theirs = socket.socketpair()
            failed.callback(ours.close)
            reader, writer = os.pipe()
            failed.callback(os.close, reader)
            for end in (ours, theirs):
                for option in (socket.SO_SNDBUF, socket.SO_RCVBUF):
                    end.setsockopt(socket.SOL_SOCKET, option, 4 << 20)
            ours.setblocking(False)
            try:
                ident, pid = self._fork(folder, policy, (theirs.fileno(), writer))
            finally:
                theirs.close()
                os.close(writer)
            drain = Drain(reader, policy.limits.output_kb << 10)
            failed.pop_all()

        def close() -> None:
            ours.close()
            self._exit_status(ident)
            drain.close()
            if shared_network:
                LOOPBACK.give()
            remove(folder)

        return StudentProcess(
            pid,
            ours,
            drain,
            folder,
            lambda: self._exit_status(ident),
            close,
            own_disk=bool(self._answer.get("namespaces")),
        )

    def _fork(self, folder: Path, policy: Policy, descriptors: tuple[int, int]) -> tuple[int, int]:
        """Return the new process's number as the zygote sees it, and as this process does."""
        order = {"folder": str(folder), "policy": policy.as_message()}
        with self._lock:
            try:
                socket.send_fds(self._control, [json.dumps(order).encode()], list(descriptors))
                while "pid" not in (answer := self._receive()):
                    pass
            except OSError as error:
                raise InternalError(f"the zygote is gone: {error}{self._last_words()}") from error
            ident, pid = int(answer["pid"]), answer["seen"]
            self._exits.pop(ident, None)  # the number was another process's before
            if pid <= 1:  # never take a number of the zygote's own namespace for one of ours
                raise InternalError("no descriptor of the new process came: too many are open here")
            return ident, pid

    def wait_ready(self) -> None:
        """Wait until the imports are done.

        Raises:
            InternalError: they failed.
        """
        with self._lock:
            if self._ready:
                return
            try:
                answer = self._receive()
            except OSError as error:
                words = self._last_words()
                raise InternalError(f"the student's side did not start: {error}{words}") from error
            if answer.get("threads") != 1:
                raise InternalError(f"the zygote has {answer.get('threads')} threads, not one")
            self._answer = answer
            self._ready = True
        if self._wanted and self.level != self._wanted:
            raise UsageError(no_such_level(self._wanted, self.level))

    @property
    def level(self) -> Level:
        """The level of isolation of what it launches. Waits until that is known."""
        if not self._ready:
            self.wait_ready()
        level: Level = self._answer["level"]
        return level

    @property
    def found(self) -> Mapping[str, Any]:
        """What it found of the machine: `grader.student.zygote` names the entries."""
        if not self._ready:
            self.wait_ready()
        return self._answer

    def close(self) -> None:
        """End the zygote, which takes all its children with it."""
        self._control.close()
        if not self._ready:
            self._process.kill()  # it is still importing, and has no children
        try:
            self._process.wait(EXIT_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        let_go(self._stage)

    def _last_words(self) -> str:
        """What the zygote wrote to its standard error: for our own bugs only."""
        try:
            return "\n" + (self._stage / LOG).read_text(encoding="utf-8", errors="replace")[-2000:]
        except OSError:
            return ""

    def _receive(self) -> dict[str, Any]:
        packet, descriptors, _, _ = socket.recv_fds(self._control, PACKET, 1)
        seen = 0
        for descriptor in descriptors:
            seen = _process_of(descriptor)
            os.close(descriptor)
        if not packet:
            raise ConnectionResetError("it ended")
        answer: dict[str, Any] = {**json.loads(packet), "seen": seen}
        if "exit" in answer:
            self._exits[answer["exit"]] = answer["status"]
        return answer

    def _exit_status(self, pid: int) -> int | None:
        with self._lock:
            try:
                self._control.settimeout(EXIT_SECONDS)
                while pid not in self._exits:
                    self._receive()
            except OSError:  # the zygote is gone, or was closed
                return None
            finally:
                with contextlib.suppress(OSError):
                    self._control.settimeout(START_SECONDS)
            return self._exits[pid]


def no_such_level(wanted: str, level: str) -> Text:
    """Say that a level of isolation is not to be had."""
    return text(
        "this machine does not give the level {wanted}, only {level}. See why with: grader doctor",
        wanted=wanted,
        level=level,
    )


def _process_of(pidfd: int) -> int:
    """The number, in this process's own PID namespace, of the process behind a descriptor."""
    lines = Path(f"/proc/self/fdinfo/{pidfd}").read_text(encoding="ascii").splitlines()
    return int(next(line for line in lines if line.startswith("Pid:")).split()[1])
