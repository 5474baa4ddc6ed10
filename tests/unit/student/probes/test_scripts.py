"""A launch of a script, without what torch says of the machine alone."""

from __future__ import annotations

from pathlib import Path

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
