"""A fresh process for each submission, where `fork` is not to be had: slower, same interface."""

from __future__ import annotations

import os
import secrets
import socket
import subprocess
import tempfile
import threading
import time
from collections.abc import Sequence
from pathlib import Path

from grader.errors import InternalError
from grader.sandbox.held import let_go, remove
from grader.sandbox.output import Drain
from grader.sandbox.policy import Level, Policy
from grader.sandbox.process import StudentProcess
from grader.sandbox.stage import stage
from grader.sandbox.start import START_SECONDS, start
from grader.sandbox.zygote import EXIT_SECONDS


class FreshProcesses:
    """Starts each student's process from nothing. It connects back on loopback with a token."""

    def __init__(self, preload: Sequence[str] = ()) -> None:
        """`preload` names modules to import before the student's code."""
        self._stage = stage()
        self._preload = list(preload)
        self._running: dict[int, StudentProcess] = {}

    def launch(self, policy: Policy) -> StudentProcess:
        """Start a process for one submission.

        Raises:
            InternalError: it did not connect.
        """
        folder = Path(tempfile.mkdtemp(prefix="work-", dir=self._stage))
        token = secrets.token_bytes(32)
        reader, writer = os.pipe()
        # The kernel's "die with the parent" means the thread that started the process.
        in_main = threading.current_thread() is threading.main_thread()
        with socket.create_server(("127.0.0.1", 0)) as server:
            options = {
                "mode": "single",
                "preload": self._preload,
                "port": server.getsockname()[1],
                "token": token.hex(),
                "folder": str(folder),
                "policy": policy.as_message(die_with_parent=in_main),
            }
            process = start(self._stage, options, output=writer)
            os.close(writer)
            drain = Drain(reader, policy.limits.output_kb << 10)
            connection = _accept(server, token, process)
        if connection is None:
            process.kill()
            process.wait()
            said = drain.take()
            drain.close()
            raise InternalError(f"the student's side did not start: {said}")
        connection.setblocking(False)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

        def exit_status() -> int | None:
            try:
                return process.wait(EXIT_SECONDS)
            except subprocess.TimeoutExpired:
                return None

        def close() -> None:
            if self._running.pop(process.pid, None) is None:
                return  # the launcher was closed before
            connection.close()
            if exit_status() is None:
                process.kill()
                process.wait()
            drain.close()
            remove(folder)

        started = StudentProcess(process.pid, connection, drain, folder, exit_status, close)
        self._running[process.pid] = started
        return started

    @property
    def level(self) -> Level:
        """The level of isolation of what it launches."""
        return "process"

    def alive(self) -> bool:
        """There is nothing that could be killed."""
        return True

    def wait_ready(self) -> None:
        """Nothing is kept warm."""

    def close(self) -> None:
        """End what still runs, and remove the staged copy."""
        for process in list(self._running.values()):
            process.kill()
            process.close()
        let_go(self._stage)


def _accept(
    server: socket.socket, token: bytes, process: subprocess.Popen[bytes]
) -> socket.socket | None:
    """Return the connection that shows the token; anything else on this machine is turned away."""
    server.settimeout(0.2)
    end = time.monotonic() + START_SECONDS
    while time.monotonic() < end and process.poll() is None:
        try:
            connection, _ = server.accept()
        except TimeoutError:
            continue
        connection.settimeout(5.0)
        try:
            shown = connection.recv(len(token), socket.MSG_WAITALL)
        except OSError:
            shown = b""
        if secrets.compare_digest(shown, token):
            return connection
        connection.close()
    return None
