"""Several ranks of a distributed program, forked from this process: no start-up for each."""

from __future__ import annotations

import os
import select
import signal
import socket
import sys
import time
import traceback
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import torch

from grader.bridge.errors import BridgeError
from grader.bridge.framing import Stream
from grader.bridge.messages import Raised, receive_reply, send_raised, send_value
from grader.bridge.values import Ref
from grader.student import capture

GRACE = 3.0
"""Seconds that the other ranks have after one has failed: they may wait for it for ever."""


def run(
    function: Callable[..., object],
    world_size: int,
    arguments: Sequence[Any],
    environment: Mapping[str, str],
    seconds: float,
) -> list[dict[str, Any]]:
    """Call `function(rank, world_size, *arguments)` in `world_size` forked processes.

    Args:
        function: of the student's module.
        world_size: how many ranks.
        arguments: what follows rank and world size.
        environment: MASTER_ADDR and the like; RANK, LOCAL_RANK and WORLD_SIZE are added.
        seconds: by the clock, for all of them; after that they are killed.

    Returns:
        One dict for each rank: `state` is "value", "raised", "died" or "stuck", with `value`, or
        `types` and `message`, or `status`.
    """
    ranks = [
        _fork(rank, function, world_size, arguments, environment) for rank in range(world_size)
    ]
    results: list[dict[str, Any]] = [{"state": "stuck"} for _ in ranks]
    waiting = set(range(world_size))
    deadline = time.monotonic() + seconds
    try:
        while waiting and (left := deadline - time.monotonic()) > 0:
            sockets = [ranks[rank][1] for rank in waiting]
            ready, _, _ = select.select(sockets, [], [], left)
            for rank in [r for r in waiting if ranks[r][1] in ready]:
                waiting.discard(rank)
                results[rank] = _result(*ranks[rank])
                if results[rank]["state"] != "value":
                    deadline = min(deadline, time.monotonic() + GRACE)
    finally:
        for rank, (pid, connection) in enumerate(ranks):
            connection.close()
            if rank in waiting:
                _kill(pid)
    return results


def _fork(
    rank: int,
    function: Callable[..., object],
    world_size: int,
    arguments: Sequence[Any],
    environment: Mapping[str, str],
) -> tuple[int, socket.socket]:
    ours, theirs = socket.socketpair()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    pid = os.fork()
    if pid:
        theirs.close()
        return pid, ours
    status = 1
    try:
        ours.close()
        os.environ.update(environment)
        os.environ.update(
            RANK=str(rank),
            LOCAL_RANK=str(rank),
            WORLD_SIZE=str(world_size),
            LOCAL_WORLD_SIZE=str(world_size),
        )
        torch.manual_seed(torch.initial_seed() + rank)
        stream = Stream(theirs)
        try:
            value = function(rank, world_size, *arguments)
            send_value(stream, 0, value, lambda kept: Ref(0, type(kept).__name__))
            status = 0
        except BaseException as error:
            traceback.print_exc()
            send_raised(stream, 0, capture.describe(error, ()))
        for output in (sys.stdout, sys.stderr):
            output.flush()
    finally:
        os._exit(status)


def _result(pid: int, connection: socket.socket) -> dict[str, Any]:
    try:
        answer = receive_reply(Stream(connection), 0)
    except BridgeError:
        return {"state": "died", "status": _wait(pid)}
    _wait(pid)
    if isinstance(answer, Raised):
        return {"state": "raised", "types": list(answer.types), "message": answer.message}
    return {"state": "value", "value": answer}


def _wait(pid: int, seconds: float = GRACE) -> int | None:
    """The exit status; a rank that answered and does not end is killed."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        done, status = os.waitpid(pid, os.WNOHANG)
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.005)
    _kill(pid)
    return None


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)
    except (ProcessLookupError, ChildProcessError):
        pass
