"""Several ranks of a distributed program, forked from this process: no start-up for each."""

from __future__ import annotations

import contextlib
import os
import select
import signal
import socket
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import torch
import torch.distributed as dist

from grader.bridge.errors import BridgeError
from grader.bridge.framing import Stream
from grader.bridge.messages import Raised, receive_reply, send_value
from grader.bridge.patience import Patience
from grader.bridge.values import Ref
from grader.student import capture

GRACE = 3.0
"""Seconds that the other ranks have after one has failed: they may wait for it for ever."""

TICK = 0.5
"""Seconds between two looks at how long they were kept waiting."""

MAX_PRINTED = 20_000

Step = tuple[Callable[..., object], Sequence[Any]]


def run(
    steps: Sequence[Step],
    world_size: int,
    *,
    environment: Mapping[str, str],
    seconds: float,
    rows: Any = None,
) -> list[dict[str, Any]]:
    """Take the same steps in `world_size` forked processes, the ranks.

    Args:
        steps: pairs (function, arguments); each is called as `function(rank, world_size,
            *arguments)`. A rank stops at the first that raises.
        world_size: how many ranks.
        environment: MASTER_PORT and the like. RANK, LOCAL_RANK and WORLD_SIZE are not set, nor
            anything that is left out here.
        seconds: by the clock, for all of them; after that they are killed. Where the machine is
            too busy to run them, the clock stands still.
        rows: a data set of `specimens.data.recorded`; which of its rows were read is told.

    Returns:
        One dict for each rank: `state` ("value", "raised", "died" or "stuck"), `values` (one a
        step), `printed` (its standard output), `member` (whether it is still in a process group),
        `rows` (the rows that it read, in order), and `types` and `message` of what was raised.
    """
    ranks = [_fork(rank, steps, world_size, environment, rows) for rank in range(world_size)]
    results: list[dict[str, Any]] = [{"state": "stuck"} for _ in ranks]
    waiting = set(range(world_size))
    patience = Patience(seconds, lambda: [ranks[rank][0] for rank in waiting])
    try:
        while waiting and (left := patience.left()) > 0:
            sockets = [ranks[rank][1] for rank in waiting]
            ready, _, _ = select.select(sockets, [], [], min(left, TICK))
            for rank in [r for r in waiting if ranks[r][1] in ready]:
                waiting.discard(rank)
                results[rank] = _result(*ranks[rank])
                if results[rank]["state"] != "value":
                    patience.shorten(GRACE)
    finally:
        for rank, (pid, connection) in enumerate(ranks):
            connection.close()
            if rank in waiting:
                _kill(pid)
            _ended(pid)
        _pass_on([pid for pid, _ in ranks])
    return results


def _pass_on(pids: Sequence[int]) -> None:
    """Write what the ranks wrote to standard error, one rank after the other.

    As they came, their lines would be mixed in another way each time.
    """
    for pid in pids:
        errors = _errors(pid)
        with contextlib.suppress(OSError):
            with errors.open(encoding="utf-8", errors="replace") as file:
                sys.stderr.write(file.read(MAX_PRINTED))
            errors.unlink()
    sys.stderr.flush()


def _errors(pid: int) -> Path:
    return Path(f"rank-{pid}.err")


def _fork(
    rank: int, steps: Sequence[Step], world_size: int, environment: Mapping[str, str], rows: Any
) -> tuple[int, socket.socket]:
    ours, theirs = socket.socketpair()
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    pid = os.fork()
    if pid:
        theirs.close()
        return pid, ours
    try:
        ours.close()
        _be_rank(rank, steps, world_size, environment, rows, Stream(theirs))
    finally:
        os._exit(0)


def _be_rank(
    rank: int,
    steps: Sequence[Step],
    world_size: int,
    environment: Mapping[str, str],
    rows: Any,
    stream: Stream,
) -> None:
    os.environ.update(environment)
    # Each rank draws other numbers, as processes do: equal weights must be made equal.
    torch.manual_seed(torch.initial_seed() + rank + 1)
    printed = Path(f"rank-{os.getpid()}.out")
    descriptor = os.open(printed, os.O_CREAT | os.O_RDWR)
    os.dup2(descriptor, 1)
    os.dup2(os.open(_errors(os.getpid()), os.O_CREAT | os.O_WRONLY), 2)
    result: dict[str, Any] = {"state": "value", "values": []}
    try:
        for function, arguments in steps:
            result["values"].append(function(rank, world_size, *arguments))
    except BaseException as error:
        raised = capture.describe(error, {_file(function) for function, _ in steps})
        for line in raised.trace:
            where = f"{line.file}, line {line.number}, in {line.function}"
            print(f"rank {rank}: {where}: {line.source}", file=sys.stderr)
        print(f"rank {rank}: {raised.type}: {raised.message}", file=sys.stderr)
        result.update(state="raised", types=list(raised.types), message=raised.message)
    result["member"] = dist.is_initialized()
    if dist.is_initialized() and result["state"] == "value":
        # A rank that leaves while another still connects to it would break that one's start.
        with contextlib.suppress(BaseException):
            dist.barrier()
    if dist.is_initialized():
        # A group that is left behind would say so on standard error at exit, or hang there.
        with contextlib.suppress(BaseException):
            dist.destroy_process_group()
    with contextlib.suppress(BaseException):
        sys.stdout.flush()
        sys.stderr.flush()
    result["printed"] = printed.read_text(encoding="utf-8", errors="replace")[:MAX_PRINTED]
    result["rows"] = list(rows.read) if rows is not None else []
    send_value(stream, 0, result, lambda kept: Ref(0, type(kept).__name__))


