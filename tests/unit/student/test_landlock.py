"""Landlock's rules, each tried out in a real process that is under them."""

from __future__ import annotations

import contextlib
import errno
import fcntl
import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import warnings
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from grader.student.lockdown import kernel, landlock
from grader.student.lockdown.landlock import Rules


def _abi() -> int:
    try:
        return kernel.landlock_abi() if sys.platform == "linux" else 0
    except OSError:
        return 0


ABI = _abi()
PORTS, SCOPES = landlock.FIRST_NET, landlock.FIRST_SCOPE
pytestmark = pytest.mark.skipif(ABI < landlock.COMPLETE, reason="no Landlock on this machine")
needs_ports = pytest.mark.skipif(ABI < PORTS, reason="this Landlock knows no ports")
needs_scopes = pytest.mark.skipif(ABI < SCOPES, reason="this Landlock knows no scopes")

Attempts = Mapping[str, Callable[[], object]]


def inside(
    rules: Rules, attempts: Attempts, abi: int = ABI, ports: range | None = None
) -> dict[str, str]:
    """Make all attempts in a fork under the rules; "done", or the error's name, for each."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # the fork of a process with threads
        pid = os.fork()
    if pid == 0:
        ends: dict[str, str] = {}
        try:
            kernel.no_new_privileges()
            landlock.restrict(rules, abi)
            if ports is not None:
                kernel.landlock_restrict(landlock.only_ports(ports))
            for name, attempt in attempts.items():
                try:
                    attempt()
                    ends[name] = "done"
                except OSError as error:
                    ends[name] = errno.errorcode[error.errno or 0]
        except BaseException as error:  # noqa: BLE001 - said to the parent
            ends = {"": repr(error)}
        os.write(writer, json.dumps(ends).encode())
        os._exit(0)
    os.close(writer)
    with open(reader, encoding="utf-8") as file:
        words = file.read()
    os.waitpid(pid, 0)
    found: dict[str, str] = json.loads(words)
    return found


@pytest.fixture
def place(tmp_path: Path) -> Path:
    """Three folders: `shown` may be read, `own` be written, `hidden` neither."""
    for name in ("shown", "own", "own/one", "own/two", "hidden", "hidden/deep"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text("some words", encoding="ascii")
    return tmp_path


def rules_of(place: Path) -> Rules:
    return Rules(read=[str(place / "shown")], write=[str(place / "own")])


# --- files -----------------------------------------------------------------------------------


def test_reading(place: Path) -> None:
    (place / "own" / "link").symlink_to(place / "hidden" / "file")
    (place / "own" / "to_shown").symlink_to(place / "shown" / "file")
    up = place / "shown" / ".." / "hidden" / "file"
    found = inside(
        rules_of(place),
        {
            "shown": (place / "shown" / "file").read_bytes,
            "list shown": lambda: os.listdir(place / "shown"),
            "own": (place / "own" / "file").read_bytes,
            "link to shown": (place / "own" / "to_shown").read_bytes,
            "hidden": (place / "hidden" / "file").read_bytes,
            "list hidden": lambda: os.listdir(place / "hidden"),
            "deep": (place / "hidden" / "deep" / "file").read_bytes,
            "list above": lambda: os.listdir(place),
            "upwards": up.read_bytes,
            "link to hidden": (place / "own" / "link").read_bytes,
            "the machine": lambda: Path("/etc/passwd").read_bytes(),
            "a process": lambda: Path("/proc/self/status").read_bytes(),
        },
    )
    assert {name for name, end in found.items() if end == "done"} == {
        "shown", "list shown", "own", "link to shown",
    }  # fmt: skip
    assert set(found.values()) == {"done", "EACCES"}


def changes(folder: Path) -> Attempts:
    """Ways to change what is in a folder."""
    file = folder / "file"
    return {
        "write": lambda: os.open(file, os.O_WRONLY),
        "append": lambda: os.open(file, os.O_RDWR | os.O_APPEND),
        "cut off on opening": lambda: os.open(file, os.O_RDONLY | os.O_TRUNC),
        "cut off": lambda: os.truncate(file, 1),
        "make a file": lambda: os.open(folder / "new", os.O_CREAT | os.O_WRONLY),
        "make a folder": lambda: os.mkdir(folder / "folder"),
        "make a link": lambda: os.symlink("file", folder / "link"),
        "make a hard link": lambda: os.link(file, folder / "hard"),
        "rename": lambda: os.rename(file, folder / "renamed"),
        "remove": lambda: os.unlink(folder / "renamed" if folder.name == "own" else file),
    }


@pytest.mark.parametrize("name", ["shown", "hidden"])
def test_nothing_outside_the_own_folder_is_changed(place: Path, name: str) -> None:
    folder = place / name
    before = sorted(path.name for path in folder.iterdir())
    found = inside(rules_of(place), changes(folder))
    assert found == dict.fromkeys(found, "EACCES")
    assert sorted(path.name for path in folder.iterdir()) == before
    assert (folder / "file").read_text(encoding="ascii") == "some words"


def test_the_own_folder_is_changed_at_will(place: Path) -> None:
    found = inside(rules_of(place), changes(place / "own"))
    assert found == dict.fromkeys(found, "done")
    move = {"move": lambda: os.rename(place / "own/one/file", place / "own/two/moved")}
    assert inside(rules_of(place), move) == {"move": "done"}


def bind_unix(path: str) -> None:
    with socket.socket(socket.AF_UNIX) as sock:
        sock.bind(path)


def test_special_files_are_not_made_and_programs_not_run_there(place: Path) -> None:
    own = place / "own"
    (own / "program").write_text("#!/bin/sh\n", encoding="ascii")
    (own / "program").chmod(0o755)

    def run() -> None:
        subprocess.run([str(own / "program")], check=False)

    found = inside(
        Rules(read=["/usr", "/lib", "/lib64", "/bin"], write=[str(own)], devices=["/dev/null"]),
        {
            "a pipe": lambda: os.mkfifo(own / "pipe"),
            "a socket": lambda: bind_unix(str(own / "socket")),
            "a program of its own": run,
            "a program of the machine": lambda: subprocess.run(["/bin/true"], check=True),
        },
    )
    assert found.pop("a program of the machine") == "done"
    assert found == dict.fromkeys(found, "EACCES")


def test_links_lead_nothing_in_or_out(place: Path) -> None:
    found = inside(
        rules_of(place),
        {
            "hard link in": lambda: os.link(place / "hidden/file", place / "own/in"),
            "hard link of what is shown": lambda: os.link(place / "shown/file", place / "own/in"),
            "hard link out": lambda: os.link(place / "own/file", place / "hidden/out"),
            "moved in": lambda: os.rename(place / "hidden/file", place / "own/in"),
            "moved out": lambda: os.rename(place / "own/file", place / "shown/out"),
        },
    )
    assert set(found.values()) <= {"EACCES", "EXDEV"}
    assert sorted(path.name for path in (place / "own").iterdir()) == ["file", "one", "two"]


def test_rules_name_files_and_devices_and_pass_over_what_is_missing(place: Path) -> None:
    rules = Rules(read=[str(place / "hidden/file"), str(place / "missing")], devices=["/dev/null"])
    found = inside(
        rules,
        {
            "the file": (place / "hidden/file").read_bytes,
            "beside it": (place / "hidden/deep/file").read_bytes,
            "null": lambda: Path("/dev/null").write_bytes(b"x"),
            "zero": lambda: os.open("/dev/zero", os.O_RDONLY),
        },
    )
    assert found == {"the file": "done", "beside it": "EACCES", "null": "done", "zero": "EACCES"}


@pytest.mark.parametrize("abi", range(1, ABI + 1))
def test_every_version_governs_what_it_knows(place: Path, abi: int) -> None:
    """Version 3 is asked for because older ones let a file be cut off that may only be read."""
    found = inside(
        rules_of(place),
        {
            "read": (place / "hidden/file").read_bytes,
            "write": lambda: os.open(place / "shown/file", os.O_WRONLY),
            "own": lambda: os.open(place / "own/new", os.O_CREAT | os.O_WRONLY),
            "cut off": lambda: os.truncate(place / "shown/file", 1),
        },
        abi,
    )
    cut = "EACCES" if abi >= landlock.COMPLETE else "done"
    assert found == {"read": "EACCES", "write": "EACCES", "own": "done", "cut off": cut}


# --- ports -----------------------------------------------------------------------------------


@pytest.fixture
def servers() -> Iterator[list[socket.socket]]:
    """Two that listen on loopback."""
    with contextlib.ExitStack() as stack:
        yield [stack.enter_context(socket.create_server(("127.0.0.1", 0))) for _ in range(2)]


def connect(address: tuple[str, int]) -> None:
    with socket.socket() as sock:
        sock.connect(address)


def bind(address: tuple[str, int]) -> None:
    with socket.socket() as sock:
        sock.bind(address)


def use_ports(servers: list[socket.socket]) -> Attempts:
    first, second = (server.getsockname() for server in servers)
    with socket.create_server(("127.0.0.1", 0)) as free:
        address = free.getsockname()
    return {
        "connect first": lambda: connect(first),
        "connect second": lambda: connect(second),
        "bind any": lambda: bind(("127.0.0.1", 0)),
        "bind one": lambda: bind(address),
    }


@needs_ports
def test_ports_are_those_of_the_range(servers: list[socket.socket]) -> None:
    port = servers[0].getsockname()[1]
    found = inside(Rules(network=True), use_ports(servers), ports=range(port, port + 1))
    assert found == {
        "connect first": "done",
        "connect second": "EACCES",
        "bind any": "done",
        "bind one": "EACCES",
    }


@needs_ports
def test_without_a_network_all_ports_are_shut_and_else_left_open(
    servers: list[socket.socket],
) -> None:
    shut = inside(Rules(), use_ports(servers))
    assert shut == dict.fromkeys(shut, "EACCES")
    opened = inside(Rules(network=True), use_ports(servers))
    assert opened == dict.fromkeys(opened, "done")


# --- other processes -------------------------------------------------------------------------


@pytest.fixture
def victim() -> Iterator[subprocess.Popen[bytes]]:
    """A process of the same account, outside."""
    with subprocess.Popen([sys.executable, "-c", "import time; time.sleep(1000)"]) as process:
        yield process
        process.kill()


def kill_a_child() -> None:
    pid = os.fork()
    if pid == 0:
        signal.pause()
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


@needs_scopes
def test_signals_reach_its_own_children_and_nobody_outside(
    victim: subprocess.Popen[bytes],
) -> None:
    attempts = {
        "outside": lambda: os.kill(victim.pid, 0),
        "parent": lambda: os.kill(os.getppid(), 0),
        "itself": lambda: os.kill(os.getpid(), 0),
        "child": kill_a_child,
    }
    open_ = dict.fromkeys(attempts, "done")
    assert inside(Rules(), attempts) == {**open_, "outside": "EPERM", "parent": "EPERM"}
    assert inside(Rules(signals=True), attempts) == open_


@needs_scopes
@pytest.mark.parametrize("shut", [True, False])
def test_a_descriptors_owner_outside_gets_no_signal(
    victim: subprocess.Popen[bytes], shut: bool
) -> None:
    def shoot() -> None:
        ours, theirs = socket.socketpair()
        fcntl.fcntl(ours, fcntl.F_SETOWN, victim.pid)
        fcntl.fcntl(ours, fcntl.F_SETSIG, signal.SIGKILL)
        fcntl.fcntl(ours, fcntl.F_SETFL, os.O_ASYNC)
        theirs.send(b"x")

    assert inside(Rules(signals=not shut), {"shoot": shoot}) == {"shoot": "done"}
    if shut:
        with pytest.raises(subprocess.TimeoutExpired):
            victim.wait(0.5)
    else:
        assert victim.wait(30) == -signal.SIGKILL


@needs_scopes
def test_abstract_sockets_outside_are_out_of_reach() -> None:
    name = b"\0torchgrade-" + secrets.token_bytes(8)

    def reach(target: bytes) -> None:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.connect(target)

    def own() -> None:
        with socket.socket(socket.AF_UNIX) as mine:
            mine.bind(name + b"-mine")
            mine.listen()
            reach(name + b"-mine")

    with socket.socket(socket.AF_UNIX) as server:
        server.bind(name)
        server.listen()
        attempts = {"out": lambda: reach(name), "own": own}
        assert inside(Rules(), attempts) == {"out": "EPERM", "own": "done"}
        assert inside(Rules(signals=True), attempts) == {"out": "done", "own": "done"}


@needs_scopes
def test_rules_hold_for_what_the_process_starts(place: Path) -> None:
    script = f"open({str(place / 'hidden/file')!r})"

    def start() -> None:
        done = subprocess.run([sys.executable, "-I", "-S", "-c", script], capture_output=True)
        if done.returncode:
            raise OSError(errno.EACCES if b"PermissionError" in done.stderr else errno.EIO, "")

    rules = Rules(read=[sys.prefix, sys.base_prefix, "/usr", "/lib", "/lib64", "/dev"])
    assert inside(rules, {"start": start}) == {"start": "EACCES"}
    script = "pass"
    assert inside(rules, {"start": start}) == {"start": "done"}
