"""Limits of resources, and the environment: what every level has."""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

OPEN_FILES = 256
"""Not more: what lies in the buffers of sockets and pipes counts as nobody's memory."""


def environment(policy: Mapping[str, Any], folder: Path) -> None:
    """Leave nothing of the parent's environment but what running Python needs."""
    keep = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
    os.environ.clear()
    os.environ.update(keep)
    os.environ.update(
        PATH=os.defpath,
        HOME=str(folder),
        USER="student",
        TMPDIR=str(folder),
        LANG="C.UTF-8",
        OMP_NUM_THREADS="1",
        PYTHONDONTWRITEBYTECODE="1",
        PYTHONHASHSEED="0",
        # A process that the student's code starts finds what this one does.
        PYTHONPATH=os.pathsep.join([str(folder), *policy["site"]]),
    )
    if (devices := policy["cuda_visible_devices"]) is not None:
        os.environ["CUDA_VISIBLE_DEVICES"] = devices
    tempfile.tempdir = str(folder)


def limit(policy: Mapping[str, Any], processes: int | None) -> None:
    """Set the kernel's limits; memory is relative to what the process has now.

    Args:
        policy: `memory_mb`, `cpu_seconds`, `file_mb`, `devices`.
        processes: how many processes and threads, where they are counted for this child alone;
            elsewhere the kernel counts all of the account's.
    """
    if sys.platform == "win32":
        return
    import resource

    memory = policy["memory_mb"] << 20
    limits = {
        "RLIMIT_CORE": 0,
        # A backstop behind the trusted side's own deadlines.
        "RLIMIT_CPU": policy["cpu_seconds"],
        "RLIMIT_FSIZE": policy["file_mb"] << 20,
        "RLIMIT_NOFILE": OPEN_FILES,
    }
    if sys.platform == "linux":
        limits |= {"RLIMIT_MEMLOCK": 1 << 20, "RLIMIT_MSGQUEUE": 0, "RLIMIT_SIGPENDING": 1024}
    if processes is not None:
        limit_processes(processes)
    sizes = _sizes()
    if sizes and not policy["devices"]:  # a CUDA context reserves more address space than exists
        limits["RLIMIT_DATA"] = sizes["VmData"] + memory
        limits["RLIMIT_AS"] = sizes["VmSize"] + 2 * memory + (512 << 20)
    for name, value in limits.items():
        number = getattr(resource, name)
        hard = resource.getrlimit(number)[1]
        bound = value if hard == resource.RLIM_INFINITY else min(value, hard)
        # A little room above lets the CPU limit come as SIGXCPU, which tells what it was.
        room = 5 if name == "RLIMIT_CPU" and hard == resource.RLIM_INFINITY else 0
        resource.setrlimit(number, (bound, bound + room))


def limit_processes(number: int) -> None:
    """Let this account have so many processes and threads, as the kernel counts them here."""
    if sys.platform != "win32":
        import resource

        hard = resource.getrlimit(resource.RLIMIT_NPROC)[1]
        bound = number if hard == resource.RLIM_INFINITY else min(number, hard)
        resource.setrlimit(resource.RLIMIT_NPROC, (bound, bound))


def _sizes() -> dict[str, int]:
    """Return the sizes of this process's memory in bytes, where the system tells."""
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii").splitlines()
    except OSError:
        return {}
    fields = dict(line.split(":", 1) for line in lines if ":" in line)
    return {name: int(fields[name].split()[0]) << 10 for name in ("VmData", "VmSize")}
