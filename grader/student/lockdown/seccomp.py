"""The filter of system calls: a list of what is allowed; everything else answers EPERM.

`rules` says what and why; `program` makes the classic BPF program that the kernel runs at every
call; rules are tried in order, the first that fits wins.
"""

from __future__ import annotations

import errno
import struct
from dataclasses import dataclass
from typing import NamedTuple

from grader.student.lockdown import kernel
from grader.student.lockdown.syscalls import numbers

ALLOW = 0x7FFF0000
KILL = 0x80000000
ERRNO = 0x00050000
ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

AF_UNIX, AF_INET, AF_INET6, AF_NETLINK = 1, 2, 10, 16
NETLINK_ROUTE = 0
SOL_SOCKET, BUFFER_SIZES = 1, (7, 8)
"""SO_SNDBUF, SO_RCVBUF."""
SOCK_STREAM, SOCK_KIND = 1, 0xF
CLONE_THREAD = 0x00010000

EVERYDAY = """
read write close fstat lseek mmap mprotect munmap brk pread64 pwrite64 readv writev preadv pwritev
preadv2 pwritev2 access pipe pipe2 select pselect6 poll ppoll sched_yield mremap msync mincore
madvise dup dup2 dup3 pause nanosleep clock_nanosleep getitimer setitimer alarm getpid sendfile
recvmsg sendmsg recvfrom sendto shutdown getsockname getpeername getsockopt setsockopt
exit exit_group wait4 waitid uname fcntl flock fsync fdatasync truncate ftruncate
getdents getdents64 getcwd chdir fchdir rename renameat renameat2 mkdir mkdirat rmdir creat
link linkat unlink unlinkat symlink symlinkat readlink readlinkat umask open openat openat2
stat lstat fstatfs statfs newfstatat statx faccessat faccessat2 getxattr lgetxattr fgetxattr
listxattr llistxattr flistxattr
gettimeofday time times clock_gettime clock_getres getrlimit getrusage sysinfo
getuid getgid geteuid getegid getppid getpgrp getgroups getresuid getresgid getpgid getsid gettid
setpgid setsid capget getpriority sched_getparam sched_getscheduler sched_get_priority_max
sched_get_priority_min sched_rr_get_interval sched_getaffinity getcpu get_mempolicy
rt_sigaction rt_sigprocmask rt_sigreturn rt_sigpending rt_sigtimedwait rt_sigsuspend sigaltstack
futex futex_waitv set_tid_address restart_syscall set_robust_list get_robust_list membarrier rseq
arch_prctl map_shadow_stack mlock mlock2 munlock
epoll_create epoll_create1 epoll_ctl epoll_wait epoll_pwait epoll_pwait2 eventfd eventfd2
signalfd signalfd4 timerfd_create timerfd_settime timerfd_gettime
timer_create timer_settime timer_gettime timer_getoverrun timer_delete
fadvise64 readahead copy_file_range splice tee close_range getrandom
"""
"""What Python and torch do in one process. Not among them: memfd_create (memory that no limit
counts), io_uring (files and sockets past every filter), ptrace and process_vm_* (other processes'
memory), shmget and the like (memory that outlives a process), mknod, mount, bpf, keyctl, userfault,
everything of users and groups."""

ATTRIBUTES = """
chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat
setxattr lsetxattr fsetxattr removexattr lremovexattr fremovexattr
"""
"""Landlock governs none of these."""

TIMES = "utime utimes utimensat futimesat"
"""Nor these; who pretends them lets `Path.touch` believe that there is a file."""

PRETENDED = "sched_setscheduler sched_setparam setpriority"
"""Libraries give up where these fail; nothing here needs what they do."""

PRCTL = (3, 15, 16, 23, 27, 39, 0x53564D41)
"""GET_DUMPABLE, SET_NAME, GET_NAME, CAPBSET_READ, GET_SECUREBITS, GET_NO_NEW_PRIVS, SET_VMA (names
of memory areas)."""
PR_SET_PDEATHSIG = 1

IOCTL_OF_FILES = (0x5401, 0x5413, 0x541B, 0x5421, 0x5450, 0x5451)
"""TCGETS (is it a terminal?), TIOCGWINSZ, FIONREAD, FIONBIO, FIONCLEX, FIOCLEX. Not TIOCSTI, which
types into a terminal."""
IOCTL_OF_INTERFACES = (0x8912, 0x8913, 0x8915, 0x891B, 0x8921, 0x8927, 0x8933, 0x8946)
"""SIOCGIFCONF, -FLAGS, -ADDR, -NETMASK, -MTU, -HWADDR, -INDEX, SIOCETHTOOL: gloo looks for its
network."""

FCNTL_OF_SIGNALS = (8, 10, 15)
"""F_SETOWN, F_SETSIG, F_SETOWN_EX: a descriptor's owner may be any process of the account, and is
sent any signal when there is something to read."""

OWN_PID = 0x5EADBEE5
"""Stands in a program for the number of the process that will run it."""


@dataclass(frozen=True, slots=True)
class Needs:
    """What the filter depends on."""

    processes: bool = False
    loopback: bool = False
    devices: bool = False
    contained: bool = False
    """In namespaces of its own: signals and attributes of files reach nothing that is not its."""


class Rule(NamedTuple):
    """An action for a call, where `argument & mask == value` for each condition."""

    name: str
    action: int = ALLOW
    conditions: tuple[tuple[int, int, int], ...] = ()


WORD = 0xFFFFFFFF


