"""Saved weights, as a real session brings them: data here, opened in a clean process only."""

from __future__ import annotations

import contextlib
import io
import os
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import torch

from grader.checks import saved
from grader.checks.bench import Bench
from grader.checks.expect import Mismatch
from grader.checks.saved import SavedFile
from grader.checks.student import Student, StudentRaised
from grader.model.course import Course
from grader.model.submission import Submission
from grader.sandbox import capabilities
from tests.fakes.courses import adding

WEIGHTS = {"layer.weight": torch.arange(6.0).reshape(2, 3), "layer.bias": torch.zeros(2)}


def archive(weights: object = WEIGHTS) -> bytes:
    written = io.BytesIO()
    torch.save(weights, written)
    return written.getvalue()


class Command:
    """Unpickled without care, it makes a file."""

    def __init__(self, marker: Path) -> None:
        self.marker = marker

    def __reduce__(self) -> Any:
        return os.system, (f"touch {self.marker}",)


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    launcher = capabilities.launcher()
    exercise = Course.load(adding(tmp_path_factory.mktemp("course"))).exercises[0]
    bench = Bench(launcher)
    source = (
        "from pathlib import Path\n"
        "def save(path, data):\n    Path(path).write_bytes(bytes(data.tolist()))\n"
        "def large(path, size):\n    open(path, 'wb').truncate(size)\n"
    )
    bench.place(exercise, Submission({"adding.py": source}))
    yield bench
    bench.clear()
    launcher.close()


@pytest.fixture
def student(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> Iterator[Student]:
    def never(*_: object, **__: object) -> None:
        raise AssertionError("loaded on the trusted side")

    bench.begin()
    monkeypatch.setattr(torch, "load", never)
    yield Student(bench)
    bench.end()


def brought(student: Student, data: bytes) -> SavedFile:
    student.save("w.pt", torch.tensor(bytearray(data), dtype=torch.uint8))
    return SavedFile.read(student, "w.pt")


def test_weights_come_as_data(student: Student) -> None:
    file = brought(student, archive())
    loaded = file.load(student)
    assert loaded is not None
    assert {name: t.tolist() for name, t in loaded.items()} == {
        name: t.tolist() for name, t in WEIGHTS.items()
    }
    assert file.classes() == frozenset()


def test_code_in_a_pickle_is_run_nowhere(student: Student, tmp_path: Path) -> None:
    marker = tmp_path / "marker"
    file = brought(student, archive({"layer.bias": Command(marker)}))
    assert "posix system" in file.classes()
    assert file.load(student) is None
    written = io.BytesIO()
    torch.save(Command(marker), written, _use_new_zipfile_serialization=False)
    bare = brought(student, written.getvalue())
    assert bare.globals() is None
    assert bare.load(student) is None
    assert not marker.exists()


@pytest.mark.parametrize("prefix", ["", "archive/", "archive/data/"])
def test_entries_with_paths_land_nowhere(student: Student, tmp_path: Path, prefix: str) -> None:
    written = io.BytesIO(archive())
    with zipfile.ZipFile(written, "a") as target:
        for name in ("../up.txt", "../../up.txt", "../../../up.txt", f"{tmp_path}/up.txt"):
            target.writestr(prefix + name, "slipped")
    clean = student.fresh(load=False)
    clean.probe.files.write("w.pt", brought(student, written.getvalue()).tensor)
    with contextlib.suppress(StudentRaised):  # torch may refuse it, or not
        clean.probe.files.load_weights("w.pt")
    for name in ("up.txt", "../up.txt", "../../up.txt", "archive/up.txt"):
        assert clean.probe.files.read(name, 1_000) is None
    assert list(tmp_path.iterdir()) == []


def test_a_large_file_is_not_brought(student: Student, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MAX_FILE", 1_000)
    student.large("w.pt", 1_001)
    with pytest.raises(Mismatch):
        SavedFile.read(student, "w.pt")


class Probes:
    """A student's process that answers the question for a file as it likes."""

    def __init__(self, answer: object) -> None:
        self.probe = self.files = self
        self.answer = answer

    def read(self, *_: object, **__: object) -> object:
        return self.answer


@pytest.mark.parametrize(
    "answer",
    [
        None,
        3,
        torch.zeros(4),
        torch.zeros(2, 2, dtype=torch.uint8),
        torch.zeros((), dtype=torch.uint8),
        torch.zeros(11, dtype=torch.uint8),
    ],
)
def test_an_odd_answer_is_no_file(answer: object, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(saved, "MAX_FILE", 10)
    with pytest.raises(Mismatch):
        SavedFile.read(Probes(answer), "w.pt")  # type: ignore[arg-type]


def repacked(method: int) -> bytes:
    written = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(archive())) as source,
        zipfile.ZipFile(written, "w", method) as target,
    ):
        for name in source.namelist():
            target.writestr(name, source.read(name))
    return written.getvalue()


def crowded() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        for number in range(saved.MAX_MEMBERS + 1):
            target.writestr(f"{number}", b"")
    return written.getvalue()


def endless() -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w") as target:
        target.writestr("archive/data.pkl", b"\x80\x02" + b"N0" * (20 << 20) + b"N.")
    return written.getvalue()


def encrypted() -> bytes:
    data = bytearray(archive())
    for mark, at in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        data[data.index(mark) + at] |= 1
    return bytes(data)


@pytest.mark.parametrize(
    "make",
    [
        lambda: repacked(zipfile.ZIP_BZIP2),
        lambda: repacked(zipfile.ZIP_DEFLATED),
        crowded,
        endless,
        encrypted,
        lambda: archive()[:-30],
        lambda: b"",
    ],
    ids=["bzip2", "deflated", "crowded", "endless", "encrypted", "truncated", "empty"],
)
def test_what_torch_does_not_write_has_no_instructions(make: Any) -> None:
    assert SavedFile(make()).globals() is None
