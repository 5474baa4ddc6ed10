"""Hostile files from outside: one sentence each, nothing written, no text that does anything."""

from __future__ import annotations

import csv
import gzip
import io
import json
import os
import re
import socket
import stat
import tarfile
import unicodedata
import zipfile
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Grader, Ran
from tests.fakes.courses import RIGHT, adding

SECRET = "root:x:0:0:the secret"
NAME = "parameter_count.py"
COMMAND = re.compile(r"^\s*::|##\[|##vso\[|##teamcity\[", re.MULTILINE)

Make = Callable[[Path], Path]
"""Makes something hostile in an empty folder, and returns what is to be graded."""


def tree(root: Path) -> dict[str, tuple[int, int]]:
    """Every path below a folder, with the kind and size of what is there."""
    found = {}
    for path in root.rglob("*"):
        status = path.lstat()
        size = status.st_size if stat.S_ISREG(status.st_mode) else 0
        found[str(path)] = (status.st_mode, size)
    return found


def plain(shown: str) -> bool:
    """Whether a terminal and a CI's log show a text, and do nothing else."""
    bad = {c for c in shown if unicodedata.category(c) in ("Cc", "Cf", "Cs", "Zl", "Zp")}
    return bad <= {"\n"} and not COMMAND.search(shown)


def zip_of(
    *members: tuple[str | zipfile.ZipInfo, bytes], method: int = zipfile.ZIP_DEFLATED
) -> Make:
    def make(folder: Path) -> Path:
        path = folder / "work.zip"
        with zipfile.ZipFile(path, "w", method) as archive:
            for name, content in members:
                archive.writestr(name, content)
        return path

    return make


def zip_info(name: str, mode: int) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name)
    info.create_system = 3
    info.external_attr = mode << 16
    return info


def tar_of(*members: tuple[str, bytes, str, bytes], name: str = "work.tar") -> Make:
    """Members are names, types, what they link to, and contents."""

    def make(folder: Path) -> Path:
        path = folder / name
        with tarfile.open(path, "w") as archive:
            for member, kind, target, content in members:
                info = tarfile.TarInfo(member)
                info.type, info.linkname, info.size = kind, target, len(content)
                archive.addfile(info, io.BytesIO(content))
        return path

    return make


def patched(make: Make, old: bytes, new: bytes) -> Make:
    """The same, with its bytes changed."""

    def change(folder: Path) -> Path:
        path = make(folder)
        raw = path.read_bytes()
        assert old in raw
        path.write_bytes(raw.replace(old, new))
        return path

    return change


def cut(make: Make, size: int) -> Make:
    def change(folder: Path) -> Path:
        path = make(folder)
        path.write_bytes(path.read_bytes()[:size])
        return path

    return change


def encrypted(folder: Path) -> Path:
    path = zip_of((NAME, b"x = 1"))(folder)
    raw = bytearray(path.read_bytes())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        raw[raw.index(mark) + at] |= 1
    path.write_bytes(raw)
    return path


def gzip_bomb(folder: Path) -> Path:
    path = folder / "work.tar.gz"
    with gzip.open(path, "wb", compresslevel=1) as file:
        for _ in range(140):
            file.write(bytes(1 << 20))
    return path


def raw(name: str, content: bytes) -> Make:
    def make(folder: Path) -> Path:
        (folder / name).write_bytes(content)
        return folder / name

    return make


def within(make: Make) -> Make:
    """What is graded is the folder, so that the file in it was found, and not named."""

    def change(folder: Path) -> Path:
        make(folder)
        return folder

    return change


def link(target: str, name: str = NAME) -> Make:
    def make(folder: Path) -> Path:
        (folder / name).symlink_to(target)
        return folder

    return make


def fifo(folder: Path) -> Path:
    os.mkfifo(folder / NAME)
    return folder / NAME


def unix_socket(folder: Path) -> Path:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(folder / NAME))
    return folder / NAME


def directory(folder: Path) -> Path:
    (folder / NAME).mkdir()
    return folder


def linked_folder(folder: Path) -> Path:
    (folder / "parameter_count").symlink_to(folder.parent / "secret")
    return folder


def notebook(*sources: str, **more: Any) -> Make:
    cells = [
        {"cell_type": "code", "source": s, "metadata": {}, "outputs": [], "execution_count": None}
        for s in sources
    ]
    data = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells, **more}
    return raw("parameter_count.ipynb", json.dumps(data).encode())


FILE, LINK, HARD = tarfile.REGTYPE, tarfile.SYMTYPE, tarfile.LNKTYPE

