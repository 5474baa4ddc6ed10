"""Launchers: started, used, closed, killed. What a zygote and fresh processes promise alike."""

from __future__ import annotations

import contextlib
import gc
import signal
import socket
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.errors import InternalError
from grader.model.exercise import Grants
from grader.sandbox.deaths import Crashed
from grader.sandbox.fresh import FreshProcesses
from grader.sandbox.policy import Level
from grader.sandbox.process import Launcher
from grader.sandbox.session import Session
from grader.sandbox.zygote import Zygote

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="counts processes in /proc")

Open = Any
Call = Callable[..., Any]
Descendants = Callable[[], set[int]]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder in which everything temporary is made."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return tmp_path


@pytest.fixture
def untidy() -> Iterator[None]:
    """Collect here, and not in a later test, what a failed launch leaves behind."""
    yield
    gc.collect()


def line(pids: set[int]) -> list[psutil.Process]:
    """A zygote's processes from outside to inside: one, or one that waits and one in namespaces."""
    found = [psutil.Process(pid) for pid in pids]
    outer = [process for process in found if process.ppid() not in pids]
    return outer + [process for process in found if process not in outer]


@pytest.mark.parametrize("kind", [Zygote, FreshProcesses])
def test_a_launcher_that_is_closed_leaves_no_folder_and_no_descriptor(
    temporary: Path,
    descendants: Descendants,
    kind: type[Zygote | FreshProcesses],
    open_session: Open,
    call: Call,
) -> None:
    process, before, descriptors = psutil.Process(), descendants(), psutil.Process().num_fds()
    launcher: Any = kind()
    session = open_session(launcher)
    assert call(session, "echo", 1) == ((1,), {})
    (staged,) = temporary.iterdir()
    assert {"grader", "work"} <= {path.name.split("-")[0] for path in staged.iterdir()}
    open_session.close(session)
    launcher.close()
    assert list(temporary.iterdir()) == []
    assert descendants() == before
    assert process.num_fds() == descriptors


def abandon(open_session: Any, *sessions: Session) -> None:
    """Close sessions whose launcher is gone."""
    for session in sessions:
        with contextlib.suppress(OSError):
            open_session.close(session)


def test_closing_a_zygote_ends_its_sessions(
    temporary: Path, descendants: Descendants, open_session: Open, call: Call
) -> None:
    before = descendants()
    launcher = Zygote()
    sessions = [open_session(launcher), open_session(launcher)]
    launcher.close()
    assert descendants() == before
    assert list(temporary.iterdir()) == []
    abandon(open_session, *sessions)


def test_a_session_whose_zygote_is_closed_has_crashed(
    temporary: Path, open_session: Open, call: Call
) -> None:
    launcher = Zygote()
    session = open_session(launcher)
    launcher.close()
    try:
        with pytest.raises(Crashed):
            call(session, "echo")
    finally:
        abandon(open_session, session)


def test_a_launcher_may_be_closed_unused_and_twice(temporary: Path) -> None:
    for launcher in (Zygote(), FreshProcesses()):
        launcher.close()
        launcher.close()
    assert list(temporary.iterdir()) == []


@pytest.mark.parametrize("which", [0, -1], ids=["outermost", "innermost"])
def test_a_zygote_killed_from_outside_is_replaced(
    descendants: Descendants, open_session: Open, call: Call, which: int
) -> None:
    """A student's code of the same account can kill it: that ends the session, not the grading."""
    before = descendants()
    launcher = Zygote()
    launcher.wait_ready()
    zygote = line(descendants() - before)
    session = open_session(launcher)
    assert launcher.alive()
    zygote[which].send_signal(signal.SIGKILL)
    with pytest.raises(Crashed):
        call(session, "sleep", 60)
    psutil.wait_procs(zygote, 30)
    assert not launcher.alive()
    after = open_session(launcher)
    assert launcher.alive()
    assert call(after, "double", 376) == 752
    open_session.close(session)
    open_session.close(after)
    launcher.close()
    assert descendants() == before


def test_a_zygote_killed_while_it_starts_is_replaced(
    descendants: Descendants, open_session: Open, call: Call
) -> None:
    before = descendants()
    launcher = Zygote()
    line(descendants() - before)[0].send_signal(signal.SIGKILL)
    session = open_session(launcher)
    assert call(session, "double", 376) == 752
    open_session.close(session)
    launcher.close()


