"""Folders and files by student: whose is what, and which attempt it is."""

from __future__ import annotations

import json
import os
import shutil
import unicodedata
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.gradebook.layouts import Attempt, read_class
from grader.model.course import Course
from tests.conftest import ROOT
from tests.fakes.classes import LAYOUTS, build, packed

COURSE = Course.load(ROOT)

Seen = dict[tuple[str, int], tuple[str, ...]]


def put(folder: Path, *names: str) -> Path:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f"# {name}")
    return folder


def works(attempts: list[Attempt]) -> Seen:
    """Students and numbers, with the first line of each work."""
    return {
        (a.student, a.number): tuple(
            next(iter(s.files.values())) if s.files else f"!{s.problem}"
            for _, s in a.read(COURSE.exercises)
        )
        for a in attempts
        if not a.problem
    }


def strays(attempts: list[Attempt]) -> dict[str, str]:
    return {a.student: str(a.problem) for a in attempts if a.problem}


def test_files_at_any_place_in_a_students_folder(tmp_path: Path) -> None:
    put(
        tmp_path,
        "anna/training.py",
        "anna/notes.txt",
        "bruno/training/training.py",
        "carla/some/where/training.py",
        "dana/training.py",
        "dana/old/training.py",
        "emil/a/training.py",
        "emil/b/training.py",
        "fay/.git/training.py",
        "fay/__pycache__/training.py",
    )
    attempts = read_class(COURSE, tmp_path)
    assert works(attempts) == {
        ("anna", 1): ("# anna/training.py",),
        ("bruno", 1): ("# bruno/training/training.py",),
        ("carla", 1): ("# carla/some/where/training.py",),
        ("dana", 1): ("# dana/training.py",),
        ("emil", 1): (
            (
                "!a/training.py and b/training.py are both there, for one exercise; leave only the "
                "one to grade."
            ),
        ),
    }
    assert attempts[0].reading(COURSE.exercises).left == ("notes.txt",)
    assert attempts[0].path == tmp_path / "anna"


def test_a_folder_without_work_is_an_attempt_with_a_problem(tmp_path: Path) -> None:
    put(tmp_path, "anna/essay.txt", "bruno/training.py")
    anna, _ = read_class(COURSE, tmp_path)
    reading = anna.reading(COURSE.exercises)
    assert reading.works == ()
    assert "No exercise's file is in anna" in str(reading.problem)
    assert reading.left == ("essay.txt",)


@pytest.mark.parametrize(
    ("labels", "order"),
    [
        (["1", "2", "10"], ["1", "2", "10"]),
        (["attempt_2", "attempt_1"], ["attempt_1", "attempt_2"]),
        (["第2次提交", "第1次提交"], ["第1次提交", "第2次提交"]),
        (["2026-10-02T09:00", "2026-10-01T12:00"], ["2026-10-01T12:00", "2026-10-02T09:00"]),
        (
            ["2026-10-01T12:00:00+08:00", "2026-10-01T05:00:00Z", "20261001-040000Z"],
            ["2026-10-01T12:00:00+08:00", "20261001-040000Z", "2026-10-01T05:00:00Z"],
        ),
    ],
)
def test_attempts_are_numbered_in_their_order(
    labels: list[str], order: list[str], tmp_path: Path
) -> None:
    put(tmp_path, *(f"anna/{label}/training.py" for label in labels), "bruno/training.py")
    attempts = [a for a in read_class(COURSE, tmp_path) if a.student == "anna"]
    assert [a.path.name for a in attempts] == order
    assert [a.number for a in attempts] == list(range(1, len(order) + 1))
    timed = "T" in order[0]
    assert all((a.submitted is not None) is timed for a in attempts)
    assert all(a.submitted.tzinfo for a in attempts if a.submitted)


def test_what_lies_beside_attempts_came_last(tmp_path: Path) -> None:
    put(tmp_path, "anna/1/training.py", "anna/2/training.py", "anna/training.py", "b/training.py")
    found = works(read_class(COURSE, tmp_path))
    assert found["anna", 3] == ("# anna/training.py",)


def test_flat_files_name_their_author(tmp_path: Path) -> None:
    put(
        tmp_path,
        "anna_training.py",
        "anna_parameter_count.py",
        "training-bruno.py",
        "training_bruno (2).py",
        "carla-b_training-2.py",
        "carla-b_training.py",
        "training_dana-2.py",
        "training_dana.py",
        "王芳_training.py",
        "training.py",
        "training_tensors.py",
        "emil_single_gpu.py",
        "report.pdf",
    )
    attempts = read_class(COURSE, tmp_path)
    assert works(attempts) == {
        ("anna", 1): ("# anna_parameter_count.py", "# anna_training.py"),
        ("bruno", 1): ("# training-bruno.py",),
        ("bruno", 2): ("# training_bruno (2).py",),
        ("carla-b", 1): ("# carla-b_training.py",),
        ("carla-b", 2): ("# carla-b_training-2.py",),
        ("dana", 1): ("# training_dana.py",),
        ("dana-2", 1): ("# training_dana-2.py",),
        ("emil", 1): ("# emil_single_gpu.py",),
        ("王芳", 1): ("# 王芳_training.py",),
    }
    assert {a.layout for a in attempts} == {"flat"}
    told = strays(attempts)
    assert set(told) == {"training.py", "training_tensors.py", "report.pdf"}
    assert "more than one way" in told["training_tensors.py"]