REFUSED: dict[str, tuple[Make, str]] = {
    # zip
    "zip, traversal": (zip_of(("../../" + NAME, b"x")), "leads out"),
    "zip, traversal within": (zip_of(("a/../../" + NAME, b"x")), "leads out"),
    "zip, absolute": (zip_of(("/tmp/" + NAME, b"x")), "absolute"),
    "zip, drive": (zip_of(("C:" + NAME, b"x")), "absolute"),
    "zip, backslash": (zip_of(("..\\" + NAME, b"x")), "backslash"),
    "zip, newline": (zip_of(("a\n::error::b/" + NAME, b"x")), "can't be seen"),
    "zip, escape": (zip_of(("\x1b[2J" + NAME, b"x")), "can't be seen"),
    "zip, bidi": (zip_of(("\u202e" + NAME, b"x")), "can't be seen"),
    "zip, NUL": (patched(zip_of((NAME + "\1.txt", b"x")), b"\1.txt", b"\0.txt"), "can't be seen"),
    "zip, endless name": (zip_of(("a/" * 3_000 + NAME, b"x")), "too long"),
    "zip, link": (zip_of((zip_info(NAME, stat.S_IFLNK | 0o777), b"/etc/passwd")), "is a link"),
    "zip, device": (zip_of((zip_info(NAME, stat.S_IFCHR | 0o666), b"")), "neither a file"),
    "zip, FIFO": (zip_of((zip_info("x", stat.S_IFIFO | 0o666), b"")), "neither a file"),
    "zip, double": (patched(zip_of(("a.py", b"x"), ("b.py", b"y")), b"b.py", b"a.py"), "twice"),
    "zip, double by case": (zip_of((NAME, b"x"), (NAME.upper(), b"y")), "twice"),
    "zip, double by form": (zip_of(("é.py", b"x"), ("e\u0301.py", b"y")), "twice"),
    "zip, encrypted": (encrypted, "encrypted"),
    "zip, LZMA": (zip_of((NAME, b"x"), method=zipfile.ZIP_LZMA), "unusual"),
    "zip, bomb": (zip_of((NAME, bytes(40 << 20))), "more than"),
    "zip, ten thousand files": (zip_of(*((f"{n}", b"") for n in range(10_001))), "more than"),
    "zip, truncated": (cut(zip_of((NAME, b"x" * 500)), 100), "damaged"),
    "zip, wrong checksum": (
        patched(zip_of((NAME, b"x = 1"), method=zipfile.ZIP_STORED), b"x = 1", b"x = 2"),
        "damaged",
    ),
    "zip, none at all": (raw("work.zip", b"hello"), "damaged"),
    "zip, two places": (zip_of(("a/" + NAME, b"x"), ("b/" + NAME, b"y")), "both there"),
    "zip, large source": (zip_of((NAME, b"#" * 600_000)), "at most"),
    # tar
    "tar, traversal": (tar_of(("../" + NAME, FILE, "", b"x")), "leads out"),
    "tar, absolute": (tar_of(("/tmp/" + NAME, FILE, "", b"x")), "absolute"),
    "tar, newline": (tar_of((NAME + "\n", FILE, "", b"x")), "can't be seen"),
    "tar, link": (tar_of((NAME, LINK, "../secret/" + NAME, b"")), "is a link"),
    "tar, hard link": (tar_of((NAME, HARD, "/etc/passwd", b"")), "is a link"),
    "tar, device": (tar_of((NAME, tarfile.CHRTYPE, "", b"")), "neither a file"),
    "tar, FIFO": (tar_of((NAME, tarfile.FIFOTYPE, "", b"")), "neither a file"),
    "tar, double": (tar_of((NAME, FILE, "", b"x"), ("./" + NAME, FILE, "", b"y")), "twice"),
    "tar, bomb": (gzip_bomb, "more than"),
    "tar, truncated": (cut(tar_of((NAME, FILE, "", b"x" * 9_000)), 5_000), "damaged"),
    "tar, none at all": (raw("work.tar.gz", b"\x1f\x8bhello"), "damaged"),
    # files
    "FIFO, named": (fifo, "not a file"),
    "FIFO, found": (within(fifo), "not a file"),
    "socket, named": (unix_socket, "not a file"),
    "socket, found": (within(unix_socket), "not a file"),
    "folder with a file's name": (directory, "not a file"),
    "link out": (link(f"../secret/{NAME}"), "is a link"),
    "link to a device": (link("/dev/zero"), "is a link"),
    "link to itself": (link(NAME), "is a link"),
    "link to nothing": (link("nowhere"), "is a link"),
    "linked folder": (linked_folder, "is a link"),
    "UTF-16": (raw(NAME, "x = 1".encode("utf-16")), "not UTF-8"),
    "NUL": (raw(NAME, b"x\0"), "NUL"),
    "undecodable": (raw(NAME, b"x = '\xff'"), "not UTF-8"),
    "slow encoding": (raw(NAME, b"# coding: punycode\n" + b"a" * 400_000), "not UTF-8"),
    "huge": (raw(NAME, b"#" * 600_000), "at most"),
    "a name that speaks": (raw("a\n::error::\x1b[31mb.txt", b"x"), "not a Python file"),
    # notebooks
    "notebook, another language": (
        notebook("x", metadata={"kernelspec": {"language": "julia"}}),
        "julia",
    ),
    "notebook, deep": (raw("parameter_count.ipynb", b"[" * 200_000), "nested"),
    "notebook, NaN": (raw("parameter_count.ipynb", b'{"cells": NaN}'), "not JSON"),
    "notebook, no JSON": (raw("parameter_count.ipynb", b"\x89PNG"), "as a notebook"),
}


