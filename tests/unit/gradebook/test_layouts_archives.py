"""Several archives of one student, and archives in archives: which work is graded, and why."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from grader.gradebook.layouts import Reading, read_class
from grader.gradebook.layouts import content as module
from grader.model.course import Course
from tests.conftest import ROOT
from tests.fakes.classes import nested, packed

COURSE = Course.load(ROOT)
STUB = COURSE.exercise("training").stub.read_bytes()

BOTH = "{} and {} are both there, for one exercise; leave only the one to grade."


def anna(folder: Path, files: dict[str, bytes]) -> Reading:
    """What is read of one student's folder."""
    for name, content in {**{f"anna/{n}": c for n, c in files.items()}, "bob/x.txt": b""}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(content)
    return read_class(COURSE, folder)[0].reading(COURSE.exercises)


def works(reading: Reading) -> dict[str, str]:
    return {
        e.id: str(s.problem) if s.problem else next(iter(s.files.values()))
        for e, s in reading.works
    }


def test_of_two_archives_none_is_guessed(tmp_path: Path) -> None:
    files = {
        "hw.zip": packed({"training.py": b"old = 1", "tensors.py": b"t = 1"}),
        "hw_final.zip": packed({"hw/training.py": b"new = 1"}),
    }
    reading = anna(tmp_path, files)
    assert works(reading) == {
        "training": BOTH.format("hw.zip/training.py", "hw_final.zip/hw/training.py"),
        "tensors": "t = 1",
    }
    (submission,) = (s for e, s in reading.works if e.id == "training")
    assert submission.path == tmp_path / "anna" / "hw.zip" / "training.py"
    assert submission.owner == "anna"


def test_the_same_twice_is_no_question(tmp_path: Path) -> None:
    files = {name: packed({"training.py": b"x = 1"}) for name in ("a.zip", "b.zip")}
    files["c.zip"] = packed({"deep/training.py": b"x = 1"})
    assert works(anna(tmp_path, files)) == {"training": "x = 1"}


def test_a_stub_does_not_count_beside_work(tmp_path: Path) -> None:
    files = {"a.zip": packed({"training.py": STUB}), "b.zip": packed({"training.py": b"x = 1"})}
    assert works(anna(tmp_path, files)) == {"training": "x = 1"}


def test_what_is_loose_counts_before_archives(tmp_path: Path) -> None:
    files = {
        "training.py": b"loose = 1",
        "a.zip": packed({"training.py": b"a = 1"}),
        "b.zip": packed({"training.py": b"b = 1"}),
    }
    assert works(anna(tmp_path, files)) == {"training": "loose = 1"}


def test_an_archive_beside_work_is_looked_into(tmp_path: Path) -> None:
    rest = packed({"tensors.py": b"t = 1", "training.py": b"deeper = 1"})
    files = {"hw.zip": packed({"training.py": b"x = 1", "rest.zip": rest})}
    reading = anna(tmp_path, files)
    assert works(reading) == {"training": "x = 1", "tensors": "t = 1"}
    assert reading.problem is None
    (submission,) = (s for e, s in reading.works if e.id == "tensors")
    assert submission.path == tmp_path / "anna" / "hw.zip" / "rest.zip" / "tensors.py"


def test_what_lies_deeper_counts_after_another_archive(tmp_path: Path) -> None:
    """And two of the deeper ones are a question again."""
    deep = {
        f"{n}.zip": packed({"tensors.py": b"t = 1", "single_gpu.py": f"s = {n}".encode()})
        for n in (1, 2)
    }
    files = {
        "a.zip": packed({"training.py": b"x = 1", **deep}),
        "b.zip": packed({"tensors.py": b"flat = 1"}),
    }
    assert works(anna(tmp_path, files)) == {
        "training": "x = 1",
        "tensors": "flat = 1",
        "single_gpu": BOTH.format("a.zip/1.zip/single_gpu.py", "a.zip/2.zip/single_gpu.py"),
    }


def test_large_data_beside_work_is_no_problem(tmp_path: Path) -> None:
    data = packed({"x.bin": random.Random(0).randbytes(17 << 20)})
    reading = anna(tmp_path, {"hw.zip": packed({"training.py": b"x = 1", "data.zip": data})})
    assert works(reading) == {"training": "x = 1"}
    assert reading.problem is None


def test_archives_in_archives_are_held_only_so_far(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MAX_TOTAL", 1_000)
    noise = {"noise.bin": random.Random(0).randbytes(600)}
    inner = {f"{n}.zip": packed({**noise, f"{n}.py": b"x = 1"}) for n in ("training", "tensors")}
    reading = anna(tmp_path, {"hw.zip": packed(inner)})
    assert len(reading.works) == 1
    assert str(reading.problem) == "hw.zip can't be accepted: it holds more than 1000 bytes."


def test_what_is_nested_too_deep_is_told(tmp_path: Path) -> None:
    files = {"hw.zip": packed({"training.py": b"x", "a.zip": nested(packed({"x": b""}), 4)})}
    reading = anna(tmp_path, files)
    assert works(reading) == {"training": "x"}
    assert "nested too deep" in str(reading.problem)