def test_with_an_exercise_files_may_have_any_name(tmp_path: Path) -> None:
    put(tmp_path, "anna.py", "bruno_training.py", "carla.py", "carla (1).py", "training.py")
    attempts = read_class(COURSE, tmp_path, exercise="training")
    assert works(attempts) == {
        ("anna", 1): ("# anna.py",),
        ("bruno", 1): ("# bruno_training.py",),
        ("carla", 1): ("# carla.py",),
        ("carla", 2): ("# carla (1).py",),
    }
    assert set(strays(attempts)) == {"training.py"}
    put(tmp_path / "class", "dana/solution.py", "emil/a.py", "emil/b.py")
    (tmp_path / "class" / "fay.zip").write_bytes(packed({"x/mine.py": b"# fay"}))
    attempts = read_class(COURSE, tmp_path / "class", exercise="training")
    assert works(attempts) == {
        ("dana", 1): ("# dana/solution.py",),
        ("emil", 1): (),
        ("fay", 1): ("# fay",),
    }
    (dana,) = attempts[0].read(COURSE.exercises)
    assert str(dana[1].notes[-1]) == "solution.py was taken for training.py."


@pytest.mark.parametrize(
    "name",
    ["training-1.py", "training (2).py", "Training.py", "training.PY", "training - 副本.py"],
)
def test_copies_of_a_name_count_and_are_told(name: str, tmp_path: Path) -> None:
    put(tmp_path, f"anna/{name}", "bruno/training.py", f"bruno/{name}")
    anna, bruno = read_class(COURSE, tmp_path)
    ((_, submission),) = anna.read(COURSE.exercises)
    assert dict(submission.files) == {"training.py": f"# anna/{name}"}
    assert str(submission.notes[-1]) == f"{name} was taken for training.py."
    assert submission.path == tmp_path / "anna" / name
    ((_, submission),) = bruno.read(COURSE.exercises)
    assert dict(submission.files) == {"training.py": "# bruno/training.py"}
    assert bruno.reading(COURSE.exercises).left == (name,)


def test_notebooks_and_scripts(tmp_path: Path) -> None:
    put(tmp_path, "anna/tensors.py", "bruno/x")
    cell = {"cell_type": "code", "source": "x = 1", "metadata": {}, "outputs": []}
    data = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    (tmp_path / "anna" / "tensors.ipynb").write_text(json.dumps(data))
    os.utime(tmp_path / "anna" / "tensors.py", (1e9, 1e9))
    ((_, submission),) = read_class(COURSE, tmp_path)[0].read(COURSE.exercises)
    assert submission.cells
    assert "newer than tensors.py" in str(submission.notes[0])
    (tmp_path / "anna" / "tensors.ipynb").write_text("{")
    ((_, submission),) = read_class(COURSE, tmp_path)[0].read(COURSE.exercises)
    assert submission.problem
    assert "tensors.ipynb" in str(submission.problem)
    assert str(tmp_path) not in str(submission.problem)


@pytest.mark.parametrize("form", ["bundle", "", "zip", "zip of bundle"])
def test_a_whole_bundle(tmp_path: Path, form: str) -> None:
    """Students hand in all that they were handed, each stub twice."""
    stub = COURSE.exercise("tensors").stub.read_text()
    where = "bundle" if "bundle" in form else ""
    there = tmp_path / "packed" if "zip" in form else tmp_path / "class" / "anna"
    put(there / where, "tensors/tensors.py")
    copy = there / where / "exercises" / "intro" / "tensors" / "tensors.py"
    copy.parent.mkdir(parents=True)
    copy.write_text(stub)
    if "zip" in form:
        (tmp_path / "class").mkdir()
        shutil.make_archive(str(tmp_path / "class" / "anna"), "zip", there)
    ((student, found),) = works(read_class(COURSE, tmp_path / "class", layout="folders")).items()
    assert student == ("anna", 1)
    assert found == ("# tensors/tensors.py",)


