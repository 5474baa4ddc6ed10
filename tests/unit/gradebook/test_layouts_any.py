"""Classes of any shape at all: reading never fails, and loses nothing."""

from __future__ import annotations

import re
import tempfile
import zipfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from grader.errors import UsageError
from grader.gradebook.layouts import LAYOUTS, read_class
from grader.gradebook.layouts.trees import is_noise
from grader.grading.file_names import exercise_of
from grader.model.course import Course
from tests.conftest import ROOT
from tests.fakes.classes import nested, packed

COURSE = Course.load(ROOT)

WORDS = st.sampled_from(
    [
        *(
            "anna",
            "Anna",
            "王芳",
            "José",
            "Jose\u0301",
            "doejane",
            "1234",
            "99",
            "LATE",
            "anon_aB3dE",
        ),
        *("training", "tensors", "single_gpu", "attempt_2", "2026-10-01T12:00", "v1", "copy", ""),
        *("assignsubmission_file_", "submission_1", "submission_metadata.yml", "\x1b[31m", "\n"),
        *(".git", "__MACOSX", "README.md", "x.py", "-", "..", "=1+1", "\u202e", "e" * 90),
    ]
)
NAMES = st.builds(
    lambda words, between, end: between.join(words) + end,
    st.lists(WORDS, min_size=1, max_size=4),
    st.sampled_from(["_", "-", " ", ", ", " (2)"]),
    st.sampled_from(["", "", ".py", ".ipynb", ".zip", ".tar.gz", ".PY", ".txt"]),
) | st.text(min_size=1, max_size=12)
PATHS = st.lists(NAMES, min_size=1, max_size=4).map("/".join)
CONTENTS = st.sampled_from(
    [
        b"x = 1",
        b"",
        b"\0",
        b"\xff",
        b"{}",
        b'{"cells": []}',
        b"submission_1:\n  :submitters:\n  - :name: A\n    :sid: '1'\n",
        packed({"training.py": b"x = 1"}),
        packed({"a/training.py": b"x = 1", "b/training.py": b"y"}),
        packed({"../x": b""}),
        nested(packed({"tensors.py": b"x"}), 2),
        b"PK\x03\x04",
    ]
)
FILES = st.dictionaries(PATHS, CONTENTS, max_size=8)
OPTIONS = st.fixed_dictionaries(
    {},
    optional={
        "layout": st.sampled_from(sorted(LAYOUTS)),
        "exercise": st.sampled_from(["training", "tensors"]),
    },
)


def check(source: Path, options: dict[str, str]) -> None:
    try:
        attempts = read_class(COURSE, source, **options)
    except UsageError as error:  # the platform's own list, damaged: nobody's names are known
        if "submission_metadata.yml" not in str(error):
            raise
        return
    keys = [(a.student, a.number) for a in attempts]
    assert len(set(keys)) == len(keys)
    held: set[tuple[str, ...]] = set()
    for attempt in attempts:
        attempt.student.encode()
        reading = attempt.reading(COURSE.exercises)
        assert reading.works or reading.problem
        assert not re.search(r"grader-\w{8}/", str(reading.problem))  # where it was unpacked
        for exercise, submission in reading.works:
            assert submission.problem or next(iter(submission.files)) == exercise.files[0]
            assert submission.path
            assert source.parts == submission.path.parts[: len(source.parts)]
        if attempt.content:
            held |= {f.entry.parts for f in attempt.content.files}
        for text in (reading.problem, *(s.problem for _, s in reading.works)):
            assert text is None or (str(text) and text.render("zh"))
    contents = [a.content for a in attempts if a.content]
    everything = {e.parts for e in contents[0].tree.entries()} if contents else set()
    places = {a.path.relative_to(source).parts for a in attempts} | held
    for name in contents[0].tree.subfolders(()) if contents else ():
        # Somebody's, also if it holds nothing.
        assert "assignsubmission_" in name or any(p[:1] == (name,) for p in places), name
    told = {a.path for a in attempts if a.problem}
    for parts in everything - held:
        place = source.joinpath(*parts)
        own = parts[-1].lower().startswith("readme") or parts[-1] == "submission_metadata.yml"
        # What was typed in stands for its author; so does a folder that is nobody's.
        typed = "assignsubmission_" in parts[0] or parts[-1].endswith(".html")
        assert own or typed or told & {place, *place.parents}, parts


@given(FILES, OPTIONS)
def test_any_zip(files: dict[str, bytes], options: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "class.zip"
        with zipfile.ZipFile(path, "w") as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name), content)
        check(path, options)


@given(FILES, OPTIONS)
def test_any_folder(files: dict[str, bytes], options: dict[str, str]) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "class"
        source.mkdir()
        for name, content in files.items():
            if ".." in name.split("/") or name.startswith("/") or "\0" in name:
                continue
            path = source / name
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
            except (OSError, ValueError):
                continue  # no such name can be on a disk, or it is taken
        check(source, options)


@pytest.mark.parametrize("name", ["training.py", "Training (3).ipynb"])
def test_noise_is_no_exercise(name: str) -> None:
    assert is_noise(f".{name}")
    assert exercise_of(f"._{name}", COURSE.exercises) is None
