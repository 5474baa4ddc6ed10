"""What this machine gives: which launcher, which level of isolation, and why not more."""

from __future__ import annotations

import errno
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.language import Text, text
from grader.sandbox.fresh import FreshProcesses
from grader.sandbox.policy import Level
from grader.sandbox.zygote import Zygote, no_such_level


@dataclass(frozen=True, slots=True)
class Capability:
    """One thing that a machine has or lacks."""

    name: str
    present: bool
    reason: Text


def can_fork() -> bool:
    """Whether a warm process may fork after torch was imported: on Linux alone.

    macOS has `fork`, but its system libraries do not survive one; Windows has none.
    """
    return sys.platform == "linux" and hasattr(os, "pidfd_open")


def launcher(preload: Sequence[str] = (), level: Level | None = None) -> Zygote | FreshProcesses:
    """Start the launcher that this machine allows.

    Args:
        preload: modules to import before the student's code.
        level: the level of isolation; the highest that this machine gives if None. Another one
            than asked for is refused when the first process is launched.

    Raises:
        UsageError: this system has the level `process` alone, and another one is asked for.
    """
    if can_fork():
        return Zygote(preload, level=level)
    if level not in (None, "process"):
        raise UsageError(no_such_level(level, "process"))
    return FreshProcesses(preload)


def capabilities(launcher: Zygote | FreshProcesses) -> tuple[Capability, ...]:
    """Return what `grader doctor` shows about the student's process.

    Args:
        launcher: a launcher that was asked for the highest level.
    """
    fork = isinstance(launcher, Zygote)
    found = launcher.found if isinstance(launcher, Zygote) else {}
    missing = found.get("missing", {})
    return (
        Capability(
            "fork",
            fork,
            text("a warm process forks one for each submission, in milliseconds")
            if fork
            else text(
                "this system can't fork after torch was imported: "
                "each submission pays a start of its own"
            ),
        ),
        Capability(
            "separate process",
            True,
            text("student code never shares a process with the checks and the reference"),
        ),
        Capability(
            "resource limits",
            sys.platform != "win32",
            text("memory, CPU time, file size and open files are limited by the system")
            if sys.platform != "win32"
            else text("this system has no limits for a process: only deadlines hold it"),
        ),
        Capability(
            "namespaces",
            bool(found.get("namespaces")),
            text("a private root, process numbers and network for each submission")
            if found.get("namespaces")
            else _refused(missing.get("namespaces"), _no_namespaces()),
        ),
        Capability(
            "Landlock",
            bool(found.get("landlock")),
            text(
                "version {abi}: files outside, other processes and ports are shut",
                abi=found.get("landlock"),
            )
            if found.get("landlock")
            else _refused(missing.get("landlock"), _no_landlock(missing.get("landlock", ""))),
        ),
        Capability(
            "seccomp",
            bool(found.get("seccomp")),
            text("system calls are allowed by a list, all others are refused")
            if found.get("seccomp")
            else _refused(
                missing.get("seccomp"),
                text("it takes Linux with seccomp filters, on x86_64 or aarch64"),
            ),
        ),
        _account(found, missing.get("nobody")),
    )


def _account(found: Mapping[str, Any], reason: str | None) -> Capability:
    """Whose rights student code has."""
    if not any(found.get(wall) for wall in ("namespaces", "landlock", "seccomp")):
        words = text("student code runs with all the rights of your account")
        return Capability("account", False, words)
    if found.get("nobody"):
        words = text("student code runs as an account that owns nothing")
    elif reason is not None:
        words = text(
            "student code stays root, without any of its privileges ({reason}); "
            "install Python where every account can read it",
            reason=reason,
        )
    else:
        words = text("student code runs as your own account, inside the walls above")
    return Capability("account", bool(found.get("nobody")) or reason is None, words)


def _refused(reason: str | None, advice: Text) -> Text:
    if sys.platform != "linux":
        return text("only Linux has this; WSL 2 or a container gives it to other systems")
    return text("{reason}; {advice}", reason=reason or "-", advice=advice)


def _no_namespaces() -> Text:
    """Say what forbids namespaces on this machine, and what helps."""
    if _system("/proc/sys/kernel/apparmor_restrict_unprivileged_userns") == "1":
        return text(
            "AppArmor keeps them from ordinary accounts; allow them with: "
            "sudo sysctl kernel.apparmor_restrict_unprivileged_userns=0"
        )
    if _system("/proc/sys/kernel/unprivileged_userns_clone") == "0":
        return text(
            "they are switched off for ordinary accounts; switch them on with: "
            "sudo sysctl kernel.unprivileged_userns_clone=1"
        )
    if _system("/proc/sys/user/max_user_namespaces") == "0":
        return text(
            "their number is limited to 0; raise it with: "
            "sudo sysctl user.max_user_namespaces=10000"
        )
    if "Seccomp:\t2" in _system("/proc/self/status"):
        return text(
            "a container's own filter forbids them, which is usual; "
            "the level restricted is the highest inside of it"
        )
    return text("the kernel or a container forbids them")


def _no_landlock(reason: str) -> Text:
    if os.strerror(errno.EOPNOTSUPP) in reason:
        return text("it was not switched on at boot; add landlock to the kernel's option lsm=")
    return text("it takes Linux 5.13 or later, built with Landlock; 6.2 for the level restricted")


def _system(path: str) -> str:
    try:
        return Path(path).read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
