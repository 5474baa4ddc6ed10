"""What this machine's kernel allows, tried out feature by feature in forks that are thrown away.

Nothing is inferred from a system's name or version. `enter` makes use of what it found, in the
process that children will be forked from.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from grader.student.lockdown import PROCESSES, Walls, kernel, landlock, limits, namespaces, seccomp
from grader.student.lockdown.syscalls import machine as processor

FAILED, WORKED = 1, 0
MESSAGE = 4000
PROBED = "/tmp"  # noqa: S108 - of the private root


def enter(options: Mapping[str, Any]) -> tuple[Walls, dict[str, str]]:
    """Put up what walls there can be around this process, for the children that it will fork.

    May return in another process than the one that called it.

    Args:
        options: `level` (one of the levels, or None for the highest there is), `root` (an empty
            folder), `readable`, `hidden`, `devices` (what a private root shows), `rules` (what may
            be read where there is none), `witnesses` (files that must be readable), and `without`
            (protections that a test switches off).

    Returns:
        The walls, and for each thing that is missing its reason as the system gave it.
    """
    walls = Walls(
        readable=tuple(options["rules"]),
        devices=tuple(options["devices"]),
        without=frozenset(options["without"]),
    )
    missing: dict[str, str] = {}
    if options["level"] == "process" or sys.platform != "linux":
        return walls, missing
    walls.landlock = _landlock(missing)
    walls.seccomp = _tried(missing, "seccomp", _seccomp)
    if options["level"] != "restricted" and "namespaces" not in walls.without:
        rooms = (options["root"], options["readable"], options["hidden"], options["devices"])
        walls.namespaces = _tried(
            missing, "namespaces", lambda: _namespaces(*rooms, options["witnesses"])
        )
        if walls.namespaces:
            walls.home = namespaces.enter(*rooms)
    if walls.namespaces:
        walls.nobody = os.geteuid() == namespaces.NOBODY
    elif os.geteuid() == 0:
        walls.nobody = _tried(missing, "nobody", lambda: _nobody(options["witnesses"]))
        if walls.nobody:
            namespaces.drop_user()
    walls.level = _level(walls)
    return walls, missing


def _level(walls: Walls) -> str:
    if not walls.seccomp:
        return "process"
    if walls.namespaces and walls.landlock:
        return "full"
    # Old versions of Landlock do not keep files from being cut off; a private root does.
    if walls.namespaces or walls.landlock >= landlock.COMPLETE:
        return "restricted"
    return "process"


def _tried(
    missing: dict[str, str],
    name: str,
    attempt: Callable[[], None],
    fork: Callable[[], int] = os.fork,
) -> bool:
    """Try something in a fork; write down why it failed."""
    reader, writer = os.pipe()
    pid = fork()
    if pid == 0:
        status = FAILED
        try:
            os.close(reader)
            attempt()
            status = WORKED
        except BaseException as error:
            os.write(writer, str(error).encode()[:MESSAGE])
        finally:
            os._exit(status)
    os.close(writer)
    with open(reader, "rb") as file:  # noqa: PTH123 - a descriptor
        words = file.read(MESSAGE).decode(errors="replace")
    worked = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == WORKED
    if not worked:
        missing[name] = words or "the attempt was killed"
    return worked


def _landlock(missing: dict[str, str]) -> int:
    try:
        abi = kernel.landlock_abi()
    except OSError as error:
        missing["landlock"] = str(error)
        return 0

    def attempt() -> None:
        kernel.no_new_privileges()
        landlock.restrict(landlock.Rules(read=["/usr"]), abi)

    return abi if _tried(missing, "landlock", attempt) else 0


def _seccomp() -> None:
    kernel.no_new_privileges()
    kernel.seccomp_filter(seccomp.program(seccomp.rules(seccomp.Needs()), processor()))
    os.getpid()


def _nobody(witnesses: Sequence[str]) -> None:
    namespaces.drop_user()
    _read(witnesses)


def _namespaces(
    root: str,
    readable: Sequence[str],
    hidden: Sequence[str],
    devices: Sequence[str],
    witnesses: Sequence[str],
) -> None:
    """The whole way of the zygote and of a child, as it will be gone for real."""
    home = namespaces.enter(root, readable, hidden, devices)
    _read(witnesses)

    def child() -> None:
        namespaces.enclose(PROBED, disk_mb=1, files=10, loopback=True, shared_memory_mb=1)
        Path(PROBED, "file").touch()
        # Before Linux 5.14 the processes of all namespaces counted together.
        limits.limit_processes(PROCESSES)
        if (pid := os.fork()) == 0:
            os._exit(WORKED)
        os.waitpid(pid, 0)

    inside: dict[str, str] = {}
    if not _tried(inside, "child", child, lambda: namespaces.fork_inside(home)):
        raise OSError(inside["child"])


def _read(witnesses: Sequence[str]) -> None:
    for name in witnesses:
        with open(name, "rb") as file:  # noqa: PTH123 - nothing but open and read
            file.read(1)
