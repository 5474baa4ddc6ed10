"""The filter of system calls: its numbers, and the verdict of its program on every kind of call."""

from __future__ import annotations

import errno
import fcntl
import itertools
import os
import re
import resource
import signal
import socket
import struct
import sys
import termios
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seccompy.syscalls import AARCH64_SYSCALLS, X86_64_SYSCALLS

from grader.student import lockdown
from grader.student.lockdown import kernel, seccomp
from grader.student.lockdown.seccomp import ALLOW, ERRNO, KILL, Needs, Rule, program, rules
from grader.student.lockdown.syscalls import MACHINES, machine, numbers

linux = pytest.mark.skipif(sys.platform != "linux", reason="filters are Linux's")

EPERM, ENOSYS = ERRNO | errno.EPERM, ERRNO | errno.ENOSYS
PRETENDED = ERRNO
"""Answers 0, and does nothing."""

NEEDS = [Needs(*values) for values in itertools.product((False, True), repeat=4)]
NOTHING, EVERYTHING = NEEDS[0], NEEDS[-1]
INDEPENDENT = {"x86_64": X86_64_SYSCALLS, "aarch64": AARCH64_SYSCALLS}
HEADERS = {
    "x86_64": Path("/usr/include/x86_64-linux-gnu/asm/unistd_64.h"),
    "aarch64": Path("/usr/include/asm-generic/unistd.h"),
}


# --- the table -------------------------------------------------------------------------------


@pytest.mark.parametrize("processor", MACHINES)
def test_the_numbers_are_those_of_an_independent_table(processor: str) -> None:
    named = {name for one in MACHINES for name in numbers(one)}
    independent = INDEPENDENT[processor]
    assert numbers(processor) == {name: independent[name] for name in named & independent.keys()}


@pytest.mark.parametrize("processor", MACHINES)
def test_the_numbers_are_those_of_the_kernels_headers(processor: str) -> None:
    if not HEADERS[processor].is_file():
        pytest.skip("no kernel headers on this machine")
    lines = re.findall(
        r"^#define (__NR\w+) (\w+)$", HEADERS[processor].read_text(encoding="ascii"), re.MULTILINE
    )
    defined = dict(lines)
    header = {
        name.removeprefix("__NR_"): int(defined.get(value, value))
        for name, value in lines
        if name.startswith("__NR_") and defined.get(value, value).isdigit()
    }
    ours = numbers(processor)
    common = ours.keys() & header.keys()
    assert len(common) > 150  # an old header lacks the newest calls
    assert {name: ours[name] for name in common} == {name: header[name] for name in common}


def test_no_table_is_made_up_for_other_processors() -> None:
    assert numbers("riscv64") == {}
    with pytest.raises(OSError, match="riscv64") as error:
        program(rules(NOTHING), "riscv64")
    assert error.value.errno == errno.ENOSYS


@pytest.mark.parametrize("needs", NEEDS, ids=str)
def test_every_name_in_the_rules_is_in_the_table(needs: Needs) -> None:
    """A name that is misspelt would be left out of the program without a word."""
    assert {rule.name for rule in rules(needs)} <= numbers("x86_64").keys()


# --- what the program says -------------------------------------------------------------------

Program = list[tuple[int, int, int, int]]


def verdict(code: Program, architecture: int, number: int, arguments: tuple[int, ...] = ()) -> int:
    """Run classic BPF as the kernel does: one accumulator, jumps forward only."""
    data = struct.pack("IIQ6Q", number, architecture, 0, *(*arguments, 0, 0, 0, 0, 0, 0)[:6])
    accumulator = place = 0
    while True:
        operation, if_true, if_false, value = code[place]
        place += 1
        match operation:
            case 0x20:  # BPF_LD | BPF_W | BPF_ABS
                accumulator = struct.unpack_from("I", data, value)[0]
            case 0x54:  # BPF_ALU | BPF_AND | BPF_K
                accumulator &= value
            case 0x15:  # BPF_JMP | BPF_JEQ | BPF_K
                place += if_true if accumulator == value else if_false
            case 0x06:  # BPF_RET | BPF_K
                return value
            case _:
                raise AssertionError(f"operation {operation:#x}")


def assembled(needs: Needs, processor: str) -> Program:
    return list(struct.iter_unpack("HBBI", program(rules(needs), processor)))


