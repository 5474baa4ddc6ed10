"""What students may put in the way of reading a class."""

from __future__ import annotations

import io
import os
import shutil
import stat
import subprocess
import sys
import tracemalloc
import warnings
import zipfile
from pathlib import Path

import pytest

from grader.gradebook.layouts import Attempt, content, on_disk, read_class, zips
from grader.model.course import Course
from tests.conftest import ROOT
from tests.fakes.classes import LINK, commit, nested, packed

COURSE = Course.load(ROOT)
GIT = pytest.mark.skipif(not shutil.which("git"), reason="git is not there")


def problems(attempt: Attempt) -> str:
    reading = attempt.reading(COURSE.exercises)
    found = [reading.problem, *(s.problem for _, s in reading.works)]
    return " ".join(str(p) for p in found if p)


def by_student(source: Path) -> dict[str, Attempt]:
    return {a.student: a for a in read_class(COURSE, source)}


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret"
    secret.mkdir()
    (secret / "training.py").write_text("SECRET")
    source = tmp_path / "class"
    for name in ("anna", "bruno", "carla"):
        (source / name).mkdir(parents=True)
    (source / "anna" / "training.py").symlink_to(secret / "training.py")
    (source / "bruno" / "training").symlink_to(secret)
    (source / "carla" / "training.py").write_text("x")
    (source / "dana").symlink_to(secret)
    (source / "emil.zip").symlink_to(secret)
    (source / "fay_training.py").symlink_to(secret / "training.py")
    found = by_student(source)
    assert set(found) == {"anna", "bruno", "carla", "dana", "emil", "fay"}
    for name in ("anna", "bruno", "dana", "emil", "fay"):
        assert "is a link" in problems(found[name]), name
        works = found[name].read(COURSE.exercises)
        assert not any("SECRET" in text for _, s in works for text in s.files.values())


def test_a_file_that_becomes_a_link_after_the_list_was_made(tmp_path: Path) -> None:
    (tmp_path / "secret.py").write_text("SECRET")
    path = tmp_path / "class" / "anna" / "training.py"
    path.parent.mkdir(parents=True)
    path.write_text("x")
    found = by_student(tmp_path / "class")
    path.unlink()
    path.symlink_to(tmp_path / "secret.py")
    assert "is a link" in problems(found["anna"])
    shutil.rmtree(path.parent)
    assert "There is no file training.py" in problems(found["anna"])


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="there are no FIFOs")
def test_a_fifo_is_not_waited_for(tmp_path: Path) -> None:
    (tmp_path / "anna").mkdir()
    os.mkfifo(tmp_path / "anna" / "training.py")
    os.mkfifo(tmp_path / "bruno.zip")
    found = by_student(tmp_path)
    assert "not a file" in problems(found["anna"])
    assert "not a file" in problems(found["bruno"])


