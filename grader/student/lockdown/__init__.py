"""Shuts the student's process in before its first line runs.

Three levels: `full` (a root, process numbers, a network and an account of its own by namespaces,
and Landlock, and seccomp), `restricted` (Landlock and seccomp: containers, CI runners) and
`process` (limits of resources). `features` finds out what the machine allows; `enter` is for the
zygote, `lock` for each child.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.student.lockdown import kernel, landlock, limits, namespaces, seccomp
from grader.student.lockdown.syscalls import machine as processor

SHARED_MEMORY_MB = 64
PROCESSES = 128
"""Processes and threads that a child may have at one time."""

OWN_FACTS = (
    "status", "stat", "statm", "comm", "cmdline", "environ", "maps", "smaps", "limits",
    "fd", "fdinfo",
)  # fmt: skip
"""Of /proc/self, where the machine's own /proc is all there is."""


@dataclass(slots=True)
class Walls:
    """What stands around the children of this process, and what they may see."""

    level: str = "process"
    namespaces: bool = False
    landlock: int = 0
    """The version of its interface; 0: none."""
    seccomp: bool = False
    nobody: bool = False
    """Whether children run as an account that owns nothing."""
    ports: int = -1
    """Rules for loopback where there is no network namespace, once they were needed."""
    home: int = -1
    """The zygote's own PID namespace, to come back to after a fork."""
    readable: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    """Nodes of GPUs, for exercises that may use them."""
    without: frozenset[str] = frozenset()
    """Protections that a test has switched off, to prove that an attack is real."""

    def prepare(self, policy: Mapping[str, Any]) -> None:
        """Make, before a fork, what all children of its kind share."""
        if self.seccomp:
            _program(_needs(policy, self))
        shared = policy["loopback"] and not self.namespaces
        if shared and self.landlock >= landlock.FIRST_NET and self.ports < 0:
            first, last = policy["ports"]
            # Asked for any free port, Linux takes every second one from the first on, and leaves
            # the others to outgoing connections (ip-sysctl, ip_local_port_range: "different
            # parity"). Half as many rules take half as long in each child.
            self.ports = landlock.only_ports(range(first + 1, last + 1, 2))

    def fork(self) -> int:
        """Fork, into a PID namespace where there are any."""
        if self.namespaces and "processes" not in self.without:
            return namespaces.fork_inside(self.home)
        return os.fork()


def lock(policy: Mapping[str, Any], folder: Path, walls: Walls) -> None:
    """Shut this process in. The order of the steps matters.

    Args:
        policy: what `grader.sandbox.policy.Policy.as_message` gives.
        folder: the private work folder; becomes the current directory.
        walls: what stands already.
    """
    without = walls.without
    needs = _needs(policy, walls)
    # Made first: the memory limits below leave no room for surprises.
    filter_ = _program(needs) if walls.seccomp and "seccomp" not in without else b""
    if walls.namespaces:
        namespaces.enclose(
            str(folder),
            disk_mb=policy["disk_mb"],
            files=policy["files"],
            loopback=needs.loopback,
            shared_memory_mb=SHARED_MEMORY_MB if needs.processes else 0,
        )
    if policy["die_with_parent"]:
        kernel.die_with_parent()
    os.chdir(folder)
    if "limits" not in without:
        limits.limit(policy, PROCESSES if walls.namespaces else None)
    if "environment" not in without:
        limits.environment(policy, folder)
    if not (walls.namespaces or walls.landlock or walls.seccomp):
        return
    if "capabilities" not in without:
        kernel.drop_capabilities()
        if not needs.processes:
            # With several processes the grader has to see which pages they share.
            kernel.set_dumpable(0)
    kernel.no_new_privileges()
    if walls.landlock and "landlock" not in without:
        landlock.restrict(_rules(policy, folder, walls), walls.landlock)
        if needs.loopback and walls.ports >= 0:
            kernel.landlock_restrict(walls.ports)
    if walls.ports >= 0:
        os.close(walls.ports)
    if filter_:
        kernel.seccomp_filter(filter_)


def _rules(policy: Mapping[str, Any], folder: Path, walls: Walls) -> landlock.Rules:
    """What Landlock leaves open."""
    rules = landlock.Rules(devices=list(namespaces.DEVICES))
    if policy["devices"]:
        rules.used_devices += walls.devices
    if walls.namespaces:
        # The root holds what may be read, and nothing else. No ports: the network is its own.
        rules.network = True
        rules.read.append("/")
        rules.write.append(str(folder))
        if policy["processes"]:
            rules.write.append(namespaces.SHARED_MEMORY)
        return rules
    # Of this process alone: a child of it has none. Not the whole folder, which shows the network.
    own = [f"/proc/{os.getpid()}/{name}" for name in OWN_FACTS]
    rules.read += [*walls.readable, *own, str(folder)]
    if policy["scratch"]:
        rules.write.append(str(folder))
    rules.network = walls.ports >= 0 and policy["loopback"]
    return rules


def _needs(policy: Mapping[str, Any], walls: Walls) -> seccomp.Needs:
    return seccomp.Needs(
        processes=policy["processes"],
        loopback=policy["loopback"],
        devices=policy["devices"],
        contained=walls.namespaces,
    )


_PROGRAMS: dict[seccomp.Needs, bytes] = {}


def _program(needs: seccomp.Needs) -> bytes:
    """The filter for this process; what does not depend on its number is made once."""
    if needs not in _PROGRAMS:
        _PROGRAMS[needs] = seccomp.program(seccomp.rules(needs), processor())
    own = struct.pack("I", os.getpid())
    return _PROGRAMS[needs].replace(struct.pack("I", seccomp.OWN_PID), own)