PROGRAMS = {
    (needs, processor): assembled(needs, processor) for needs in NEEDS for processor in MACHINES
}
ARCHITECTURE = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}  # linux/audit.h


def judged(needs: Needs, name: str, *arguments: int, processor: str = "x86_64") -> int:
    number = INDEPENDENT[processor][name]
    return verdict(PROGRAMS[needs, processor], ARCHITECTURE[processor], number, arguments)


@pytest.mark.parametrize("needs", NEEDS, ids=str)
@pytest.mark.parametrize("processor", MACHINES)
def test_every_way_through_a_program_ends_inside_of_it(needs: Needs, processor: str) -> None:
    code = PROGRAMS[needs, processor]
    assert len(code) <= 4096  # BPF_MAXINSNS
    for place, (operation, if_true, if_false, value) in enumerate(code):
        if operation == 0x15:
            assert max(place + 1 + if_true, place + 1 + if_false) < len(code)
        elif operation == 0x20:
            assert value % 4 == 0
            assert value < 64
    assert code[-1] == (0x06, 0, 0, EPERM)


@pytest.mark.parametrize("processor", MACHINES)
@pytest.mark.parametrize("needs", [NOTHING, EVERYTHING], ids=["nothing", "everything"])
def test_what_everybody_may_and_nobody_may_call(needs: Needs, processor: str) -> None:
    for name in "read write mmap futex openat exit_group getpid epoll_pwait getrandom".split():
        assert judged(needs, name, processor=processor) == ALLOW, name
    for name in REFUSED.split():
        if name in INDEPENDENT[processor]:
            assert judged(needs, name, processor=processor) == EPERM, name
    assert judged(needs, "clone3", processor=processor) == ENOSYS
    for name in ("sched_setscheduler", "setpriority"):
        assert judged(needs, name, processor=processor) == PRETENDED


REFUSED = """
ptrace process_vm_readv process_vm_writev kcmp pidfd_open pidfd_getfd pidfd_send_signal
process_madvise rt_sigqueueinfo rt_tgsigqueueinfo unshare setns mount umount2 pivot_root chroot
move_mount open_tree fsopen fsmount mount_setattr bpf keyctl add_key request_key perf_event_open
userfaultfd io_uring_setup io_uring_enter io_uring_register memfd_create memfd_secret
shmget shmat shmctl semget semop semctl msgget msgsnd mq_open mknod mknodat
init_module finit_module delete_module kexec_load reboot swapon swapoff syslog acct quotactl
setuid setgid setreuid setregid setresuid setresgid setgroups setfsuid setfsgid capset
sethostname setdomainname settimeofday clock_settime adjtimex clock_adjtime
open_by_handle_at name_to_handle_at fanotify_init inotify_init1 lookup_dcookie
ioperm iopl modify_ldt personality vhangup migrate_pages move_pages mbind set_mempolicy
landlock_create_ruleset landlock_add_rule landlock_restrict_self seccomp
"""

PID = 4711
THREAD, VM, NEWUSER, NEWNET, NEWNS = 0x10000, 0x100, 0x10000000, 0x40000000, 0x20000
NEWPID, NEWCGROUP = 0x20000000, 0x02000000
UNIX, INET, INET6, NETLINK, PACKET, VSOCK = 1, 2, 10, 16, 17, 40
STREAM, DGRAM, RAW, CLOEXEC = 1, 2, 3, 0o2000000
FAMILY, NETWORK = Needs(processes=True), Needs(loopback=True)
DEVICES, CONTAINED = Needs(devices=True), Needs(contained=True)