def run(grader: Grader, tmp_path: Path, target: Path, *options: str) -> Ran:
    """Grade, and see that nothing was written anywhere."""
    (tmp_path / "tmp").mkdir(exist_ok=True)
    before = tree(tmp_path)
    environment = {"TMPDIR": str(tmp_path / "tmp")}
    ran = grader("check", str(target), *options, env=environment, seconds=60)
    after = tree(tmp_path)
    assert {p: v for p, v in after.items() if ".torchgrade" not in p} == before
    assert "Traceback" not in ran.err + ran.out
    assert SECRET not in ran.err + ran.out
    return ran


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    """An empty folder beside one that holds a secret."""
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / NAME).write_text(SECRET)
    folder = tmp_path / "handed_in"
    folder.mkdir()
    return folder


@pytest.mark.parametrize("case", REFUSED)
def test_it_is_refused_in_one_sentence(
    grader: Grader, tmp_path: Path, handed_in: Path, case: str
) -> None:
    make, words = REFUSED[case]
    ran = run(grader, tmp_path, make(handed_in))
    assert (ran.code, ran.out) == (4, ""), ran.err
    assert words in ran.err
    assert len(ran.err.splitlines()) == 1
    assert plain(ran.err)


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (zip_of(("notes.txt", b"x"), ("inner.zip", b"PK")), "No exercise's file"),
        (zip_of((NAME, b" \n")), "is empty"),
        (zip_of(), "No exercise's file"),
        (notebook(""), "is empty"),
    ],
)
def test_there_is_nothing_to_grade(
    grader: Grader, tmp_path: Path, handed_in: Path, make: Make, words: str
) -> None:
    ran = run(grader, tmp_path, make(handed_in))
    assert (ran.code, ran.out) == (5, "")
    assert words in ran.err
    assert len(ran.err.splitlines()) == 1


@pytest.fixture
def course(workspace: Path) -> tuple[str, str]:
    return ("--course", str(adding(workspace)))


def adding_notebook(folder: Path) -> Path:
    notebook("import math", RIGHT)(folder)
    return (folder / "parameter_count.ipynb").rename(folder / "adding.ipynb")


@pytest.mark.parametrize(
    ("make", "owner"),
    [
        (zip_of(("week 1/adding.py", RIGHT.encode()), ("__MACOSX/._adding.py", b"\0")), "work"),
        (tar_of(("./adding.py", FILE, "", RIGHT.encode())), "work"),
        (within(adding_notebook), None),
        (adding_notebook, None),
        (raw("adding.py", b"\xef\xbb\xbf" + RIGHT.encode()), None),
        (raw("adding.py", b"# coding: latin-1\n# \xe9\n" + RIGHT.encode()), None),
    ],
    ids=["zip", "tar", "notebook in a folder", "notebook", "byte order mark", "latin-1"],
)
def test_what_is_sound_is_graded(
    grader: Grader,
    tmp_path: Path,
    handed_in: Path,
    course: tuple[str, str],
    make: Make,
    owner: str | None,
) -> None:
    ran = run(grader, tmp_path, make(handed_in), "--json", *course)
    assert ran.code == 0, ran.out + ran.err
    report = json.loads(ran.out)
    assert report["score"] == 2
    assert report["submission"].get("owner") == owner


