"""The staged copy of the student's side: all of the grader that its process can see."""

from __future__ import annotations

import shutil
from pathlib import Path

import grader
from grader.sandbox.held import hold

PARTS = ("bridge", "student")


def stage() -> Path:
    """Copy the student's side into a new folder of its own, and return that.

    Compiled files come along with their time stamps, so that nothing is compiled again. Beside the
    copy lie `work`, for the work folders of processes, and `root`, to build a private root on.
    """
    folder = hold("stage")
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