CONDITIONS: dict[str, list[tuple[Needs, str, tuple[int, ...], int]]] = {
    "threads": [
        (NOTHING, "clone", (THREAD | VM,), ALLOW),
        (NOTHING, "clone", (17,), EPERM),
        (NOTHING, "clone", (VM,), EPERM),
        (NOTHING, "fork", (), EPERM),
        (NOTHING, "vfork", (), EPERM),
        (NOTHING, "execve", (), EPERM),
        (NOTHING, "execveat", (), EPERM),
    ],
    "processes": [
        (FAMILY, "clone", (17,), ALLOW),
        (FAMILY, "clone", (THREAD | VM,), ALLOW),
        (FAMILY, "fork", (), ALLOW),
        (FAMILY, "vfork", (), ALLOW),
        (FAMILY, "execve", (), ALLOW),
        (FAMILY, "execveat", (), ALLOW),
    ],
    "namespaces": [
        (needs, "clone", (base | flag,), EPERM)
        for needs in (NOTHING, EVERYTHING)
        for base in (17, THREAD | VM)
        for flag in (NEWUSER, NEWNET, NEWNS, NEWPID, NEWCGROUP, 0x04000000, 0x08000000)
    ],
    "signals": [
        (NOTHING, "kill", (seccomp.OWN_PID, 9), ALLOW),
        (NOTHING, "tgkill", (seccomp.OWN_PID, PID, 9), ALLOW),
        (NOTHING, "kill", (PID, 9), EPERM),
        (NOTHING, "kill", (0, 9), EPERM),
        (NOTHING, "kill", (-1 % 2**64, 9), EPERM),
        (NOTHING, "kill", (-seccomp.OWN_PID % 2**64, 9), EPERM),
        (NOTHING, "tgkill", (PID, seccomp.OWN_PID, 9), EPERM),
        (NOTHING, "tkill", (seccomp.OWN_PID, 9), EPERM),
        *(
            (needs, name, (PID, 9), ALLOW)
            for needs in (FAMILY, CONTAINED)
            for name in ("kill", "tgkill", "tkill")
        ),
    ],
    "sockets": [
        (NOTHING, "socketpair", (UNIX, STREAM), ALLOW),
        (NOTHING, "socketpair", (INET, STREAM), EPERM),
        *((NOTHING, "socket", (family, STREAM), EPERM) for family in (UNIX, INET, INET6, NETLINK)),
        *(
            (NOTHING, name, (), EPERM)
            for name in ("bind", "listen", "accept", "accept4", "connect")
        ),
        *((NETWORK, "socket", (family, STREAM), ALLOW) for family in (INET, INET6)),
        *((NETWORK, "socket", (family, STREAM | CLOEXEC), ALLOW) for family in (INET, INET6)),
        *(
            (NETWORK, "socket", (family, kind | CLOEXEC), EPERM)
            for family in (INET, INET6)
            for kind in (DGRAM, RAW, 5)
        ),
        (NETWORK, "socket", (NETLINK, RAW, 0), ALLOW),
        (NETWORK, "socket", (NETLINK, RAW, 12), EPERM),  # NETLINK_NETFILTER
        *((EVERYTHING, "socket", (family, STREAM), EPERM) for family in (UNIX, PACKET, VSOCK)),
        *((NETWORK, name, (), ALLOW) for name in ("bind", "listen", "accept", "connect")),
    ],
    "ioctl": [
        (NOTHING, "ioctl", (0, termios.TCGETS), ALLOW),
        (NOTHING, "ioctl", (0, 0x541B), ALLOW),  # FIONREAD
        (NOTHING, "ioctl", (0, 0x5412), EPERM),  # TIOCSTI
        (NOTHING, "ioctl", (0, 0x5412 | 1 << 32), EPERM),  # the kernel drops the upper half
        (NOTHING, "ioctl", (0, 0x541C), EPERM),  # TIOCLINUX
        (NOTHING, "ioctl", (0, 0x540E), EPERM),  # TIOCSCTTY
        (NOTHING, "ioctl", (0, 0x8901), EPERM),  # FIOSETOWN
        (NOTHING, "ioctl", (0, 0x8913), EPERM),
        (NETWORK, "ioctl", (0, 0x8913), ALLOW),  # SIOCGIFFLAGS
        (NETWORK, "ioctl", (0, 0x8914), EPERM),  # SIOCSIFFLAGS
        (NETWORK, "ioctl", (0, 0x5412), EPERM),
        (DEVICES, "ioctl", (0, 0xC020462A), ALLOW),  # what NVIDIA's driver is asked
    ],
    "prctl": [
        (NOTHING, "prctl", (15,), ALLOW),  # PR_SET_NAME
        (NOTHING, "prctl", (1,), EPERM),  # PR_SET_PDEATHSIG
        (FAMILY, "prctl", (1,), ALLOW),
        *(
            (EVERYTHING, "prctl", (option,), EPERM)
            # DUMPABLE, KEEPCAPS, SECCOMP, CAPBSET_DROP, SECUREBITS, MM, SUBREAPER, NNP, PTRACER
            for option in (4, 8, 22, 24, 28, 35, 36, 38, 0x59616D61)
        ),
    ],
    "signals by a descriptor's owner": [
        (EVERYTHING, "fcntl", (3, 8, PID), EPERM),  # F_SETOWN
        (EVERYTHING, "fcntl", (3, 10, 9), EPERM),  # F_SETSIG
        (EVERYTHING, "fcntl", (3, 15), EPERM),  # F_SETOWN_EX
        *((NOTHING, "fcntl", (3, command), ALLOW) for command in (0, 1, 2, 3, 4, 5, 6, 7, 1030)),
    ],
    "others' limits": [
        (NOTHING, "prlimit64", (0, 7), ALLOW),
        (NOTHING, "prlimit64", (seccomp.OWN_PID, 7), ALLOW),
        (NOTHING, "prlimit64", (PID, 7), EPERM),
        (NOTHING, "sched_setaffinity", (0,), ALLOW),
        (NOTHING, "sched_setaffinity", (PID,), EPERM),
    ],
    "attributes": [
        *((NOTHING, name, (), PRETENDED) for name in ("chmod", "fchown", "setxattr")),
        (NOTHING, "utimensat", (), EPERM),
        *((CONTAINED, name, (), ALLOW) for name in ("chmod", "fchown", "utimensat", "setxattr")),
    ],
}


