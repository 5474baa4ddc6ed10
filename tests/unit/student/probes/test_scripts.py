"""A launch of a script, without what torch says of the machine alone."""

from __future__ import annotations

from pathlib import Path
from typing import NoReturn

import psutil
import pytest

from grader.student.probes.scripts import launch

SAID = """
import sys
print("[W1122 06:00:46.951443422 socket.cpp:207] [c10d] The hostname of the client socket "
      "cannot be retrieved. err=-3", file=sys.stderr)
print("[W1122 06:00:46.951443422 reducer.cpp:69] Grad strides do not match", file=sys.stderr)
print("done")
"""


def test_names_that_nobody_tells_are_no_news(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("said.py").write_text(SAID, "utf-8")
    told = launch(["said.py"], {}, 60)
    assert (told["status"], told["stdout"]) == (0, "done\n")
    assert str(told["stderr"]).endswith("reducer.cpp:69] Grad strides do not match\n")
    assert "hostname" not in str(told["stderr"])


SLEEPS = """
import os, time
print(os.getpid(), flush=True)
time.sleep(100)
"""


@pytest.mark.parametrize("hidden", [False, True], ids=["seen", "behind walls that hide processes"])
def test_what_does_not_end_is_killed(
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    hidden: bool,
) -> None:
    def children(_: psutil.Process, *, recursive: bool) -> NoReturn:
        raise PermissionError(13, "Permission denied", b"/proc")

    monkeypatch.chdir(tmp_path)
    if hidden:
        monkeypatch.setattr(psutil.Process, "children", children)
    Path("sleeps.py").write_text(SLEEPS, "utf-8")
    told = launch(["sleeps.py"], {}, 2)
    assert told["status"] is None
    assert not psutil.pid_exists(int(str(told["stdout"])))
