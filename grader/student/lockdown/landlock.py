"""Landlock: which files the process may read and write, which ports it may use, whom it may signal.

Rules are from linux/landlock.h. Landlock governs opening and changing files, not `stat`, `chdir`,
`chmod` or `utime`: the private root and the seccomp filter see to those.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass, field

from grader.student.lockdown import kernel

EXECUTE, WRITE_FILE, READ_FILE, READ_DIR = 1 << 0, 1 << 1, 1 << 2, 1 << 3
REMOVE_DIR, REMOVE_FILE = 1 << 4, 1 << 5
MAKE_CHAR, MAKE_DIR, MAKE_REG, MAKE_SOCK = 1 << 6, 1 << 7, 1 << 8, 1 << 9
MAKE_FIFO, MAKE_BLOCK, MAKE_SYM = 1 << 10, 1 << 11, 1 << 12
REFER, TRUNCATE, IOCTL_DEV = 1 << 13, 1 << 14, 1 << 15

READ = EXECUTE | READ_FILE | READ_DIR
READ_ONE = EXECUTE | READ_FILE
# No sockets, pipes with a name or device nodes; REFER lets files move between folders of ours.
WRITE = (
    WRITE_FILE
    | READ_FILE
    | READ_DIR
    | REMOVE_DIR
    | REMOVE_FILE
    | MAKE_DIR
    | MAKE_REG
    | MAKE_SYM
    | REFER
    | TRUNCATE
)
DEVICE = READ_FILE | WRITE_FILE
USED_DEVICE = DEVICE | IOCTL_DEV

BIND_TCP, CONNECT_TCP = 1, 2
SCOPE_ABSTRACT_SOCKET, SCOPE_SIGNAL = 1, 2

PATH_BENEATH, NET_PORT = 1, 2
KNOWN = {1: 13, 2: 14, 3: 15, 4: 15, 5: 16}
"""ABI -> how many kinds of access to files it governs; later ones govern as many, or more that
nothing here is granted."""
FIRST_NET, FIRST_SCOPE = 4, 6
COMPLETE = 3
"""Before this ABI a file that may only be read could be truncated."""


@dataclass(slots=True)
class Rules:
    """What is to be allowed; everything else that the kernel can govern is refused."""

    read: list[str] = field(default_factory=list)
    """Files and folders with all below them: reading, and running programs."""
    write: list[str] = field(default_factory=list)
    """Folders with all below them."""
    devices: list[str] = field(default_factory=list)
    """Device nodes for reading and writing."""
    used_devices: list[str] = field(default_factory=list)
    """Device nodes, or folders of them, whose ioctl are allowed as well."""
    network: bool = False
    """Whether TCP is left to other rules, or to a network namespace."""
    signals: bool = False
    """Whether processes outside may be signalled, and abstract sockets outside be reached."""


def restrict(rules: Rules, abi: int) -> None:
    """Put this process under the rules. `no_new_privileges` must be set."""
    governed = (1 << KNOWN[min(abi, max(KNOWN))]) - 1
    net = BIND_TCP | CONNECT_TCP if abi >= FIRST_NET and not rules.network else 0
    scope = SCOPE_ABSTRACT_SOCKET | SCOPE_SIGNAL
    attributes = struct.pack("QQQ", governed, net, 0 if rules.signals else scope)
    size = 8 if abi < FIRST_NET else 16 if abi < FIRST_SCOPE else 24
    ruleset = kernel.landlock_ruleset(attributes[:size])
    try:
        for paths, folder, file in (
            (rules.read, READ, READ_ONE),
            (rules.write, WRITE, DEVICE),
            (rules.devices, 0, DEVICE),
            (rules.used_devices, USED_DEVICE | READ_DIR, USED_DEVICE),
        ):
            for path in paths:
                _allow(ruleset, path, folder & governed, file & governed)
        kernel.landlock_restrict(ruleset)
    finally:
        os.close(ruleset)


def only_ports(ports: range) -> int:
    """Return the descriptor of a set of rules that leaves nothing of TCP but these ports.

    Tens of thousands of rules take time to make: this is done once, and each child is put under
    them in addition to its own.
    """
    ruleset = kernel.landlock_ruleset(struct.pack("QQ", 0, BIND_TCP | CONNECT_TCP))
    # Port 0 asks the system for a free one of its range.
    kernel.landlock_rule(ruleset, NET_PORT, struct.pack("QQ", BIND_TCP, 0))
    for port in ports:
        kernel.landlock_rule(ruleset, NET_PORT, struct.pack("QQ", BIND_TCP | CONNECT_TCP, port))
    return ruleset


def _allow(ruleset: int, path: str, folder: int, file: int) -> None:
    try:
        descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    except OSError:
        return  # what is not there, or out of reach, needs no rule
    try:
        # A rule for a file must not name what only folders have.
        access = folder if os.path.isdir(path) else file  # noqa: PTH112 - in every child: be quick
        if access:
            kernel.landlock_rule(ruleset, PATH_BENEATH, struct.pack("=Qi", access, descriptor))
    finally:
        os.close(descriptor)