def test_replacing_a_zygote_leaves_nothing_open(
    descendants: Descendants, open_session: Open
) -> None:
    before = descendants()
    launcher = Zygote()
    counts = []
    for _ in range(3):
        session = open_session(launcher)
        open_session.close(session)
        gc.collect()
        counts.append(psutil.Process().num_fds())
        zygote = line(descendants() - before)
        zygote[0].kill()
        psutil.wait_procs(zygote, 30)
    launcher.close()
    assert counts[0] == counts[1] == counts[2]


# `FreshProcesses` waits for a connection as long as this, and then leaves the pipe open.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.parametrize("kind", [Zygote, FreshProcesses])
@pytest.mark.usefixtures("untidy")
def test_a_module_that_can_not_be_preloaded_is_an_internal_error(
    kind: type[Zygote | FreshProcesses],
    open_session: Open,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("grader.sandbox.fresh.START_SECONDS", 2.0)
    launcher: Any = kind(["no_such_module_anywhere"])
    try:
        with pytest.raises(InternalError, match="did not start"):
            open_session(launcher)
    finally:
        launcher.close()


def test_modules_are_preloaded_before_the_fork(open_session: Open, call: Call) -> None:
    launcher = Zygote(["sqlite3"])
    source = "import sys\nloaded = 'sqlite3' in sys.modules"
    session = open_session(launcher, source)
    assert session.request("get", None, "loaded") is True
    open_session.close(session)
    launcher.close()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
@pytest.mark.usefixtures("untidy")
def test_a_zygote_outlives_the_thread_that_started_it(open_session: Open, call: Call) -> None:
    made: list[Zygote] = []

    def start() -> None:
        made.append(Zygote())
        made[0].wait_ready()

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    try:
        outlived = call(open_session(made[0]), "echo", 1) == ((1,), {})
    except InternalError:
        outlived = False
    gc.collect()
    made[0].close()
    assert outlived


def test_a_students_process_is_no_child_that_python_waits_for(
    zygote: Zygote, open_session: Open, descendants: Descendants
) -> None:
    zygote.wait_ready()
    before = descendants()
    for _ in range(5):
        open_session.close(open_session(zygote, None))
    assert descendants() == before


def test_a_stranger_on_the_port_is_turned_away(
    fresh: FreshProcesses, open_session: Open, call: Call
) -> None:
    """Something on this machine connects first, without the token."""
    intruded, done = threading.Event(), threading.Event()

    def intrude() -> None:
        ours = psutil.Process()
        while not done.is_set():
            for connection in ours.net_connections("tcp4"):
                if connection.status == psutil.CONN_LISTEN:
                    with socket.create_connection(connection.laddr) as stranger:
                        stranger.sendall(b"0" * 32)
                    intruded.set()
                    return
            time.sleep(0.01)

    thread = threading.Thread(target=intrude)
    thread.start()
    session = open_session(fresh)
    done.set()
    thread.join()
    assert intruded.is_set()
    assert call(session, "echo", 1) == ((1,), {})


def test_fresh_processes_share_no_state(
    fresh: FreshProcesses, open_session: Open, call: Call
) -> None:
    first, second = open_session(fresh), open_session(fresh)
    call(first, "spoil")
    _, dtype, spoiled, kept = call(second, "draw")
    assert (str(dtype), spoiled, kept) == ("torch.float32", False, 0)


def test_a_session_may_be_closed_twice(launcher: Launcher, open_session: Open) -> None:
    session = open_session(launcher, None)
    open_session.close(session)
    session.close()


@pytest.mark.parametrize("level", [None, "restricted", "process"])
def test_closing_a_zygote_ends_what_its_sessions_started(
    temporary: Path,
    open_session: Open,
    call: Call,
    descendants: Descendants,
    gone: Callable[[int], bool],
    level: Level | None,
) -> None:
    launcher = Zygote(level=level)
    launcher.wait_ready()
    before = descendants()
    session = open_session(launcher, grants=Grants(processes=True))
    call(session, "child")
    call(session, "daemon")
    pids = descendants() - before
    assert len(pids) == 3
    launcher.close()
    left = [pid for pid in pids if not gone(pid)]
    for pid in left:
        psutil.Process(pid).kill()
    abandon(open_session, session)
    assert left == []


def test_closing_fresh_processes_ends_them(
    temporary: Path, open_session: Open, descendants: Descendants
) -> None:
    before = descendants()
    launcher = FreshProcesses()
    open_session(launcher, None)
    launcher.close()
    assert descendants() == before