def _is(argument: int, value: int, mask: int = WORD) -> tuple[int, int, int]:
    return (argument, mask, value)


def rules(needs: Needs) -> list[Rule]:
    """Return what a process with these needs may call."""
    made = [Rule("fcntl", ERRNO | errno.EPERM, (_is(1, command),)) for command in FCNTL_OF_SIGNALS]
    # Pretended: what lies in large buffers would be memory that no limit counts.
    made += [Rule("setsockopt", ERRNO, (_is(1, SOL_SOCKET), _is(2, name))) for name in BUFFER_SIZES]
    made += [Rule(name) for name in EVERYDAY.split()]
    made += [Rule(name, ERRNO) for name in PRETENDED.split()]  # "error" 0 is success
    made += [
        Rule(name, ALLOW if needs.contained else ERRNO)  # outside: pretend, and change nothing
        for name in ATTRIBUTES.split()
    ]
    made += [Rule(name) for name in TIMES.split() if needs.contained]
    # It takes disk that RLIMIT_FSIZE does not count; in a private folder the size of that does.
    made.append(Rule("fallocate", ALLOW if needs.contained else ERRNO | errno.EOPNOTSUPP))
    # Threads, not processes, and no namespaces with them. The flags of clone3 lie in memory, where
    # no filter sees them: without it the C library falls back to clone.
    made.append(
        Rule(
            "clone",
            conditions=(_is(0, CLONE_THREAD, CLONE_THREAD | kernel.NAMESPACES),),
        )
    )
    made.append(Rule("clone3", ERRNO | errno.ENOSYS))
    if needs.processes:
        made.append(Rule("clone", conditions=(_is(0, 0, kernel.NAMESPACES),)))
        made += [Rule(name) for name in ("fork", "vfork", "execve", "execveat")]
        made.append(Rule("prctl", conditions=(_is(0, PR_SET_PDEATHSIG),)))
    # Signals: in a PID namespace, or to its own children in Landlock's scope; else to itself.
    anyone = needs.processes or needs.contained
    made += [
        Rule(name, conditions=() if anyone else (_is(0, OWN_PID),)) for name in ("kill", "tgkill")
    ]
    made += [Rule("tkill")] if anyone else []
    made += [Rule("prctl", conditions=(_is(0, option),)) for option in PRCTL]
    # Limits can only be lowered; another process's are none of its business.
    made += [Rule("prlimit64", conditions=(_is(0, pid),)) for pid in (0, OWN_PID)]
    made += [Rule("setrlimit"), Rule("sched_setaffinity", conditions=(_is(0, 0),))]
    made.append(Rule("socketpair", conditions=(_is(0, AF_UNIX),)))
    if needs.loopback:
        made += [
            Rule("socket", conditions=(_is(0, family), _is(1, SOCK_STREAM, SOCK_KIND)))
            for family in (AF_INET, AF_INET6)
        ]
        # getifaddrs, by which gloo finds the interface of an address
        made.append(
            Rule("socket", conditions=(_is(0, AF_NETLINK), _is(2, NETLINK_ROUTE))),
        )
        made += [Rule(name) for name in ("bind", "listen", "accept", "accept4", "connect")]
        made += [Rule("ioctl", conditions=(_is(1, request),)) for request in IOCTL_OF_INTERFACES]
    if needs.devices:
        made.append(Rule("ioctl"))  # how one speaks with a GPU; Landlock keeps other nodes shut
    made += [Rule("ioctl", conditions=(_is(1, request),)) for request in IOCTL_OF_FILES]
    return made


LOAD_WORD, JUMP_EQUAL, AND, RETURN = 0x20, 0x15, 0x54, 0x06
OFFSET_NUMBER, OFFSET_ARCHITECTURE, OFFSET_ARGUMENTS = 0, 4, 16


def program(listed: list[Rule], machine: str) -> bytes:
    """Assemble the program for a processor.

    Only the lower half of an argument is compared: every argument that is looked at is an `int` to
    the kernel, which throws the upper half away.

    Raises:
        OSError: ENOSYS: no table for this processor.
    """
    table = numbers(machine)
    if not table:
        raise OSError(errno.ENOSYS, f"seccomp: no table of system calls for {machine}")
    code = [
        (LOAD_WORD, 0, 0, OFFSET_ARCHITECTURE),
        # Calls in another processor's manner (32 bits) have other numbers: no such thing here.
        (JUMP_EQUAL, 1, 0, ARCHITECTURES[machine]),
        (RETURN, 0, 0, KILL),
        (LOAD_WORD, 0, 0, OFFSET_NUMBER),
    ]
    for rule in listed:
        number = table.get(rule.name)
        if number is None:
            continue
        size = 3 * len(rule.conditions)
        if not size:
            code += [(JUMP_EQUAL, 0, 1, number), (RETURN, 0, 0, rule.action)]
            continue
        code.append((JUMP_EQUAL, 0, size + 2, number))
        for place, (argument, mask, value) in enumerate(rule.conditions):
            # A mismatch goes to the reload of the number, which these instructions overwrite.
            code += [
                (LOAD_WORD, 0, 0, OFFSET_ARGUMENTS + 8 * argument),
                (AND, 0, 0, mask),
                (JUMP_EQUAL, 0, size - 3 * place - 2, value),
            ]
        code += [(RETURN, 0, 0, rule.action), (LOAD_WORD, 0, 0, OFFSET_NUMBER)]
    code.append((RETURN, 0, 0, ERRNO | errno.EPERM))
    return b"".join(struct.pack("HBBI", *instruction) for instruction in code)