def _file(function: Any) -> str:
    return str(getattr(getattr(function, "__code__", None), "co_filename", ""))


def _result(pid: int, connection: socket.socket) -> dict[str, Any]:
    try:
        answer = receive_reply(Stream(connection), 0)
    except BridgeError as error:
        return {"state": "died", "status": _ended(pid), "message": str(error)}
    if isinstance(answer, Raised) or type(answer) is not dict or "state" not in answer:
        return {"state": "died", "status": None, "message": "no answer"}
    return answer


def _ended(pid: int) -> int | None:
    """The exit status; a rank that answered and does not end is killed."""
    end = time.monotonic() + GRACE
    while time.monotonic() < end:
        try:
            done, status = os.waitpid(pid, os.WNOHANG)
        except ChildProcessError:
            return None
        if done:
            return os.waitstatus_to_exitcode(status)
        time.sleep(0.002)
    _kill(pid)
    return None


def _kill(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError, ChildProcessError):
        os.kill(pid, signal.SIGKILL)
        os.waitpid(pid, 0)


# ---- a rehearsal: what would be asked of torch, on a machine that is not there ----

_ASKED: list[dict[str, Any]] = []

# torch's own words
_NO_GROUP = (
    "Default process group has not been initialized, please make sure to call init_process_group."
)


def rehearse(*, nccl: bool) -> None:
    """Let `init_process_group` write down what it is asked instead of doing it.

    The group is then said to be there, and a barrier waits for nobody. To be called before the
    student's code is loaded, which may bind the functions.

    Args:
        nccl: whether torch is to have NCCL.
    """
    module: Any = dist
    state: dict[str, Any] = {"backend": None, "device": None}

    def init_process_group(
        backend: Any = None,
        init_method: Any = None,
        timeout: object = None,  # noqa: ARG001 - torch's signature
        world_size: int = -1,
        rank: int = -1,
        **rest: object,  # noqa: ARG001
    ) -> None:
        state["backend"] = str(backend).lower()
        _ASKED.append(
            {
                "backend": None if backend is None else str(backend).lower(),
                "init_method": init_method,
                "rank": _given(rank, "RANK"),
                "world_size": _given(world_size, "WORLD_SIZE"),
                "address": os.environ.get("MASTER_ADDR"),
                "port": os.environ.get("MASTER_PORT"),
                "device": state["device"],
            }
        )

    def set_device(device: Any) -> None:
        index = torch.device(device).index if not isinstance(device, int) else device
        state["device"] = index
        if _ASKED:
            _ASKED[-1]["device"] = index

    def member(what: str) -> int:
        if not _ASKED:
            raise ValueError(_NO_GROUP)
        number: int = _ASKED[-1][what]
        return number

    def barrier(*_: object, **__: object) -> None:
        member("rank")

    for home in (module, module.distributed_c10d):
        home.init_process_group = init_process_group
        home.is_nccl_available = lambda: nccl
        home.barrier = barrier
        home.get_rank = lambda group=None: member("rank")  # noqa: ARG005 - torch's signature
        home.get_world_size = lambda group=None: member("world_size")  # noqa: ARG005
    module.is_initialized = lambda: bool(_ASKED)
    module.get_backend = lambda group=None: state["backend"]  # noqa: ARG005 - torch's signature
    cuda: Any = torch.cuda
    cuda.set_device = set_device
    if hasattr(torch, "accelerator"):
        accelerator: Any = torch.accelerator
        for name in ("set_device_index", "set_device_idx"):
            setattr(accelerator, name, set_device)


def _given(number: int, variable: str) -> int:
    """What was given, or else stands in the environment, where torch looks next."""
    found = os.environ.get(variable, "")
    return int(found) if number == -1 and found.isdigit() else number


def asked() -> list[dict[str, Any]]:
    """What `init_process_group` was asked since `rehearse`, call by call."""
    return list(_ASKED)