def test_members_with_no_place_in_an_archive(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    files = {
        "anna/training.py": b"x = 1",
        "/etc/training.py": b"x",
        "../bruno/training.py": b"x",
        "c:/x/training.py": b"x",
        "carla\\training.py": b"x",
        "dana/training.py": f"{LINK}/etc/passwd".encode(),
        "e" * 2_000: b"x",
        "/".join(["f"] * 100): b"x",
    }
    path.write_bytes(packed(files))
    found = by_student(path)
    assert problems(found.pop("anna")) == ""
    assert "it is a link" in problems(found.pop("dana"))
    assert len(found) == 6
    said = " ".join(problems(a) for a in found.values())
    for piece in ("absolute", "leads out", "backslash", "too long", "nested too deep"):
        assert piece in said


def test_two_members_of_one_name_are_not_read(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    with warnings.catch_warnings(), zipfile.ZipFile(path, "w") as archive:
        warnings.simplefilter("ignore")
        archive.writestr("anna/training.py", "x = 1")
        archive.writestr("anna/training.py", "x = 2")
        archive.writestr("bruno/training.py", "x = 2")
    found = by_student(path)
    assert "it is there twice" in problems(found["anna"])
    assert problems(found["bruno"]) == ""


@pytest.mark.parametrize("encoding", ["gb18030", "utf-8"])
def test_names_in_the_packers_own_encoding(encoding: str, tmp_path: Path) -> None:
    """Windows writes Chinese names in GBK, and does not say so."""
    path = tmp_path / "class.zip"
    plain = packed({"WANGFANG/training.py": b"x = 1", "anna/training.py": b"x = 1"})
    name = "王芳".encode(encoding)
    path.write_bytes(plain.replace(b"WANGFANG", name + b"_" * (8 - len(name))))
    assert set(by_student(path)) == {"anna", "王芳" + "_" * (8 - len(name))}


def test_bombs_are_not_unpacked(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    zeros = b"\0" * (40 << 20)
    path.write_bytes(
        packed(
            {
                "anna/training.py": zeros,
                "bruno/work.zip": packed({"training.py": zeros}),
                "carla/work.zip": nested(packed({"training.py": b"x"}), 9),
                "dana/work.zip": packed({f"{n}.zip": packed({"x": b""}) for n in range(40)}),
                "emil/training.py": b"x = 1",
                "fay/training.ipynb": zeros,
            }
        )
    )
    found = by_student(path)
    tracemalloc.start()
    said = {name: problems(attempt) for name, attempt in found.items()}
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 96 << 20
    assert "more than" in said["anna"]
    assert "more than" in said["bruno"]
    assert "nested too deep" in said["carla"]
    assert "too many" in said["dana"]
    assert said["emil"] == ""
    assert "more than" in said["fay"]


def test_a_damaged_member_is_one_students(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        archive.writestr("anna/training.py", "x = 'MARKED'")
        archive.writestr("bruno/training.py", "x = 1")
    path = tmp_path / "class.zip"
    path.write_bytes(buffer.getvalue().replace(b"MARKED", b"BROKEN"))
    found = by_student(path)
    assert "damaged" in problems(found["anna"])
    assert problems(found["bruno"]) == ""


def test_encrypted_and_unusual_members(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("anna/training.py", "x = 1", zipfile.ZIP_LZMA)
        archive.writestr("bruno/training.py", "x = 1")
    raw = bytearray(buffer.getvalue())
    at = raw.rindex(b"PK\x01\x02")
    raw[at + 8] |= 1
    path = tmp_path / "class.zip"
    path.write_bytes(raw)
    found = by_student(path)
    assert "unusual" in problems(found["anna"])
    assert "encrypted" in problems(found["bruno"])


def test_a_folder_of_too_much_is_one_students(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (on_disk, zips):
        monkeypatch.setattr(module, "MAX_MEMBERS", 20)
    for n in range(30):
        path = tmp_path / "class" / "anna" / f"{n}" / "x.txt"
        path.parent.mkdir(parents=True)
        path.write_text("x")
    (tmp_path / "class" / "bruno").mkdir()
    (tmp_path / "class" / "bruno" / "training.py").write_text("x = 1")
    files = {f"anna/{n}": b"x" for n in range(30)} | {"bruno/training.py": b"x = 1"}
    (tmp_path / "class.zip").write_bytes(packed(files))
    for source in (tmp_path / "class", tmp_path / "class.zip"):
        found = by_student(source)
        assert "more than 20 files" in problems(found["anna"])
        assert problems(found["bruno"]) == ""


def test_deep_folders(tmp_path: Path) -> None:
    here = tmp_path / "anna"
    for _ in range(100):
        here /= "d"
    here.mkdir(parents=True)
    (tmp_path / "bruno").mkdir()
    (tmp_path / "bruno" / "training.py").write_text("x = 1")
    assert "nested too deep" in problems(by_student(tmp_path)["anna"])


@pytest.mark.skipif(getattr(os, "getuid", lambda: 0)() == 0, reason="nothing is hidden from root")
def test_a_folder_that_cannot_be_listed(tmp_path: Path) -> None:
    (tmp_path / "anna").mkdir(mode=0)
    (tmp_path / "bruno").mkdir()
    assert "can't be read" in problems(by_student(tmp_path)["anna"])


def test_a_large_class_is_not_held_in_memory(tmp_path: Path) -> None:
    path = tmp_path / "class.zip"
    source = b"# " + b"x" * (400 << 10)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for n in range(1_000):
            archive.writestr(f"student{n:04}/training.py", source)
    tracemalloc.start()
    attempts = read_class(COURSE, path)
    read = sum(len(a.read(COURSE.exercises)) for a in attempts[::20])
    held, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert len(attempts) == 1_000
    assert read == 50
    assert held < 6 << 20
    assert peak < 12 << 20


def test_no_file_stays_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(content.tempfile, "tempdir", str(tmp_path / "temporary"))
    (tmp_path / "temporary").mkdir()
    source = tmp_path / "class"
    source.mkdir()
    (source / "anna.zip").write_bytes(packed({"training.py": b"x"}))
    (source / "bruno.zip").write_bytes(b"PK")
    for attempt in read_class(COURSE, source):
        attempt.read(COURSE.exercises)
    assert list((tmp_path / "temporary").iterdir()) == []


# Clones: a `.git` that would start programs.


def clone(folder: Path, *, when: str = "2026-10-01T12:00:00+08:00") -> Path:
    folder.mkdir(parents=True)
    (folder / "training.py").write_text("x = 1")
    commit(folder, when)
    return folder


def git(folder: Path, *arguments: str) -> None:
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    subprocess.run(
        ["git", *arguments], cwd=folder, env=environment, check=True, capture_output=True
    )


@GIT
def test_the_last_commits_time(tmp_path: Path) -> None:
    source = tmp_path / "week-1-submissions"
    clone(source / "week-1-anna")
    clone(source / "week-1-bob-b", when="2026-10-02T12:00:00Z")
    git(source / "week-1-bob-b", "gc", "-q")
    git(source / "week-1-bob-b", "pack-refs", "--all")
    clone(source / "week-1-carla", when="2026-10-03T12:00:00Z")
    git(source / "week-1-carla", "checkout", "-q", "--detach")
    times = {
        a.student: a.submitted and a.submitted.isoformat() for a in by_student(source).values()
    }
    assert times == {
        "anna": "2026-10-01T04:00:00+00:00",
        "bob-b": "2026-10-02T12:00:00+00:00",
        "carla": "2026-10-03T12:00:00+00:00",
    }


@GIT
@pytest.mark.skipif(sys.platform == "win32", reason="the traps are shell scripts")
def test_nothing_in_a_clone_is_run(tmp_path: Path) -> None:
    marker = tmp_path / "ran"
    trap = tmp_path / "trap.sh"
    trap.write_text(f"#!/bin/sh\ntouch {marker}\n")
    trap.chmod(trap.stat().st_mode | stat.S_IXUSR)
    source = tmp_path / "class"
    clone(source / "hw-anna")
    folder = clone(source / "hw-bob")
    included = tmp_path / "included"
    included.write_text(f"[alias]\n cat-file = !{trap}\n log = !{trap}\n")
    (folder / ".git" / "config").write_text(
        "[core]\n repositoryformatversion = 1\n"
        f" fsmonitor = {trap}\n hooksPath = {tmp_path}\n pager = {trap}\n sshCommand = {trap}\n"
        f" editor = {trap}\n askPass = {trap}\n alternateRefsCommand = {trap}\n"
        f"[include]\n path = {included}\n[gpg]\n program = {trap}\n[log]\n showSignature = true\n"
        f"[diff]\n external = {trap}\n[pager]\n cat-file = {trap}\n log = {trap}\n"
        f'[diff "x"]\n textconv = {trap}\n[filter "x"]\n smudge = {trap}\n clean = {trap}\n'
        "[extensions]\n partialClone = origin\n"
        f'[remote "origin"]\n url = ext::{trap}\n promisor = true\n uploadpack = {trap}\n'
        '[protocol "ext"]\n allow = always\n'
    )
    (folder / ".gitattributes").write_text("* diff=x filter=x\n")
    hooks = folder / ".git" / "hooks"
    hooks.mkdir(exist_ok=True)
    for name in ("post-checkout", "pre-commit", "reference-transaction", "fsmonitor-watchman"):
        shutil.copy(trap, hooks / name)
    found = by_student(source)
    assert found["bob"].submitted
    # A commit that is not there is not fetched.
    (folder / ".git" / "HEAD").write_text("ab" * 20)
    assert by_student(source)["bob"].submitted is None
    assert not marker.exists()


@GIT
@pytest.mark.parametrize(
    "head",
    ["", "ref: ../../secret", "ref: refs/../../x", "--help", "ref: refs/heads/" + "a" * 500, "\0"],
)
def test_references_that_lead_nowhere(head: str, tmp_path: Path) -> None:
    clone(tmp_path / "hw-anna")
    folder = clone(tmp_path / "hw-bob")
    (folder / ".git" / "HEAD").write_text(head)
    found = by_student(tmp_path)
    assert found["bob"].submitted is None
    assert found["anna"].submitted
    assert len(found["bob"].read(COURSE.exercises)) == 1


@GIT
def test_links_in_a_clones_git(tmp_path: Path) -> None:
    real = clone(tmp_path / "elsewhere")
    source = tmp_path / "class"
    clone(source / "hw-anna")
    for name in ("bob", "carla", "dana"):
        clone(source / f"hw-{name}")
    shutil.rmtree(source / "hw-bob" / ".git")
    (source / "hw-bob" / ".git").symlink_to(real / ".git")
    shutil.rmtree(source / "hw-carla" / ".git" / "objects")
    (source / "hw-carla" / ".git" / "objects").symlink_to(real / ".git" / "objects")
    shutil.rmtree(source / "hw-dana" / ".git")
    (source / "hw-dana" / ".git").write_text(f"gitdir: {real / '.git'}")
    times = {name: attempt.submitted for name, attempt in by_student(source).items()}
    assert {name for name, when in times.items() if when} == {"anna"}


def test_without_git_there_is_no_time(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("anna", "bob"):
        (tmp_path / f"hw-{name}" / ".git").mkdir(parents=True)
        (tmp_path / f"hw-{name}" / "training.py").write_text("x = 1")
    monkeypatch.setenv("PATH", "")
    assert {a.student: a.submitted for a in read_class(COURSE, tmp_path)} == {
        "anna": None,
        "bob": None,
    }
