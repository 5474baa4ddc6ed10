"""Folders that last as long as their process."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from grader.sandbox import held
from grader.sandbox.held import hold, let_go, remove

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows locks no folder")

HOLDER = "from grader.sandbox.held import hold; print(hold('test'), flush=True)"
WAIT = "import sys; sys.stdin.read()"


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(held.tempfile, "tempdir", None)
    return tmp_path


@contextmanager
def holder() -> Iterator[tuple[subprocess.Popen[str], Path]]:
    """A process that holds a folder until its input ends."""
    command = [sys.executable, "-c", f"{HOLDER}; {WAIT}"]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        yield process, Path(process.stdout.readline().strip())


def test_what_a_killed_process_held_is_removed_by_the_next() -> None:
    with holder() as (killed, left), holder() as (_, kept):
        (left / "below").mkdir()
        (left / "below" / "file").write_text("x")
        killed.kill()
        killed.wait()
        assert left.is_dir()
        own = hold("test")
        assert not left.exists()
        assert kept.is_dir(), "its process lives"
        let_go(own)
        assert not own.exists()
    again = hold("test")
    assert not kept.exists(), "it ended without a word"
    let_go(again)


def test_nobody_else_can_look_into_it() -> None:
    folder = hold("test")
    assert folder.stat().st_mode & 0o777 == 0o700
    let_go(folder)


@pytest.mark.skipif(os.name != "posix" or os.geteuid() != 0, reason="it takes two accounts")
def test_what_another_account_or_a_link_calls_so_stays(home: Path, tmp_path: Path) -> None:
    theirs = home / f"{held.PREFIX}theirs"
    theirs.mkdir()
    os.chown(theirs, 65534, 65534)
    away = tmp_path / "away"
    away.mkdir()
    (home / f"{held.PREFIX}link").symlink_to(away)
    (home / f"{held.PREFIX}file").touch()
    let_go(hold("test"))
    assert theirs.is_dir()
    assert away.is_dir()
    assert (home / f"{held.PREFIX}file").exists()


def test_a_folder_nested_without_end_is_removed(tmp_path: Path) -> None:
    """Deeper than Python recurses, and longer than the system takes a path."""
    folder = tmp_path / "work"
    folder.mkdir()
    (folder / "file").touch()
    (folder / "link").symlink_to(tmp_path)
    here = os.open(folder, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("deep", dir_fd=here)
        os.close(os.open("file", os.O_CREAT, dir_fd=here))
        below = os.open("deep", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = below
    os.close(here)
    remove(folder)
    assert not folder.exists()
    assert tmp_path.exists()
