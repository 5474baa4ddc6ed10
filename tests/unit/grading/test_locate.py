"""From names, files, archives and folders to submissions."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path

import pytest

from grader.errors import NothingToGrade, UsageError
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


def test_a_stub_beside_a_notebook_is_ambiguous(course: Course, tmp_path: Path) -> None:
    (tmp_path / "adding.py").write_text("def add(a, b):\n    raise NotImplementedError\n")
    write_notebook(tmp_path / "adding.ipynb", RIGHT)
    with pytest.raises(UsageError, match=r"adding\.py and adding\.ipynb are both there"):
        locate(course, [], tmp_path)


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
