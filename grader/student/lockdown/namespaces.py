"""A root, process numbers, a network and an account of its own: what namespaces give.

`enter` is for the zygote, once: it builds a root that holds nothing but what the student's side
must read, and becomes process 1 of a PID namespace. `enclose` is for each child: private mounts,
its own /proc, its own network if it may have one, and a second user namespace without rights.
"""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Sequence
from pathlib import Path

from grader.student.lockdown import kernel

NOBODY = 65534
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
SHARED_MEMORY = "/dev/shm"  # noqa: S108 - where semaphores and shared tensors live
WARM = "/warm"
"""Where the zygote may write while it warms up: some imports ask for a temporary folder."""

ETC = {
    "passwd": f"nobody:x:{NOBODY}:{NOBODY}:nobody:/:/bin/false\n",
    "group": f"nogroup:x:{NOBODY}:\n",
    "hosts": "127.0.0.1 localhost\n::1 localhost\n::ffff:127.0.0.1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}
"""Nothing of the machine's own names and accounts."""


def drop_user() -> None:
    """Become nobody, for good; root's files are not readable for being root then."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    # The change made this process not dumpable, and its files in /proc root's: it could not write
    # the maps of its own user namespace.
    kernel.set_dumpable(1)


def _enter_user_namespace(flags: int = 0) -> None:
    """Enter a new user namespace that knows one account, this one's."""
    uid, gid = os.geteuid(), os.getegid()
    kernel.unshare(kernel.NEWUSER | flags)
    # An unprivileged process may map its group only after it gave up setgroups.
    for name, value in (
        ("setgroups", "deny"),
        ("uid_map", f"{uid} {uid} 1"),
        ("gid_map", f"{gid} {gid} 1"),
    ):
        with open(f"/proc/self/{name}", "w", encoding="ascii") as file:  # noqa: PTH123 - in every child: be quick
            file.write(value)


def enter(root: str, readable: Sequence[str], hidden: Sequence[str], devices: Sequence[str]) -> int:
    """Shut the zygote in; returns in a forked process, which is 1 of its PID namespace.

    The first process stays outside, waits for that one, and ends as it does.

    Args:
        root: an empty folder to build the root on.
        readable: files and folders that are seen in it, all read-only.
        hidden: folders below those that are empty in it.
        devices: device nodes to show besides the harmless ones.

    Returns:
        A descriptor of its own PID namespace, to come back to after each fork.
    """
    privileged = os.geteuid() == 0
    every = kernel.NEWNS | kernel.NEWPID | kernel.NEWNET | kernel.NEWIPC | kernel.NEWUTS
    if privileged:
        # With root's rights: nobody could not reach an interpreter below /root to show it.
        kernel.unshare(kernel.NEWNS)
        _build_root(root, readable, hidden, devices)
        drop_user()
        _enter_user_namespace(every)
    else:
        _enter_user_namespace(every)
        _build_root(root, readable, hidden, devices)
    pid = os.fork()
    if pid:
        _wait_outside(pid)
    kernel.die_with_parent()
    flags = kernel.MS_NOSUID | kernel.MS_NODEV | kernel.MS_NOEXEC
    kernel.mount("proc", "/proc", "proc", flags)
    kernel.mount("warm", WARM, "tmpfs", flags, "size=16m,mode=700")
    os.environ["TMPDIR"] = WARM
    return os.open("/proc/self/ns/pid_for_children", os.O_RDONLY | os.O_CLOEXEC)


def settle() -> None:
    """Take the zygote's own temporary folder away: nothing is left to write to."""
    kernel.unmount(WARM)
    del os.environ["TMPDIR"]
    tempfile.tempdir = None


def _wait_outside(pid: int) -> None:
    """Hold nothing open while the zygote lives, and end as it ends."""
    os.closerange(3, os.sysconf("SC_OPEN_MAX"))
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    os._exit(status & 0xFF)


def _build_root(
    root: str, readable: Sequence[str], hidden: Sequence[str], devices: Sequence[str]
) -> None:
    """Make a file system of bound folders, and let it be the root."""
    # Nothing that is mounted from here on may show outside.
    kernel.mount("none", "/", None, kernel.MS_REC | kernel.MS_PRIVATE)
    kernel.mount(
        "torchgrade", root, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "mode=755,size=1m"
    )
    for path in sorted(dict.fromkeys(readable)):
        _show(root, path)
    for folder in hidden:
        if Path(root + folder).is_dir():
            kernel.mount(
                "hidden", root + folder, "tmpfs", kernel.MS_NOSUID | kernel.MS_NODEV, "size=4k"
            )
    for name, content in ETC.items():
        file = Path(f"{root}/etc/{name}")
        file.parent.mkdir(exist_ok=True)
        file.write_text(content, encoding="ascii")
    for folder in ("/proc", "/tmp", "/dev", WARM):  # noqa: S108 - of the private root
        Path(root + folder).mkdir(exist_ok=True)
    Path(root + SHARED_MEMORY).mkdir(parents=True)
    for path in (*DEVICES, *devices):
        _show(root, path)
    for name, target in (("fd", "self/fd"), ("stdin", "self/fd/0"), ("stdout", "self/fd/1")):
        Path(f"{root}/dev/{name}").symlink_to(f"/proc/{target}")
    attributes = kernel.MOUNT_ATTR_RDONLY | kernel.MOUNT_ATTR_NOSUID
    kernel.set_mount_attributes(root, attributes)
    # A new /proc may be mounted only where the machine's own can be seen in full; and the maps of a
    # user namespace are written there.
    kernel.mount("/proc", f"{root}/proc", None, kernel.MS_BIND | kernel.MS_REC)
    os.chdir(root)
    kernel.pivot_root()
    kernel.unmount(".")  # the old root, which lies over the new one
    os.chdir("/")


def _show(root: str, path: str) -> None:
    """Let a file, folder or link be seen at its own place below `root`."""
    source, target = Path(path), Path(root + path)
    if not source.exists() and not source.is_symlink():
        return
    with contextlib.suppress(FileExistsError):
        target.parent.mkdir(parents=True, exist_ok=True)
    if target.is_symlink() or target.exists():
        return  # seen as a part of another
    if source.is_symlink():
        target.symlink_to(source.readlink())
        return
    if source.is_dir():
        target.mkdir()
    else:
        target.touch()
    kernel.mount(path, str(target), None, kernel.MS_BIND | kernel.MS_REC)


def enclose(
    folder: str, *, disk_mb: int, files: int, loopback: bool, shared_memory_mb: int
) -> None:
    """Give a child its private mounts, and take all rights over them away.

    Args:
        folder: its work folder: memory that counts as disk, and is gone when the child is.
        disk_mb: how much that holds.
        files: how many files and folders.
        loopback: whether it gets a network of its own with nothing but `lo`.
        shared_memory_mb: the size of its own /dev/shm; 0 for none.
    """
    network = kernel.NEWNET if loopback else 0  # without: the zygote's, where even `lo` is down
    kernel.unshare(kernel.NEWNS | kernel.NEWIPC | kernel.NEWUTS | network)
    private = kernel.MS_NOSUID | kernel.MS_NODEV
    limits = f"size={disk_mb}m,nr_inodes={files},mode=700"
    kernel.mount("work", folder, "tmpfs", private, limits)
    if shared_memory_mb:
        limits = f"size={shared_memory_mb}m,nr_inodes=1000,mode=1777"
        kernel.mount("shm", SHARED_MEMORY, "tmpfs", private | kernel.MS_NOEXEC, limits)
    kernel.mount("proc", "/proc", "proc", private | kernel.MS_NOEXEC)
    if loopback:
        kernel.loopback_up()
    # No rights over the namespaces above, and an account of its own for RLIMIT_NPROC.
    _enter_user_namespace()


def fork_inside(home: int) -> int:
    """Fork a child that is process 1 of a new PID namespace: its end is its descendants' end."""
    kernel.unshare(kernel.NEWPID)
    pid = os.fork()
    if pid:
        kernel.set_namespace(home, kernel.NEWPID)
    return pid
