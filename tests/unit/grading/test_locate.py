"""From names, files, archives and folders to submissions."""

from __future__ import annotations

import json
import os
import subprocess
import zipfile
from pathlib import Path

import pytest

from grader.errors import NothingToGrade, UsageError
from grader.grading.assigned import assigned
from grader.grading.locate import locate
from grader.model.course import Course
from tests.conftest import ROOT
from tests.fakes.courses import RIGHT, adding

COURSE = Course.load(ROOT)


@pytest.fixture
def course(tmp_path: Path) -> Course:
    return Course.load(adding(tmp_path / "course"))


def write_notebook(path: Path, source: str) -> None:
    cell = {"cell_type": "code", "source": source, "metadata": {}, "outputs": []}
    data = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}
    path.write_text(json.dumps(data))


def test_an_archive_holds_one_persons_exercises(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "dorothée.tar.zip", "w") as archive:
        archive.writestr("week 1/parameter_count.py", "x = 1\r\n")
        archive.writestr("week 2/deep/training.py", "y = 2")
        archive.writestr("notes.py", "z = 3")
    (found,) = locate(COURSE, ["dorothée.tar.zip"], tmp_path)
    assert found.owner == "dorothée.tar"
    assert {e.id: dict(s.files) for e, s in found.works} == {
        "parameter_count": {"parameter_count.py": "x = 1\n"},
        "training": {"training.py": "y = 2"},
    }
    paths = [s.path for _, s in found.works]
    assert tmp_path / "dorothée.tar.zip" / "week 1" / "parameter_count.py" in paths
    named = tmp_path / "dorothée.tar.zip"
    (only,) = locate(COURSE, [str(named)], tmp_path, exercise="training")
    assert [e.id for e, _ in only.works] == ["training"]


def test_archives_and_ones_own_work_go_together(tmp_path: Path) -> None:
    for name in ("anna.zip", "bruno.zip"):
        with zipfile.ZipFile(tmp_path / name, "w") as archive:
            archive.writestr("training.py", "x = 1")
    (tmp_path / "parameter_count.py").write_text("x = 1")
    found = locate(COURSE, ["anna.zip", "parameter_count.py", "bruno.zip"], tmp_path)
    assert [p.owner for p in found] == ["anna", None, "bruno"]


@pytest.mark.parametrize("name", ["adding.ipynb", "adding/adding.ipynb"])
def test_a_notebook_in_a_folder(course: Course, tmp_path: Path, name: str) -> None:
    path = tmp_path / "work" / name
    path.parent.mkdir(parents=True)
    write_notebook(path, RIGHT)
    for targets in ([], ["adding"], [str(tmp_path / "work")], [str(path)]):
        (found,) = locate(course, targets, tmp_path / "work")
        ((exercise, submission),) = found.works
        assert dict(submission.files) == {"adding.py": "# cell 1\n" + RIGHT}
        assert submission.path == path


def test_a_notebook_of_another_name(course: Course, tmp_path: Path) -> None:
    write_notebook(tmp_path / "mine.ipynb", RIGHT)
    with pytest.raises(UsageError, match="--exercise"):
        locate(course, ["mine.ipynb"], tmp_path)
    (found,) = locate(course, [str(tmp_path / "mine.ipynb")], tmp_path, exercise="adding")
    assert found.works[0][1].files["adding.py"].endswith(RIGHT)


def test_a_name_that_only_contains_an_exercises_tells_nothing(
    course: Course, tmp_path: Path
) -> None:
    for name in ("adding_all.py", "my adding.py", "adding().py"):
        (tmp_path / name).write_text(RIGHT)
        with pytest.raises(UsageError, match="does not tell which exercise"):
            locate(course, [name], tmp_path)


