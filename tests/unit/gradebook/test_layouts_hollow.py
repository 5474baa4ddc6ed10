"""Folders that hold nothing, or only noise: whose they are is told all the same."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from grader.gradebook.layouts import Attempt, read_class
from grader.model.course import Course
from tests.conftest import ROOT

COURSE = Course.load(ROOT)

FOLDERS = (
    *("anna/training.py", "bob/", "carl/.git/HEAD", "dora/__pycache__/x.pyc", "emil/a/b/"),
    *("__MACOSX/._anna", ".ipynb_checkpoints/x.py", "__pycache__/", ".cache/"),
)
"""A name that ends in a slash is a folder's."""


def put(folder: Path, *names: str) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names:
        path = folder / name
        if name.endswith("/"):
            path.mkdir(parents=True)
        else:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"# {name}")
    return folder


def zipped(path: Path, *names: str) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for name in names:
            archive.writestr(name, "" if name.endswith("/") else f"# {name}")
    return path


def seen(attempts: list[Attempt]) -> dict[str, str]:
    """For each student the exercises that are there, or why there is none."""
    assert len({a.student for a in attempts}) == len(attempts)
    found = {}
    for attempt in attempts:
        reading = attempt.reading(COURSE.exercises)
        works = " ".join(exercise.id for exercise, _ in reading.works)
        found[attempt.student] = works or str(reading.problem)
    return found


def empty(*names: str) -> dict[str, str]:
    return {name: f"The folder {name} is empty: no file was handed in." for name in names}


@pytest.mark.parametrize("wrapper", ["", "class/", "all/class/"])
@pytest.mark.parametrize("form", ["folder", "zip"])
def test_a_folder_that_holds_nothing_is_a_row(form: str, wrapper: str, tmp_path: Path) -> None:
    names = [".git/HEAD", *(wrapper + name for name in FOLDERS)]
    if form == "zip":
        source = zipped(tmp_path / "class.zip", *names)
    else:
        source = put(tmp_path / "class", *names)
    attempts = read_class(COURSE, source)
    assert seen(attempts) == {"anna": "training", **empty("bob", "carl", "dora", "emil")}
    assert {a.path for a in attempts} == {
        source / wrapper / name for name in ("anna", "bob", "carl", "dora", "emil")
    }


def test_nobody_steps_into_the_only_folder_that_holds_something(tmp_path: Path) -> None:
    put(tmp_path, "anna/code/training.py", "anna/notes/x.txt", "bob/")
    assert seen(read_class(COURSE, tmp_path)) == {"anna": "training", **empty("bob")}


def test_empty_folders_within_a_students_are_nothing(tmp_path: Path) -> None:
    put(tmp_path, "anna/training.py", "anna/data/", "anna/2026/", "bob/tensors.py")
    assert seen(read_class(COURSE, tmp_path)) == {"anna": "training", "bob": "tensors"}
    put(tmp_path / "one", "anna/training.py", "anna/data/")
    assert seen(read_class(COURSE, tmp_path / "one")) == {"anna": "training"}


@pytest.mark.parametrize("form", ["folder", "zip"])
def test_an_attempt_that_holds_nothing_is_told(form: str, tmp_path: Path) -> None:
    names = (
        *("anna/attempt_1/training.py", "anna/attempt_2/", "anna/attempt_3/.DS_Store"),
        *("bob/attempt_1/", "bob/training.py", "cy/attempt_1/a/", "cy/attempt_2/"),
        *("dora/attempt_1/", "dora/my work.txt"),
    )
    if form == "zip":
        source = zipped(tmp_path / "class.zip", *names)
    else:
        source = put(tmp_path / "class", *names)
    attempts = read_class(COURSE, source)
    assert [(a.student, a.number, a.path.name, str(a.problem or "")) for a in attempts] == [
        ("anna", 1, "attempt_1", ""),
        ("anna", 2, "attempt_2", empty("attempt_2")["attempt_2"]),
        ("anna", 3, "attempt_3", empty("attempt_3")["attempt_3"]),
        ("bob", 1, "attempt_1", empty("attempt_1")["attempt_1"]),
        ("bob", 2, "bob", ""),
        ("cy", 1, "cy", empty("cy")["cy"]),
        ("dora", 1, "attempt_1", empty("attempt_1")["attempt_1"]),
        ("dora", 2, "dora", ""),
    ]


def test_what_else_is_theirs_came_later(tmp_path: Path) -> None:
    put(tmp_path, "anna/", "anna_training.py", "bob_training.py")
    first, second, _ = read_class(COURSE, tmp_path)
    assert [(a.student, a.number) for a in (first, second)] == [("anna", 1), ("anna", 2)]
    assert first.problem
    assert second.read(COURSE.exercises)


def test_clones_without_files(tmp_path: Path) -> None:
    put(
        tmp_path / "class",
        *("hw-anna/.git/HEAD", "hw-anna/training.py", "hw-bob/.git/HEAD", "hw-carl/.git/HEAD"),
        *("hw-dora/", "misc/"),
    )
    attempts = read_class(COURSE, tmp_path / "class")
    assert {a.layout for a in attempts} == {"classroom"}
    told = empty("hw-bob", "hw-carl", "hw-dora", "misc")
    assert seen(attempts) == {
        "anna": "training",
        **{name.removeprefix("hw-"): problem for name, problem in told.items()},
    }


def test_a_submodule_makes_no_class_of_clones(tmp_path: Path) -> None:
    put(tmp_path, "anna/training.py", "anna/lib/.git/HEAD")
    assert seen(read_class(COURSE, tmp_path)) == {"anna": "training"}


def test_moodle(tmp_path: Path) -> None:
    put(
        tmp_path,
        *("Anna A_1_assignsubmission_file_/training.py", "Bob B_2_assignsubmission_file_/"),
        *("Carl C_3_assignsubmission_file_/", "Carl C_3_assignsubmission_onlinetext_/x.html"),
        "misc/",
    )
    attempts = read_class(COURSE, tmp_path)
    assert {a.layout for a in attempts} == {"moodle"}
    found = seen(attempts)
    assert found["1"] == "training"
    assert (
        found["2"] == "The folder Bob B_2_assignsubmission_file_ is empty: no file was handed in."
    )
    assert "as a text or a link" in found["3"]
    assert found["misc"] == empty("misc")["misc"]
    assert {a.student: a.name for a in attempts}["2"] == "Bob B"


def test_gradescope(tmp_path: Path) -> None:
    put(tmp_path, "submission_1/training.py", "submission_2/", "submission_3/.DS_Store")
    (tmp_path / "submission_metadata.yml").write_text(
        "".join(
            f"submission_{n}:\n  :submitters:\n  - :name: {name}\n    :sid: '{n}00'\n"
            for n, name in ((1, "Anna"), (2, "Bob"))
        )
    )
    attempts = read_class(COURSE, tmp_path)
    found = seen(attempts)
    assert found["100"] == "training"
    assert found["200"] == empty("submission_2")["submission_2"]
    assert found["submission_3"] == empty("submission_3")["submission_3"]
    assert {a.student: a.name for a in attempts}["200"] == "Bob"


def test_canvas(tmp_path: Path) -> None:
    put(tmp_path, "annaa_1_11_training.py", "bobb_2_12_training.py", "misc/", "more/", "most/")
    attempts = read_class(COURSE, tmp_path)
    assert {a.layout for a in attempts} == {"canvas"}
    assert seen(attempts) == {"1": "training", "2": "training", **empty("misc", "more", "most")}
