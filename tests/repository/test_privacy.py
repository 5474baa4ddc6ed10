"""docs/privacy.md says that nothing leaves the machine: the kernel ends whoever would try."""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the filter is Linux's")

OFFLINE = """
import os, sys
from seccompy import ArgCmp, CmpOp, Filter

end = Filter()
for family in (2, 10):  # AF_INET, AF_INET6
    end.kill("socket", args=[ArgCmp(0, CmpOp.EQ, family)])
end.load()
os.execv(sys.argv[1], sys.argv[1:])
"""


def offline(*words: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a program in which whatever makes a socket for a network is killed."""
    return subprocess.run(
        [sys.executable, "-c", OFFLINE, *words],
        cwd=cwd,
        env={**os.environ, "CI": "", "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=300,
        check=False,
    )


def test_whoever_tries_is_ended(tmp_path: Path) -> None:
    ended = offline(sys.executable, "-c", "import socket; socket.socket()", cwd=tmp_path)
    assert ended.returncode < 0


def test_grading_a_class_opens_no_connection(tmp_path: Path) -> None:
    grader = str(Path(sys.executable).with_name("grader"))
    course = ("--course", str(ROOT))
    work = tmp_path / "people" / "anna" / "autograd.py"
    work.parent.mkdir(parents=True)
    shutil.copy(ROOT / "solutions" / "intro" / "autograd" / "autograd.py", work)
    for command in (
        ("check", "people/anna/autograd.py", *course),
        ("release", "bundle", "autograd", "--grading", "side", *course),
        ("batch", "people", "-o", "results", *course),
        ("report", "results"),
        ("export", "results", "--format", "csv", "-o", "marks.csv"),
    ):
        ran = offline(grader, *command, cwd=tmp_path)
        assert ran.returncode == 0, (command, ran.stdout, ran.stderr)
    with (tmp_path / "marks.csv").open(encoding="utf-8-sig", newline="") as file:
        marks = {row["exercise"]: row for row in csv.DictReader(file)}
    assert marks["autograd"]["state"] == "graded"
    assert marks["autograd"]["mark"] == marks["autograd"]["out_of"] != "0"
