"""What a student's process may do: an exercise's limits and grants, for the machine at hand."""

from __future__ import annotations

import importlib.util
import os
import site
import sysconfig
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

from grader.model.exercise import Grants, Limits

Level = Literal["process", "restricted", "full"]
"""How well a student's process is shut in: see `grader.student.lockdown`."""

FILE_MB = 64
"""The largest file that a student's code may write."""

DISK_MB = 128
"""What all files in the work folder may take."""

MAX_FILES = 10_000
"""How many files and folders it may hold."""


@dataclass(frozen=True, slots=True)
class Policy:
    """Limits and grants of one session."""

    limits: Limits
    grants: Grants

    def as_message(self, *, die_with_parent: bool = True) -> dict[str, Any]:
        """Return what the student's side needs to know to shut itself in.

        Args:
            die_with_parent: whether it may die with the *thread* that started it, which is what
                the kernel offers.
        """
        return {
            "memory_mb": self.limits.memory_mb,
            "cpu_seconds": int(self.limits.load_seconds + 2 * self.limits.total_seconds) + 60,
            "file_mb": FILE_MB,
            "disk_mb": DISK_MB,
            "files": MAX_FILES,
            "devices": self.grants.devices,
            "processes": self.grants.processes,
            "loopback": self.grants.network == "loopback",
            "ports": _ephemeral_ports() if self.grants.network == "loopback" else [],
            "scratch": self.grants.scratch,
            "die_with_parent": die_with_parent,
            "cuda_visible_devices": self._visible_devices(),
            "site": library_path(),
        }

    def _visible_devices(self) -> str | None:
        """What `CUDA_VISIBLE_DEVICES` is to be; None leaves it unset: all devices."""
        return os.environ.get("CUDA_VISIBLE_DEVICES") if self.grants.devices else ""


@cache
def _ephemeral_ports() -> list[int]:
    """First and last of the ports that the system chooses from, and so the grader, and gloo.

    Where there is no network namespace, these are all that may be used: the well-known services of
    this machine and of others lie below.
    """
    try:
        words = Path("/proc/sys/net/ipv4/ip_local_port_range").read_text(encoding="ascii").split()
        return [int(words[0]), int(words[1])]
    except (OSError, ValueError, IndexError):
        return [32768, 60999]


@cache
def library_path() -> list[str]:
    """Return the folders that torch and the standard library are imported from.

    Not `sys.path`: an editable installation puts this repository, solutions and all, on that.
    """
    paths = sysconfig.get_paths()
    folders = [paths["stdlib"], paths["platstdlib"], paths["purelib"], paths["platlib"]]
    folders += [f"{paths['stdlib']}/lib-dynload", *site.getsitepackages()]
    if site.ENABLE_USER_SITE:
        folders.append(site.getusersitepackages())
    for name in ("torch", "msgpack"):
        spec = importlib.util.find_spec(name)
        if spec and spec.origin:
            folders.append(str(Path(spec.origin).parent.parent))
    return [folder for folder in dict.fromkeys(folders) if Path(folder).is_dir()]
