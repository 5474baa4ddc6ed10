"""What a workspace remembers, in a folder that may be anybody's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.cli import progress
from tests.fakes.reports import REPORT


def test_it_is_remembered(tmp_path: Path) -> None:
    progress.remember(tmp_path, [REPORT])
    progress.remember(tmp_path, [REPORT])
    assert progress.read(tmp_path) == {"net": {"score": 2, "max_score": 8, "passed": False}}
    assert (tmp_path / ".torchgrade" / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("name", [".gitignore", "progress.json", "progress.new"])
def test_nothing_is_written_through_a_link(tmp_path: Path, name: str) -> None:
    (tmp_path / "precious").write_text("{}")
    (tmp_path / "work" / ".torchgrade").mkdir(parents=True)
    (tmp_path / "work" / ".torchgrade" / name).symlink_to(tmp_path / "precious")
    progress.remember(tmp_path / "work", [REPORT])
    assert (tmp_path / "precious").read_text() == "{}"


def test_nothing_is_written_into_a_linked_folder(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / ".torchgrade").symlink_to(tmp_path / "elsewhere")
    progress.remember(tmp_path / "work", [REPORT])
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("content", [b"", b"[]", b"[" * 100_000, b"\xff", b'{"net": 3}'])
def test_damage_is_forgotten(tmp_path: Path, content: bytes) -> None:
    (tmp_path / ".torchgrade").mkdir()
    (tmp_path / progress.FILE).write_bytes(content)
    assert progress.read(tmp_path) == {}


def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / ".torchgrade").mkdir()
    os.mkfifo(tmp_path / progress.FILE)
    assert progress.read(tmp_path) == {}
