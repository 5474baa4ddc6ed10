"""The laboratory: a course with a secret, things to reach for, and eyes on all of them."""

from __future__ import annotations

import contextlib
import os
import secrets
import selectors
import shutil
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from grader.student.lockdown import kernel

COURSE = Path(__file__).with_name("lab")


class Listeners:
    """Servers of every family that write down who came."""

    def __init__(self, folder: Path) -> None:
        self.path = str(folder / "socket")
        self.abstract = f"torchgrade-{secrets.token_hex(4)}"
        self.visits: list[str] = []
        self._selector = selectors.DefaultSelector()
        self.tcp = self._listen(socket.AF_INET, ("127.0.0.1", 0))
        self.tcp6 = self._listen(socket.AF_INET6, ("::1", 0))
        self.low = self._listen(socket.AF_INET, ("127.0.0.1", _low_port()))
        self.udp = self._listen(socket.AF_INET, ("127.0.0.1", 0), socket.SOCK_DGRAM)
        self._listen(socket.AF_UNIX, self.path)
        os.chmod(self.path, 0o777)
        self._listen(socket.AF_UNIX, "\0" + self.abstract)
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def _listen(self, family: int, address: object, kind: int = socket.SOCK_STREAM) -> int:
        server = socket.socket(family, kind)
        server.bind(address)
        if kind == socket.SOCK_STREAM:
            server.listen()
        server.setblocking(False)
        self._selector.register(server, selectors.EVENT_READ)
        name = server.getsockname()
        return name[1] if isinstance(name, tuple) else 0

    def _run(self) -> None:
        while True:
            for key, _ in self._selector.select():
                server = key.fileobj
                with contextlib.suppress(OSError):
                    if server.type == socket.SOCK_STREAM:
                        connection, _ = server.accept()
                        connection.close()
                    else:
                        server.recv(100)
                    self.visits.append(f"family {server.family.name}, {server.type.name}")


def _low_port() -> int:
    """A free port below those that the system chooses from."""
    for port in range(20000, 30000):
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise OSError("no port is free")


@dataclass
class Lab:
    """Everything that an attack may know of and reach for."""

    folder: Path
    flag: str
    course: Path
    outside: Path
    listeners: Listeners
    victim: subprocess.Popen[bytes]
    recorded: str = "{}"
    """The reference's answers at the public seed, by number."""
    known: set[int] = field(default_factory=set)
    """Processes that belong here."""

    @classmethod
    @contextlib.contextmanager
    def open(cls, folder: Path, *, patient: bool) -> Iterator[Lab]:
        """Set it up in an empty folder.

        Args:
            folder: where.
            patient: whether calls have more time: a proof must not fail by a slow machine.
        """
        flag = f"flag-{secrets.token_hex(12)}"
        course = folder / "course"
        shutil.copytree(COURSE, course)
        for settings in course.glob("exercises/lab/*/exercise.toml") if patient else ():
            text = settings.read_text(encoding="utf-8")
            text = text.replace("call_seconds = 2", "call_seconds = 20")
            settings.write_text(text.replace("total_seconds = 6", "total_seconds = 60"))
        for reference in course.glob("solutions/lab/*/*.py"):
            text = reference.read_text(encoding="utf-8")
            reference.write_text(text.replace("@FLAG@", flag), encoding="utf-8")
        outside = folder / "outside"
        outside.mkdir()
        (outside / "canary").write_text("alive", encoding="utf-8")
        (outside / "canary").chmod(0o666)
        outside.chmod(0o777)
        # What a CI runner gives its jobs.
        for name in ("GITHUB_OUTPUT", "GITHUB_ENV", "GITHUB_STEP_SUMMARY"):
            os.environ[name] = str(outside / "canary")
        os.environ["GITHUB_TOKEN"] = os.environ["GRADER_SECRET"] = flag
        # An inherited descriptor, as careless programs leave them.
        secret = folder / "secret"
        secret.write_text(flag, encoding="utf-8")
        os.set_inheritable(os.open(secret, os.O_RDONLY), True)
        # Whatever loses its parent comes to us, where it is counted.
        kernel.adopt_orphans()
        lab = cls(folder, flag, course, outside, Listeners(folder), _victim(flag))
        try:
            yield lab
        finally:
            lab.victim.kill()
            lab.victim.wait()

    def revive(self) -> None:
        """Put another in the place of a victim that was harmed: the next attack needs one too."""
        if _harmed(self.victim):
            self.victim.kill()
            self.victim.wait()
            self.victim = _victim(self.flag)

    def given_away(self, exercise: str) -> dict[str, str]:
        """What an attacker knows: more than any real one would."""
        return {
            "REFERENCE": str(self.course / "solutions" / "lab" / exercise / f"{exercise}.py"),
            "HIDDEN": str(self.course / "solutions" / "lab" / exercise / "hidden_checks.py"),
            "COURSE": str(self.course),
            "SECRET": str(self.folder / "secret"),
            "OUTSIDE": str(self.outside),
            "TCP": str(self.listeners.tcp),
            "TCP6": str(self.listeners.tcp6),
            "LOW": str(self.listeners.low),
            "UDP": str(self.listeners.udp),
            "SOCKET": self.listeners.path,
            "ABSTRACT": self.listeners.abstract,
            "RECORDED": self.recorded,
            "VICTIM": str(self.victim.pid),
            "GRADER": str(os.getpid()),
        }

    def watch(self) -> Watched:
        """Look at everything, before an attack."""
        return Watched(self)


