"""The staged copy of the student's side: all of the grader that its process can see."""

from __future__ import annotations

import contextlib
import os
import shutil
import tempfile
from pathlib import Path

import grader

PARTS = ("bridge", "student")


def stage() -> Path:
    """Copy the student's side into a new folder of its own, and return that.

    Compiled files come along with their time stamps, so that nothing is compiled again. Beside the
    copy lie `work`, for the work folders of processes, and `root`, to build a private root on.
    """
    folder = Path(tempfile.mkdtemp(prefix="torchgrade-"))
    # Another account must get through, not look around.
    for path in (folder, folder / "work", folder / "root"):
        path.mkdir(exist_ok=True)
        path.chmod(0o711)
    package = folder / "grader"
    package.mkdir()
    (package / "__init__.py").touch()
    source = Path(grader.__file__).parent
    for part in PARTS:
        shutil.copytree(source / part, package / part)
    return folder


def remove(folder: Path) -> None:
    """Remove a work folder, whatever student code made in it.

    Folders can be nested deeper than a recursion goes, and than a path can be long. So what lies in
    a folder is first moved up to the top.
    """
    number = 0
    with contextlib.suppress(OSError):
        while entries := list(os.scandir(folder)):
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    os.unlink(entry.path)  # noqa: PTH108 - thousands of them: be quick
                    continue
                os.chmod(entry.path, 0o700)  # noqa: PTH101 - it may be shut to its owner
                for below in list(os.scandir(entry.path)):
                    number += 1
                    os.rename(below.path, folder / f"\N{BULLET}{number}")  # noqa: PTH104
                os.rmdir(entry.path)  # noqa: PTH106
        folder.rmdir()