@pytest.mark.parametrize("processor", MACHINES)
@pytest.mark.parametrize("cases", CONDITIONS.values(), ids=CONDITIONS)
def test_calls_that_depend_on_their_arguments(
    cases: list[tuple[Needs, str, tuple[int, ...], int]], processor: str
) -> None:
    for needs, name, arguments, expected in cases:
        if name in INDEPENDENT[processor]:
            found = judged(needs, name, *arguments, processor=processor)
            assert found == expected, (needs, name, arguments)


@pytest.mark.parametrize("needs", [NOTHING, EVERYTHING], ids=["nothing", "everything"])
def test_no_call_has_a_second_number(needs: Needs) -> None:
    """The x32 way of calling on x86_64 has the same numbers with one bit more."""
    code = PROGRAMS[needs, "x86_64"]
    for number in X86_64_SYSCALLS.values():
        assert verdict(code, ARCHITECTURE["x86_64"], number | 0x40000000) == EPERM
    assert verdict(code, ARCHITECTURE["x86_64"], 0xFFFFFFFF) == EPERM


@pytest.mark.parametrize("processor", MACHINES)
def test_another_processors_calls_kill(processor: str) -> None:
    code = PROGRAMS[EVERYTHING, processor]
    others = {0x40000003, 0x40000028, *ARCHITECTURE.values(), 0} - {ARCHITECTURE[processor]}
    for architecture in others:  # i386 and arm among them
        assert verdict(code, architecture, numbers(processor)["getpid"]) == KILL


# --- the program means what the rules say ----------------------------------------------------


def fits(rule: Rule, arguments: tuple[int, ...]) -> bool:
    return all(arguments[place] & mask == value for place, mask, value in rule.conditions)


def direct(listed: list[Rule], table: dict[str, int], number: int, arguments: Any) -> int:
    """The rules without any BPF: the first that fits."""
    lower = tuple(argument & 0xFFFFFFFF for argument in arguments)
    for rule in listed:
        if table.get(rule.name) == number and fits(rule, lower):
            return rule.action
    return EPERM


INTERESTING = sorted(
    {value for needs in NEEDS for rule in rules(needs) for _, _, value in rule.conditions}
    | {0, 1, 9, 17, THREAD | VM, THREAD | NEWUSER, 0x5412, 0xFFFFFFFF}
)
arguments_of_calls = st.tuples(
    *[
        st.sampled_from(INTERESTING)
        | st.integers(0, 2**64 - 1)
        | st.sampled_from(INTERESTING).map(lambda value: value | 0xABCD << 32)
    ]
    * 6
)


@given(
    needs=st.sampled_from(NEEDS),
    processor=st.sampled_from(MACHINES),
    number=st.integers(0, 470) | st.integers(0, 2**32 - 1),
    arguments=arguments_of_calls,
)
def test_the_program_says_what_the_rules_say(
    needs: Needs, processor: str, number: int, arguments: tuple[int, ...]
) -> None:
    expected = direct(rules(needs), INDEPENDENT[processor], number, arguments)
    code = PROGRAMS[needs, processor]
    assert verdict(code, ARCHITECTURE[processor], number, arguments) == expected


