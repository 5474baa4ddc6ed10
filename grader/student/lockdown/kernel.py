"""Raw system calls of the student's side, Linux only: what Python has no name for.

Each function is one call (or one trivial sequence) with its reason. Everything that decides
*whether* and *in which order* is elsewhere in this folder.
"""

from __future__ import annotations

import ctypes
import os
import signal
import struct
import sys
from functools import cache
from typing import Any

from grader.student.lockdown.syscalls import machine, numbers

# asm-generic/ioctls, linux/prctl.h, linux/sched.h, linux/mount.h
PR_SET_PDEATHSIG = 1
PR_SET_DUMPABLE = 4
PR_CAPBSET_DROP = 24
PR_SET_CHILD_SUBREAPER = 36
PR_SET_NO_NEW_PRIVS = 38
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_CLEAR_ALL = 4

NEWNS, NEWUTS, NEWIPC = 0x00020000, 0x04000000, 0x08000000
NEWUSER, NEWPID, NEWNET = 0x10000000, 0x20000000, 0x40000000
NAMESPACES = NEWNS | NEWUTS | NEWIPC | NEWUSER | NEWPID | NEWNET | 0x02000000 | 0x80
"""All flags of `clone` that make a namespace, cgroup and time included."""

MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC = 0x1, 0x2, 0x4, 0x8
MS_REMOUNT, MS_BIND, MS_REC, MS_PRIVATE = 0x20, 0x1000, 0x4000, 0x40000
MNT_DETACH = 2
AT_FDCWD, AT_RECURSIVE = -100, 0x8000
MOUNT_ATTR_RDONLY, MOUNT_ATTR_NOSUID, MOUNT_ATTR_NODEV = 0x1, 0x2, 0x4

MADV_COLLAPSE = 25
HUGE = 2 << 20
"""The least that can be a huge page, on the processors with the smallest."""

SECCOMP_SET_MODE_FILTER = 1
CAPABILITY_VERSION_3 = 0x20080522
SIOCSIFFLAGS, IFF_UP, IFF_RUNNING = 0x8914, 0x1, 0x40


@cache
def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.syscall.restype = ctypes.c_long
    return libc


@cache
def _numbers() -> dict[str, int]:
    return numbers(machine())


def _checked(result: int, what: str) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
    return result


def call(name: str, *arguments: Any) -> int:
    """Make a system call that the C library has no function for.

    Integers are passed as 64 bits: the C library reads whole registers.

    Raises:
        OSError: as the kernel answers; ENOSYS where this processor's table lacks the call.
    """
    if name not in _numbers():
        raise OSError(38, f"{name}: not known on {machine()}")
    wide = [ctypes.c_long(a) if isinstance(a, int) else a for a in arguments]
    return _checked(_libc().syscall(ctypes.c_long(_numbers()[name]), *wide), name)


def prctl(option: int, *values: int) -> int:
    """Change something about this process; the calls below say what."""
    wide = [ctypes.c_ulong(value) for value in (*values, 0, 0, 0, 0)[:4]]
    return _checked(_libc().prctl(option, *wide), f"prctl {option}")


# ---- the process ----


def die_with_parent() -> None:
    """Be killed when the parent ends: no student's code outlives the grader."""
    if sys.platform == "linux":
        prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def adopt_orphans() -> None:
    """Become the parent of descendants whose own parent ended, so that they can be found."""
    if sys.platform == "linux":
        prctl(PR_SET_CHILD_SUBREAPER, 1)


def children() -> list[int]:
    """Return the process ids of this process's children."""
    try:
        with open(f"/proc/self/task/{os.getpid()}/children", encoding="ascii") as file:  # noqa: PTH123 - pathlib is slower to no end
            return [int(word) for word in file.read().split()]
    except OSError:
        return []