@pytest.mark.parametrize("name", ["adding (1).py", "adding-2.py", "adding 副本.py", "Adding.py"])
def test_a_copy_is_what_it_is_a_copy_of(course: Course, tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text(RIGHT)
    for find in (locate, assigned):
        ((_, submission),) = find(course, [name], tmp_path)[0].works
        assert dict(submission.files) == {"adding.py": RIGHT}
        assert submission.path == tmp_path / name


def test_a_stub_beside_a_notebook_does_not_count(course: Course, tmp_path: Path) -> None:
    write_notebook(tmp_path / "adding.ipynb", RIGHT)
    (tmp_path / "adding.py").write_text(course.exercises[0].stub.read_text())
    (found,) = locate(course, [], tmp_path)
    submission = found.works[0][1]
    assert submission.path == tmp_path / "adding.ipynb"
    assert submission.notes == ()  # everybody was handed both


@pytest.mark.parametrize("newer", ["adding.py", "adding.ipynb"])
def test_of_a_script_and_a_notebook_the_newer_counts(
    course: Course, tmp_path: Path, newer: str
) -> None:
    write_notebook(tmp_path / "adding.ipynb", RIGHT)
    (tmp_path / "adding.py").write_text(RIGHT)
    for path in tmp_path.iterdir():
        os.utime(path, (2e9, 2e9) if path.name == newer else (1e9, 1e9))
    (found,) = locate(course, [], tmp_path)
    submission = found.works[0][1]
    assert submission.path == tmp_path / newer
    assert f"{newer} was graded, which is newer than" in str(submission.notes[0])


@pytest.mark.parametrize("newer", ["adding.py", "adding.ipynb"])
def test_in_an_archive_too(course: Course, tmp_path: Path, newer: str) -> None:
    write_notebook(tmp_path / "adding.ipynb", RIGHT)
    with zipfile.ZipFile(tmp_path / "anna.zip", "w") as archive:
        for name, content in (
            ("adding.py", RIGHT),
            ("adding.ipynb", (tmp_path / "adding.ipynb").read_text()),
        ):
            year = 2026 if name == newer else 2025
            archive.writestr(zipfile.ZipInfo(f"work/{name}", (year, 1, 2, 3, 4, 6)), content)
    (found,) = locate(course, ["anna.zip"], tmp_path)
    assert found.works[0][1].path == tmp_path / "anna.zip" / "work" / newer


def test_in_a_clone_no_file_is_newer(course: Course, tmp_path: Path) -> None:
    """git writes all files at once, in the order of their names."""
    pushed = tmp_path / "pushed"
    pushed.mkdir()
    write_notebook(pushed / "adding.ipynb", RIGHT)
    (pushed / "adding.py").write_text(RIGHT)
    git = ["git", "-c", "user.name=Anna", "-c", "user.email=anna@example.org"]
    for command in (["init", "-q"], ["add", "."], ["commit", "-q", "-m", "done"]):
        subprocess.run([*git, "-C", str(pushed), *command], check=True)
    clone = tmp_path / "clone"
    subprocess.run(["git", "clone", "-q", str(pushed), str(clone)], check=True)
    (found,) = locate(course, [], clone)
    submission = found.works[0][1]
    assert submission.path == clone / "adding.ipynb"
    assert "not adding.py, which is as old" in str(submission.notes[0])


@pytest.mark.parametrize(
    ("worked", "graded"),
    [
        ("adding/adding.py", "adding/adding.py"),
        ("exercises/intro/adding/adding.py", "exercises/intro/adding/adding.py"),
        ("", "adding/adding.py"),
        ("adding/adding.py exercises/intro/adding/adding.py", "adding/adding.py"),
    ],
)
def test_a_zip_of_a_whole_bundle(course: Course, tmp_path: Path, worked: str, graded: str) -> None:
    """It holds each stub twice: where students work, and where the course keeps its own."""
    stub = course.exercises[0].stub.read_text()
    with zipfile.ZipFile(tmp_path / "anna.zip", "w") as archive:
        for name in ("adding/adding.py", "exercises/intro/adding/adding.py"):
            content = f"{RIGHT}# {name}" if name in worked.split() else stub
            archive.writestr(f"bundle/{name}", content)
    (found,) = locate(course, ["anna.zip"], tmp_path)
    assert found.works[0][1].path == tmp_path / "anna.zip" / "bundle" / graded


@pytest.mark.parametrize("kind", ["script", "notebook"])
def test_an_exercise_may_say_which_counts(course: Course, tmp_path: Path, kind: str) -> None:
    toml = course.exercises[0].folder / "exercise.toml"
    toml.write_text(toml.read_text() + f'\n[notebook]\nprefer = "{kind}"\n')
    write_notebook(tmp_path / "adding.ipynb", RIGHT)
    (tmp_path / "adding.py").write_text(RIGHT)
    (found,) = locate(Course.load(course.root), [], tmp_path)
    submission = found.works[0][1]
    assert submission.path
    assert submission.path.suffix == (".py" if kind == "script" else ".ipynb")
    assert "as this exercise asks for" in str(submission.notes[0])


def test_the_course_itself_is_not_ones_work(course: Course) -> None:
    with pytest.raises(NothingToGrade):
        locate(course, ["."], course.exercises[0].folder)


@pytest.mark.parametrize("name", ["a" * 5_000, "a/" * 3_000, "x\0y.py", "nope.zip"])
def test_impossible_names(course: Course, tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError):
        locate(course, [name], tmp_path)


def test_of_several_people_one_problem_is_a_result(course: Course, tmp_path: Path) -> None:
    for person, source in (("anna", RIGHT.encode()), ("bruno", b"x\0"), ("carla", b"  ")):
        (tmp_path / "class" / person).mkdir(parents=True)
        (tmp_path / "class" / person / "adding.py").write_bytes(source)
    (tmp_path / "class" / "dana").symlink_to(tmp_path / "class" / "anna")
    found = {p.owner: p.works[0][1].problem for p in locate(course, ["class"], tmp_path)}
    assert found.pop("anna") is None
    assert {owner: str(problem) for owner, problem in found.items()} == {
        "bruno": "adding.py is not Python source: it holds NUL bytes.",
        "carla": "adding.py is empty.",
        "dana": "adding.py is a link, and links in what was handed in are not followed; put the "
        "file itself there.",
    }