@given(
    needs=st.sampled_from(NEEDS),
    name=st.sampled_from(sorted({r.name for n in NEEDS for r in rules(n) if r.conditions})),
    arguments=arguments_of_calls,
)
def test_the_program_says_what_the_conditions_say(
    needs: Needs, name: str, arguments: tuple[int, ...]
) -> None:
    number = X86_64_SYSCALLS[name]
    expected = direct(rules(needs), X86_64_SYSCALLS, number, arguments)
    assert judged(needs, name, *arguments) == expected


# --- the kernel agrees -----------------------------------------------------------------------


def test_the_number_of_the_process_is_put_in_its_place() -> None:
    if machine() not in MACHINES:
        pytest.skip("no table for this processor")
    made = lockdown._program(NOTHING)
    assert struct.pack("I", seccomp.OWN_PID) not in made
    code = list(struct.iter_unpack("HBBI", made))
    here, kill = ARCHITECTURE[machine()], numbers(machine())["kill"]
    assert verdict(code, here, kill, (os.getpid(), 9)) == ALLOW
    assert verdict(code, here, kill, (os.getppid(), 9)) == EPERM
    assert verdict(code, here, kill, (seccomp.OWN_PID, 9)) == EPERM


def outcome(attempt: Callable[[], object]) -> str:
    """How an attempt ends in a fork under the filter."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the fork of a process with threads
        pid = os.fork()
    if pid == 0:
        words = "done"
        try:
            kernel.no_new_privileges()
            kernel.seccomp_filter(lockdown._program(NOTHING))
            attempt()
        except OSError as error:
            words = errno.errorcode[error.errno or 0]
        except BaseException as error:  # noqa: BLE001 - said to the parent
            words = repr(error)
        os.write(writer, words.encode())
        os._exit(0)
    os.close(writer)
    with open(reader, encoding="utf-8") as file:
        words = file.read()
    status = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    return words if status == 0 else signal.Signals(-status).name


def run_a_thread() -> None:
    thread = threading.Thread(target=lambda: None)
    thread.start()
    thread.join()


def call_as_x32() -> None:
    libc = kernel._libc()
    kernel._checked(libc.syscall(0x40000000 | numbers(machine())["getpid"]), "x32")


ATTEMPTS: dict[str, tuple[Callable[[], object], str]] = {
    "a thread": (run_a_thread, "done"),
    "a pair of sockets": (socket.socketpair, "done"),
    "a pipe": (os.pipe, "done"),
    "its own signal": (lambda: os.kill(os.getpid(), 0), "done"),
    "its own limits": (lambda: resource.prlimit(0, resource.RLIMIT_CORE), "done"),
    "a process": (os.fork, "EPERM"),
    "a program": (lambda: os.execv("/bin/true", ["true"]), "EPERM"),
    "another's signal": (lambda: os.kill(os.getppid(), 0), "EPERM"),
    "its group's signal": (lambda: os.kill(0, 0), "EPERM"),
    "another's signal by a descriptor": (
        lambda: fcntl.fcntl(0, fcntl.F_SETOWN, os.getppid()),
        "EPERM",
    ),
    "another's limits": (lambda: resource.prlimit(os.getppid(), resource.RLIMIT_CORE), "EPERM"),
    "a socket": (socket.socket, "EPERM"),
    "a namespace": (lambda: kernel.unshare(kernel.NEWUSER), "EPERM"),
    "memory without a name": (lambda: os.memfd_create("x"), "EPERM"),
    "typing into a terminal": (lambda: fcntl.ioctl(0, 0x5412, b"x"), "EPERM"),
    "another account": (lambda: os.setresuid(1, 1, 1), "EPERM"),
    "x32": (call_as_x32, "EPERM"),
}


@linux
@pytest.mark.parametrize(("attempt", "expected"), ATTEMPTS.values(), ids=ATTEMPTS)
def test_the_kernel_takes_the_program_and_follows_it(
    attempt: Callable[[], object], expected: str
) -> None:
    assert outcome(attempt) == expected
