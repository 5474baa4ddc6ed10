"""The files that `grader check` writes beside what it shows: whole, and nowhere else."""

from __future__ import annotations

import os
import stat
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.conftest import Grader
from tests.fakes.courses import RIGHT, adding

OPTIONS = ("--junit", "--csv", "--html")


@pytest.fixture
def desk(workspace: Path) -> Path:
    """A course with one exercise, and right work."""
    adding(workspace)
    (workspace / "adding.py").write_text(RIGHT, encoding="utf-8")
    return workspace


def test_a_link_is_replaced_and_a_private_file_stays_private(grader: Grader, desk: Path) -> None:
    precious = desk / "precious"
    precious.write_text("mine", encoding="utf-8")
    options = [f"{option}={option.strip('-')}.out" for option in OPTIONS]
    for option in OPTIONS:
        (desk / f"{option.strip('-')}.out").symlink_to(precious)
    assert grader("check", "adding", *options).code == 0
    assert precious.read_text(encoding="utf-8") == "mine"
    for option in OPTIONS:
        made = desk / f"{option.strip('-')}.out"
        assert made.is_file()
        assert not made.is_symlink()
        made.chmod(0o600)
    assert grader("check", "adding", *options).code == 0
    for option in OPTIONS:
        assert stat.S_IMODE((desk / f"{option.strip('-')}.out").stat().st_mode) == 0o600


@pytest.mark.parametrize("option", OPTIONS)
def test_a_folder_that_is_not_there_is_told_before_anything_is_graded(
    grader: Grader, desk: Path, option: str
) -> None:
    ran = grader("check", "adding", option, "no/such.out")
    assert (ran.code, ran.out) == (4, "")
    assert ran.err == "no/such.out can't be written: No such file or directory.\n"


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs")
def test_a_pipe_is_given_the_text_and_stays_a_pipe(grader: Grader, desk: Path) -> None:
    pipe = desk / "pipe"
    os.mkfifo(pipe)
    nobody = grader("check", "adding", "--junit", "pipe")
    assert nobody.code == 4
    assert "pipe can't be written" in nobody.err
    with subprocess.Popen(["cat", str(pipe)], stdout=subprocess.PIPE) as reader:
        ran = grader("check", "adding", "--junit", "pipe")
        assert ran.code == 0, ran.err
        read, _ = reader.communicate(timeout=60)
    assert ET.fromstring(read)[0].get("tests") == "1"
    assert pipe.is_fifo()


@pytest.mark.skipif(not Path("/dev/stdout").exists(), reason="a system without it")
def test_standard_output_has_a_name(grader: Grader, desk: Path) -> None:
    ran = grader("check", "adding", "--csv", "/dev/stdout")
    assert ran.code == 0, ran.err
    assert "2 of 2 points" in ran.out
    assert '"adding/adds","passed",2,2' in ran.out
    assert Path("/dev/stdout").is_symlink() or Path("/dev/stdout").is_char_device()