class Watched:
    """How things were before an attack."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._outside = _content(lab.outside)
        self._litter = _litter(lab.folder)
        self._mounts = Path("/proc/self/mounts").read_text(encoding="utf-8")
        self._visits = len(lab.listeners.visits)
        self._processes = _descendants()
        self._descriptors = psutil.Process().num_fds()
        # Forgets how much this process had at its height: what is freed again counts, too.
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")
        self._memory = _height()

    def found(self, *, same_zygote: bool) -> dict[str, str]:
        """What has changed: the damage, by its name."""
        damage = {}
        if (now := _content(self._lab.outside)) != self._outside:
            damage["touched"] = f"{sorted(now.items())}"[:300]
        if visits := self._lab.listeners.visits[self._visits :]:
            damage["connected"] = ", ".join(visits)
        if _harmed(self._lab.victim):
            damage["victim"] = f"it is {self._lab.victim.poll()}"
        if same_zygote and (strays := _gone(_descendants() - self._processes)):
            damage["survivor"] = ", ".join(map(str, strays))
        if litter := _litter(self._lab.folder) - self._litter:
            damage["litter"] = ", ".join(sorted(litter))
        if Path("/proc/self/mounts").read_text(encoding="utf-8") != self._mounts:
            damage["mounts"] = "the machine's mounts have changed"
        if same_zygote and psutil.Process().num_fds() > self._descriptors:
            damage["descriptors"] = f"{self._descriptors} became {psutil.Process().num_fds()}"
        grown = _height() - self._memory
        if grown > 300 << 20:
            damage["grader_memory"] = f"it grew by {grown >> 20} MB"
        return damage


def _victim(flag: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [sys.executable, "-c", "import time; time.sleep(100000)"],
        env={"FLAG": flag},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def _harmed(victim: subprocess.Popen[bytes]) -> bool:
    """Whether it is dead, stopped or traced."""
    if victim.poll() is not None:
        return True
    state = psutil.Process(victim.pid).status()
    return state not in (psutil.STATUS_SLEEPING, psutil.STATUS_RUNNING, psutil.STATUS_DISK_SLEEP)


def _height() -> int:
    """The most memory that this process has had, in bytes."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    return int(status.split("VmHWM:")[1].split()[0]) << 10


def _gone(pids: set[int]) -> set[int]:
    """Those that are still there after a moment; the dead are buried."""
    left = set()
    processes = []
    for pid in pids:
        with contextlib.suppress(psutil.NoSuchProcess):
            processes.append(psutil.Process(pid))
    for process in psutil.wait_procs(processes, timeout=1.0)[1]:
        with contextlib.suppress(psutil.NoSuchProcess):
            if process.status() != psutil.STATUS_ZOMBIE:
                left.add(process.pid)
    return left


def _descendants() -> set[int]:
    return {process.pid for process in psutil.Process().children(recursive=True)}


def _content(folder: Path) -> dict[str, bytes]:
    return {
        str(path): path.read_bytes() if path.is_file() else b"(no file)"
        for path in folder.rglob("*")
    }


def _litter(folder: Path) -> set[str]:
    """Files where student code could have left them: work folders, shared memory, /tmp."""
    found = {str(p) for p in Path("/dev/shm").glob("*") if "attack" in p.name or "sem." in p.name}
    found |= {str(path) for path in Path("/tmp").glob("*attack*")}
    # The work folders of sessions lie in the temporary folder of this process.
    return found | {str(path) for path in (folder / "tmp").glob("*/work/*")}
