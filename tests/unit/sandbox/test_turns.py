"""A turn: held by one process of this account at a time, and gone when its holder is."""

from __future__ import annotations

import os
import select
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.sandbox.turns import Turn

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no file locks of this kind")

HOLDER = """
import sys
from pathlib import Path
from grader.sandbox.turns import Turn
turn = Turn(Path(sys.argv[1]))
print("begun", flush=True)
turn.take()
print("taken", flush=True)
sys.stdin.readline()
turn.give()
print("given", flush=True)
sys.stdin.readline()
"""

Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def start(tmp_path: Path, root: Path) -> Iterator[Start]:
    """Start processes that want the turn; each says what it has reached."""
    started: list[subprocess.Popen[str]] = []

    def one() -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(tmp_path)],
            cwd=root,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        started.append(process)
        assert says(process) == "begun"
        return process

    yield one
    for process in started:
        process.kill()
        process.communicate()


def says(process: subprocess.Popen[str]) -> str:
    assert process.stdout
    return process.stdout.readline().strip()


def go_on(process: subprocess.Popen[str]) -> None:
    assert process.stdin
    process.stdin.write("\n")
    process.stdin.flush()


class Waiting:
    """Takes the turn in a thread."""

    def __init__(self, turn: Turn) -> None:
        self.has_it = threading.Event()
        self._thread = threading.Thread(target=self._take, args=(turn,), daemon=True)
        self._thread.start()

    def _take(self, turn: Turn) -> None:
        turn.take()
        self.has_it.set()


def test_one_process_takes_it_as_often_as_it_likes(tmp_path: Path, start: Start) -> None:
    turn = Turn(tmp_path)
    turn.take()
    turn.take()
    other = start()
    turn.give()
    assert is_silent(other)
    turn.give()
    assert says(other) == "taken"


def is_silent(process: subprocess.Popen[str]) -> bool:
    """Whether a process says nothing for a while."""
    assert process.stdout
    return not select.select([process.stdout], [], [], 0.5)[0]


def test_another_process_waits_until_it_is_given(tmp_path: Path, start: Start) -> None:
    first = start()
    assert says(first) == "taken"
    second = start()
    assert is_silent(second)
    go_on(first)
    assert says(first) == "given"
    assert says(second) == "taken"


def test_it_goes_when_its_holder_is_killed(tmp_path: Path, start: Start) -> None:
    holder = start()
    assert says(holder) == "taken"
    waiting = Waiting(turn := Turn(tmp_path))
    assert not waiting.has_it.wait(0.3)
    holder.kill()
    assert waiting.has_it.wait(30)
    turn.give()


def test_threads_of_one_process_hold_it_together(tmp_path: Path, start: Start) -> None:
    turn = Turn(tmp_path)
    for _ in range(3):
        assert Waiting(turn).has_it.wait(30)
    other = start()
    for _ in range(2):
        turn.give()
    assert is_silent(other)
    turn.give()
    assert says(other) == "taken"


def test_it_is_not_passed_on_to_what_the_holder_starts(tmp_path: Path, start: Start) -> None:
    turn = Turn(tmp_path)
    turn.take()
    command = [sys.executable, "-c", "input()"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, close_fds=False) as child:
        turn.give()
        assert says(start()) == "taken"
        assert child.poll() is None
        child.kill()


def test_a_link_in_its_place_is_not_followed(tmp_path: Path) -> None:
    folder, target = tmp_path / "shared", tmp_path / "target"
    folder.mkdir()
    (folder / f"torchgrade-loopback-{os.getuid()}.lock").symlink_to(target)
    with pytest.raises(UsageError, match="symbolic links"):
        Turn(folder).take()
    assert not target.exists()


def test_the_lock_is_readable_to_its_account_alone(tmp_path: Path) -> None:
    turn = Turn(tmp_path)
    turn.take()
    (lock,) = tmp_path.iterdir()
    assert lock.stat().st_mode & 0o777 == 0o600
    turn.give()
    turn.take()  # again, where the file lies already
    turn.give()
