"""What a workspace remembers, in a folder that may be anybody's."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from grader.cli import progress
from grader.model.course import Course
from grader.model.exercise import Exercise
from grader.model.report import ExerciseResult
from grader.model.submission import Submission
from tests.fakes.courses import RIGHT, adding
from tests.fakes.reports import EVERY_KIND


def graded(folder: Path, name: str = "adding.py") -> tuple[Exercise, Submission, ExerciseResult]:
    """Work in a folder of the workspace `folder`, and what was found of it."""
    root = folder / "course"
    exercise = Course.load(root if root.exists() else adding(root)).exercises[0]
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(RIGHT)
    return exercise, Submission({}, path), EVERY_KIND


def test_it_is_remembered(tmp_path: Path) -> None:
    progress.remember(tmp_path, [graded(tmp_path)])
    progress.remember(tmp_path, [graded(tmp_path)])
    assert progress.read(tmp_path) == {"adding": {"score": 2, "max_score": 8, "passed": False}}
    assert (tmp_path / ".torchgrade" / ".gitignore").read_text() == "*\n"


@pytest.mark.parametrize("name", ["anna.py", "anna/adding.py", "adding/anna.py"])
def test_what_is_nobodys_place_to_work_is_not_remembered(tmp_path: Path, name: str) -> None:
    progress.remember(tmp_path, [graded(tmp_path, name)])
    exercise, _, found = graded(tmp_path)
    progress.remember(tmp_path, [(exercise, Submission({}, tmp_path / "gone.py"), found)])
    progress.remember(tmp_path, [(exercise, Submission({}), found)])
    assert progress.read(tmp_path) == {}


def test_a_name_below_the_workspace_and_a_link_to_it_are_ones_own(tmp_path: Path) -> None:
    exercise, _, found = graded(tmp_path, "adding/adding.py")
    (tmp_path / "link.py").symlink_to("adding/adding.py")
    for name in ("adding/adding.py", "link.py"):
        progress.remember(tmp_path, [(exercise, Submission({}, Path(name)), found)])
        assert progress.read(tmp_path)
        (tmp_path / progress.FILE).unlink()


@pytest.mark.parametrize("name", [".gitignore", "progress.json", "progress.new"])
def test_nothing_is_written_through_a_link(tmp_path: Path, name: str) -> None:
    (tmp_path / "precious").write_text("{}")
    (tmp_path / "work" / ".torchgrade").mkdir(parents=True)
    (tmp_path / "work" / ".torchgrade" / name).symlink_to(tmp_path / "precious")
    progress.remember(tmp_path / "work", [graded(tmp_path / "work")])
    assert (tmp_path / "precious").read_text() == "{}"


def test_nothing_is_written_into_a_linked_folder(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "work").mkdir()
    (tmp_path / "work" / ".torchgrade").symlink_to(tmp_path / "elsewhere")
    progress.remember(tmp_path / "work", [graded(tmp_path / "work")])
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