def test_names_that_look_alike(tmp_path: Path) -> None:
    composed, decomposed = (unicodedata.normalize(form, "José") for form in ("NFC", "NFD"))
    put(
        tmp_path,
        f"{composed}/training.py",
        f"{decomposed}/training.py",
        "Anna/training.py",
        "anna/training.py",
        "Doe, Jane/training.py",
        "\x1b[31mred\n/training.py",
    )
    (tmp_path / os.fsdecode(b"caf\xe9")).mkdir()
    (tmp_path / os.fsdecode(b"caf\xe9") / "training.py").write_text("x")
    keys = [(a.student, a.number) for a in read_class(COURSE, tmp_path)]
    # One person's two computers; upper and lower case are two people.
    assert keys == [
        ("\x1b[31mred\n", 1),
        ("Anna", 1),
        ("Doe, Jane", 1),
        (composed, 1),
        (composed, 2),
        ("anna", 1),
        ("caf\\xe9", 1),
    ]
    for attempt in read_class(COURSE, tmp_path):
        attempt.student.encode()
        assert len(attempt.read(COURSE.exercises)) == 1


@pytest.mark.parametrize("wrapper", ["class", "a/b"])
def test_a_folder_around_all_is_stepped_into(wrapper: str, tmp_path: Path) -> None:
    put(tmp_path / "source" / wrapper, "20261234/training.py", "20261235/training.py")
    put(tmp_path / "source", ".DS_Store", "__MACOSX/._class")
    found = works(read_class(COURSE, tmp_path / "source"))
    assert sorted(found) == [("20261234", 1), ("20261235", 1)]


def test_a_class_of_one_is_not(tmp_path: Path) -> None:
    for index, name in enumerate(
        ("training.py", "training/training.py", "attempt_1/training.py", "code/training.py")
    ):
        put(tmp_path / str(index), f"anna/{name}")
        assert list(works(read_class(COURSE, tmp_path / str(index)))) == [("anna", 1)]


def test_a_folder_named_after_an_exercise_is_nobodys(tmp_path: Path) -> None:
    put(tmp_path, "training/training.py", "tensors/anna/tensors.py")
    attempts = read_class(COURSE, tmp_path)
    assert set(strays(attempts)) == {"training", "tensors"}


def test_archives_within(tmp_path: Path) -> None:
    right = packed({"deep/training.py": b"# right"})
    put(tmp_path, "anna/parameter_count.py", "bruno/x.txt")
    (tmp_path / "anna" / "second.zip").write_bytes(right)
    (tmp_path / "anna" / "third.zip").write_bytes(b"PK damaged")
    (tmp_path / "bruno" / "all.zip").write_bytes(packed({"a/inner.zip": right, "data.bin": b"1"}))
    (tmp_path / "carla.zip").write_bytes(right)
    (tmp_path / "carla (1).zip").write_bytes(packed({"training.py": b"# again"}))
    attempts = read_class(COURSE, tmp_path)
    assert works(attempts) == {
        ("anna", 1): ("# anna/parameter_count.py", "# right"),
        ("bruno", 1): ("# right",),
        ("carla", 1): ("# right",),
        ("carla", 2): ("# again",),
    }
    anna = attempts[0].reading(COURSE.exercises)
    assert str(anna.problem).startswith("third.zip can't be accepted: it is damaged")
    ((_, submission),) = attempts[1].read(COURSE.exercises)
    assert submission.path == tmp_path / "bruno/all.zip/a/inner.zip/deep/training.py"


@pytest.mark.parametrize("layout", LAYOUTS)
def test_nothing_is_dropped_in(layout: str, tmp_path: Path) -> None:
    """Every file that is no noise belongs to an attempt, or is one."""
    expected = build(layout, tmp_path)
    attempts = read_class(COURSE, expected.source)
    content = attempts[0].content
    assert content
    everything = {e.parts for e in content.tree.entries()}
    own = {"README.md", "submission_metadata.yml"}
    held = {f.entry.parts for a in attempts if a.content for f in a.content.files}
    told = {a.path for a in attempts if a.problem}
    lost = {p for p in everything - held if expected.source.joinpath(*p) not in told}
    assert {parts[-1] for parts in lost} <= own


@pytest.mark.parametrize("layout", LAYOUTS)
def test_the_order_is_stable_in(layout: str, tmp_path: Path) -> None:
    expected = build(layout, tmp_path)
    once, again = (read_class(COURSE, expected.source) for _ in range(2))
    assert once == again
    keys = [(a.student, a.number) for a in once]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_what_can_be_no_class(tmp_path: Path) -> None:
    put(tmp_path, "x.py", "x.tar")
    (tmp_path / "bad.zip").write_bytes(b"PK")
    for name in ("nope", "x.py", "x.tar", "bad.zip"):
        with pytest.raises(UsageError):
            read_class(COURSE, tmp_path / name)
    with pytest.raises(UsageError, match="The layouts are"):
        read_class(COURSE, tmp_path, layout="blackboard")
    (tmp_path / "empty").mkdir()
    assert read_class(COURSE, tmp_path / "empty") == []