def use_huge_pages() -> None:
    """Put this process's own memory into huge pages, whatever the system's setting (Linux 6.1).

    A fork copies the page table of all that torch has written, some 40,000 entries, and the child's
    end takes them down again: that is most of what both cost. A huge page is one entry. A child
    that writes to one copies the small page alone. Where the kernel can't, nothing changes.
    """
    try:
        with open("/proc/self/maps", encoding="ascii") as file:  # noqa: PTH123 - as above
            maps = [line.split() for line in file]
    except OSError:
        return
    for span, access, _, _, inode, *name in maps:
        low, high = (int(end, 16) for end in span.split("-"))
        if access == "rw-p" and inode == "0" and name in ([], ["[heap]"]) and high - low >= HUGE:
            _libc().madvise(ctypes.c_void_p(low), ctypes.c_size_t(high - low), MADV_COLLAPSE)


def set_dumpable(value: int) -> None:
    """0: nobody of the same account can trace this process or read its memory."""
    prctl(PR_SET_DUMPABLE, value)


def no_new_privileges() -> None:
    """Let no set-uid program give privileges; Landlock and seccomp ask for this."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def drop_capabilities() -> None:
    """Give up every capability, also those that a later exec could bring back."""
    for number in range(64):
        try:
            prctl(PR_CAPBSET_DROP, number)
        except OSError as error:
            if error.errno != 1:  # EINVAL: beyond the last; EPERM: has no right to, nor the caps
                break
    prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    header = struct.pack("Ii", CAPABILITY_VERSION_3, 0)
    call("capset", header, bytes(24))  # effective, permitted, inheritable: two words each


# ---- namespaces and mounts ----


def unshare(flags: int) -> None:
    """Leave namespaces for new ones."""
    _checked(_libc().unshare(ctypes.c_int(flags)), "unshare")


def set_namespace(descriptor: int, kind: int) -> None:
    """Enter the namespace that `descriptor` stands for."""
    _checked(_libc().setns(descriptor, ctypes.c_int(kind)), "setns")


def mount(source: str, target: str, kind: str | None, flags: int, data: str | None = None) -> None:
    """Mount a file system, or bind a folder or file to a second place."""
    result = _libc().mount(
        source.encode(),
        os.fsencode(target),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        data.encode() if data else None,
    )
    _checked(result, f"mount {target}")


def unmount(path: str) -> None:
    """Take a mount away, with all below it."""
    _checked(_libc().umount2(os.fsencode(path), MNT_DETACH), f"umount2 {path}")


def pivot_root() -> None:
    """Make the current folder, a mount point, the root; the old one then lies over it."""
    call("pivot_root", b".", b".")


def set_mount_attributes(path: str, attributes: int) -> None:
    """Set attributes of a mount and of all below it (Linux 5.12)."""
    data = struct.pack("QQQQ", attributes, 0, 0, 0)
    call("mount_setattr", AT_FDCWD, os.fsencode(path), AT_RECURSIVE, data, len(data))


def loopback_up() -> None:
    """Switch on `lo` in a new network namespace."""
    import fcntl
    import socket

    with socket.socket() as sock:
        request = struct.pack("16sH14s", b"lo", IFF_UP | IFF_RUNNING, b"")
        fcntl.ioctl(sock, SIOCSIFFLAGS, request)


# ---- Landlock and seccomp ----


def landlock_abi() -> int:
    """The version of Landlock that the kernel offers.

    Raises:
        OSError: ENOSYS: the kernel has none; EOPNOTSUPP: it was not switched on at boot.
    """
    return call("landlock_create_ruleset", None, 0, 1)


def landlock_ruleset(attributes: bytes) -> int:
    """Make a set of rules; its descriptor is closed by an exec."""
    return call("landlock_create_ruleset", attributes, len(attributes), 0)


def landlock_rule(ruleset: int, kind: int, rule: bytes) -> None:
    """Add a rule: kind 1 for a path, 2 for a port."""
    call("landlock_add_rule", ruleset, kind, rule, 0)


def landlock_restrict(ruleset: int) -> None:
    """Put this process, and all that it will start, under the rules."""
    call("landlock_restrict_self", ruleset, 0)


def seccomp_filter(program: bytes) -> None:
    """Let a BPF program judge every system call from now on."""
    buffer = ctypes.create_string_buffer(program, len(program))
    header = struct.pack("HxxxxxxQ", len(program) // 8, ctypes.addressof(buffer))
    call("seccomp", SECCOMP_SET_MODE_FILTER, 0, header)
