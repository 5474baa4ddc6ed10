"""The staged copy is the student's side and nothing else."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import grader
from grader.sandbox.held import let_go
from grader.sandbox.policy import library_path
from grader.sandbox.stage import PARTS, stage


@pytest.fixture
def staged() -> Iterator[Path]:
    folder = stage()
    yield folder
    let_go(folder)


def sources(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }


def test_the_copy_holds_the_bridge_and_the_students_side_alone(staged: Path) -> None:
    assert sorted(path.name for path in staged.iterdir()) == ["grader", "root", "work"]
    assert not any((*(staged / "root").iterdir(), *(staged / "work").iterdir()))
    package = staged / "grader"
    assert sorted(path.name for path in package.iterdir()) == ["__init__.py", "bridge", "student"]
    assert (package / "__init__.py").read_bytes() == b""


@pytest.mark.parametrize("part", PARTS)
def test_each_part_is_copied_whole_and_unchanged(staged: Path, part: str) -> None:
    original = Path(grader.__file__).parent / part
    assert sources(staged / "grader" / part) == sources(original)
    assert not any(path.is_symlink() for path in staged.rglob("*"))


def test_every_copy_is_a_folder_of_its_own_that_others_can_not_list(staged: Path) -> None:
    other = stage()
    assert other != staged
    if sys.platform != "win32":
        for folder in (staged, staged / "root", staged / "work"):
            assert folder.stat().st_mode & 0o077 == 0o011
    let_go(other)
    assert (staged / "grader" / "bridge" / "framing.py").is_file()


def test_the_copy_stands_alone(staged: Path) -> None:
    """All of it is imported from the copy, with nothing else of the grader there."""
    script = (
        "import importlib, pathlib, sys\n"
        "folder = pathlib.Path(sys.argv[1])\n"
        "sys.path[:] = [str(folder), *sys.argv[2].split('|')]\n"
        "for path in sorted(folder.rglob('*.py')):\n"
        "    parts = path.relative_to(folder).with_suffix('').parts\n"
        "    module = importlib.import_module('.'.join(parts).removesuffix('.__init__'))\n"
        "    assert module.__file__.startswith(str(folder)), module\n"
        "print(len([name for name in sys.modules if name.startswith('grader.')]))\n"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-S", "-c", script, str(staged), "|".join(library_path())],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.stderr == ""
    assert int(done.stdout) > 15
