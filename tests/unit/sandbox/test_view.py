"""The student's side sees what running torch takes, and nothing of the grader but its own copy."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hypothesis
import pytest

from grader.sandbox import view
from grader.sandbox.policy import Level
from grader.sandbox.zygote import Zygote

SOURCE = """
import os

def seen(path):
    try:
        return sorted(os.listdir(path))
    except OSError as error:
        return type(error).__name__

def importable(name):
    try:
        __import__(name)
    except (ImportError, PermissionError):
        return False
    return True
"""


@pytest.mark.parametrize("level", ["full", "restricted"])
def test_an_installed_package_is_out_of_sight(
    monkeypatch: pytest.MonkeyPatch, open_session: Any, call: Any, level: Level
) -> None:
    """As the grader's own folder is where it is installed among the packages, not from a clone."""
    package = Path(hypothesis.__file__).resolve().parent
    monkeypatch.setattr(view, "_installed_package", lambda: package)
    launcher = Zygote(level=level)
    try:
        session = open_session(launcher, SOURCE, "look.py")
        by_link = str(package).replace("/lib/python", "/lib64/python")
        for way in (str(package), by_link):
            assert call(session, "seen", way) in ([], "PermissionError", "FileNotFoundError")
        assert not call(session, "importable", "hypothesis.strategies")
        assert call(session, "importable", "numpy.linalg")
    finally:
        launcher.close()


@pytest.mark.parametrize("level", ["full", "restricted"])
def test_the_repository_and_the_home_are_out_of_sight(
    open_session: Any, call: Any, root: Path, level: Level
) -> None:
    launcher = Zygote(level=level)
    try:
        session = open_session(launcher, SOURCE, "look.py")
        for path in (root, root / "solutions", Path.home(), Path("/etc"), Path("/tmp")):
            found = call(session, "seen", str(path))
            assert found in ("PermissionError", "FileNotFoundError") or level == "full"
            if level == "full" and isinstance(found, list):
                # A folder on the way to something that is shown, or one of the private root's own.
                assert set(found) <= {
                    ".pyenv", "venv", "hosts", "passwd", "group", "nsswitch.conf", "ld.so.cache",
                    "localtime", *(part for p in view._python() for part in Path(p).parts),
                    *(p.name for p in Path("/tmp").glob("torchgrade-*")),
                }  # fmt: skip
    finally:
        launcher.close()