def test_a_link_that_the_user_names_is_followed(
    grader: Grader, tmp_path: Path, handed_in: Path, course: tuple[str, str]
) -> None:
    (tmp_path / "mine.py").write_text(RIGHT)
    (handed_in / "adding.py").symlink_to("../mine.py")
    assert run(grader, tmp_path, handed_in / "adding.py", *course).code == 0


def people(folder: Path, works: Iterable[tuple[str, str]]) -> None:
    for name, source in works:
        (folder / name).mkdir()
        (folder / name / "adding.py").write_text(source)


def test_one_hostile_file_stops_nobody_else(
    grader: Grader, tmp_path: Path, handed_in: Path, course: tuple[str, str]
) -> None:
    people(handed_in, [("anna", RIGHT), ("zoe", RIGHT)])
    for name in ("bruno", "carla"):
        (handed_in / name).mkdir()
    (handed_in / "bruno" / "adding.py").symlink_to(tmp_path / "secret" / NAME)
    os.mkfifo(handed_in / "carla" / "adding.py")
    ran = run(grader, tmp_path, handed_in, "--json", *course)
    assert ran.code == 1
    reports = {r["submission"]["owner"]: r for r in map(json.loads, ran.out.splitlines())}
    assert {owner: r["score"] for owner, r in reports.items()} == {
        "anna": 2,
        "bruno": 0,
        "carla": 0,
        "zoe": 2,
    }
    told = reports["bruno"]["exercises"][0]["checks"][0]
    assert told["id"] == "adding/loads"
    assert "adding.py is a link" in told["message"]
    assert str(tmp_path) not in ran.out


NAMES = ["=HYPERLINK(1)", "a\x1b[31m\n::error::x", "##[error]b", "[red]c", "d\u202ee", "f\udc80"]


def test_names_and_words_of_students_do_nothing(
    grader: Grader, tmp_path: Path, handed_in: Path, course: tuple[str, str]
) -> None:
    words = "=1+1\n::error::x\n ::set-output::\n##[group]y ##vso[z] \x1b[2J[/] </script>\u2028"
    source = f"print({words!r})\ndef add(a, b):\n    raise ValueError({words!r})\n"
    people(handed_in, [(name, source) for name in NAMES])
    shown = run(grader, tmp_path, handed_in, *course)
    assert shown.code == 1
    assert plain(shown.out)
    assert "[red]c" in shown.out
    printed = run(grader, tmp_path, handed_in, "--json", *course)
    assert plain(printed.out)
    reports = [json.loads(line) for line in printed.out.splitlines()]
    assert [r["submission"]["owner"] for r in reports] == sorted(NAMES)
    assert any(words in check["message"] for check in reports[0]["exercises"][0]["checks"])


def test_a_failure_in_full_does_nothing(
    grader: Grader, tmp_path: Path, handed_in: Path, course: tuple[str, str]
) -> None:
    long = "y" * 80 + " ::error::wrapped"
    source = (
        f"def add(a, b):\n    print('::error::p\\n##[error]q')\n    return '[/]{long}\\x1b[2J'\n"
    )
    (handed_in / "adding.py").write_text(source)
    for environment in ({}, {"FORCE_COLOR": "1"}):
        ran = grader("check", str(handed_in), *course, env=environment)
        assert ran.code == 1
        coloured = re.sub(r"\x1b\[[0-9;]*m", "", ran.out)
        assert plain(coloured)
        assert "[/]" in coloured
        assert "\\x3a:error::p" in coloured
        assert "#\\x23[error]q" in coloured


def test_csv(grader: Grader, workspace: Path, handed_in: Path, course: tuple[str, str]) -> None:
    people(handed_in, [("=cmd()", RIGHT), ("anna", "def add(a, b):\n    return 3\n")])
    (workspace / "marks.csv").write_text("last week's")
    ran = grader("check", str(handed_in), "--csv", "marks.csv", *course)
    assert ran.code == 1
    with (workspace / "marks.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(r["owner"], r["check"], r["outcome"], r["points"], r["max_points"]) for r in rows] == [
        ("'=cmd()", "adding/adds", "passed", "2", "2"),
        ("anna", "adding/adds", "failed", "0", "2"),
    ]
    assert rows[1]["message"]
    ran = grader("check", str(handed_in), "--csv", "nowhere/marks.csv", *course)
    assert ran.code == 4
    assert ran.err.splitlines() == [
        "nowhere/marks.csv can't be written: No such file or directory."
    ]
