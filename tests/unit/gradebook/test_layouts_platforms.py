"""What Canvas, Moodle, Gradescope and Classroom call things."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.gradebook.layouts import Attempt, gradescope, read_class
from grader.model.course import Course
from tests.conftest import ROOT
from tests.fakes.classes import packed

COURSE = Course.load(ROOT)


def read(tmp_path: Path, files: Mapping[str, bytes], **options: str) -> list[Attempt]:
    path = tmp_path / "class.zip"
    path.write_bytes(packed(files))
    return read_class(COURSE, path, **options)


def works(attempt: Attempt) -> dict[str, str]:
    return {e.id: "".join(s.files.values()) for e, s in attempt.read(COURSE.exercises)}


def test_canvas(tmp_path: Path) -> None:
    files = {
        "doejane_1234_567890_training.py": b"jane",
        "doejane_1234_567891_parameter_count.py": b"jane",
        "doejane_1234_567892_notes_1_2.txt": b"jane",
        "smithj2_LATE_1235_567893_training-3.py": b"smith",
        "20261234_1236_567894_training.py": b"a number for a name",
        "王芳_1237_567895_training.py": b"wang",
        "müllerjörg_1238_567896_training.py": b"joerg",
        "a_b_c_1239_567897_work.zip": packed({"training.py": b"zipped"}),
        "typistty_1240_text.html": b"<p>see above",
        "linkerli_LATE_1241_link.html": b"<a>",
        "twicetwo_1242_9_training.py": b"one",
        "twicetwo_1242_10_training-1.py": b"two",
        "twicetwo_1242_11_training-2.py": b"three",
        "sametwo_1243_22_training.py": b"second",
        "sametwo_1243_9_training.py": b"first",
    }
    attempts = {(a.student, a.number): a for a in read(tmp_path, files)}
    assert {a.layout for a in attempts.values()} == {"canvas"}
    jane = attempts.pop(("1234", 1))
    assert (jane.name, jane.late) == ("doejane", False)
    assert works(jane) == {"training": "jane", "parameter_count": "jane"}
    assert jane.reading(COURSE.exercises).left == ("notes_1_2.txt",)
    smith = attempts.pop(("1235", 1))
    assert (smith.name, smith.late) == ("smithj2", True)
    assert works(smith) == {"training": "smith"}
    assert attempts.pop(("1236", 1)).name == "20261234"
    assert attempts.pop(("1237", 1)).name == "王芳"
    assert attempts.pop(("1238", 1)).name == "müllerjörg"
    zipped = attempts.pop(("1239", 1))
    assert (zipped.name, works(zipped)) == ("a_b_c", {"training": "zipped"})
    assert "a file is asked for" in str(attempts.pop(("1240", 1)).problem)
    linked = attempts.pop(("1241", 1))
    assert linked.problem
    assert linked.late is True
    assert [works(attempts.pop(("1242", n)))["training"] for n in (1, 2, 3)] == [
        "one",
        "two",
        "three",
    ]
    # Equal names: the file's number tells which is older.
    assert [works(attempts.pop(("1243", n)))["training"] for n in (1, 2)] == ["first", "second"]
    assert not attempts


def test_canvas_without_names(tmp_path: Path) -> None:
    files = {
        "anon_aB3dE_567890_training.py": b"x",
        "LATE_anon_12345_567891_training.py": b"x",
        "other.py": b"x",
    }
    found = {a.student: a for a in read(tmp_path, files)}
    assert set(found) == {"anon_aB3dE", "anon_12345", "other.py"}
    assert found["anon_12345"].late is True
    assert found["anon_aB3dE"].late is False
    assert found["anon_aB3dE"].name == ""


def test_canvas_unpacked(tmp_path: Path) -> None:
    (tmp_path / "doejane_1234_567890_training.py").write_text("x")
    (attempt,) = read_class(COURSE, tmp_path)
    assert (attempt.layout, attempt.student) == ("canvas", "1234")
    assert attempt.path == tmp_path / "doejane_1234_567890_training.py"


def test_moodle(tmp_path: Path) -> None:
    end = "assignsubmission_file_"
    files = {
        f"Jane Doe_12345_{end}/training.py": b"jane",
        f"Jane Doe_12345_{end}/deep/tensors.py": b"jane",
        "Jane Doe_12345_assignsubmission_onlinetext_/onlinetext.html": b"hello",
        f"Team 1-Bo O'Brien_12346_{end}/training.py": b"bo",
        f"王芳_12347_{end}training.py": b"wang",
        f"Participant_12348_{end}/training.py": b"blind",
        "Ty Pist_12349_assignsubmission_onlinetext_/onlinetext.html": b"hello",
        f"Zoë_12350_{end}/all.zip": packed({"training.py": b"zoe"}),
        "feedback/x.py": b"x",
    }
    found = {a.student: a for a in read(tmp_path, files)}
    assert found.pop("feedback/x.py").problem
    assert {a.layout for a in found.values()} == {"moodle"}
    assert {key: a.name for key, a in found.items()} == {
        "12345": "Jane Doe",
        "12346": "Team 1-Bo O'Brien",
        "12347": "王芳",
        "12348": "",
        "12349": "Ty Pist",
        "12350": "Zoë",
    }
    assert works(found["12345"]) == {"training": "jane", "tensors": "jane"}
    assert works(found["12347"]) == {"training": "wang"}
    assert works(found["12350"]) == {"training": "zoe"}
    assert "a file is asked for" in str(found["12349"].problem)
    assert all(a.late is None and a.submitted is None for a in found.values())


METADATA = r"""---
submission_1:
  :submitters:
  - :name: Jane Doe
    :sid: '007'
    :email: jane@example.edu
  - :name: 'Bo O''Brien'
    :sid:
    :email: bo@example.edu
  :created_at: 2026-10-01 12:00:00.123456000 Z
  :score: 3.5
  :results:
    tests:
    - output: |-
        submission_9:
          :submitters:
          - :name: Mallory
    extra: "  :created_at: 1999-01-01 00:00:00 Z"
  :history:
  - :id: 5
    :created_at: 2020-01-01 00:00:00 Z
    :submitters: x
submission_2:
  :created_at: !ruby/object:ActiveSupport::TimeWithZone
    utc: 2026-10-01 12:00:00 Z
  :submitters:
  - :name: "\u738B\u82B3 \e[31m\"red\"\n\xE9"
    :sid: ~
    :email:
  - :name: A very long name that Ruby folds at eighty columns because it
      goes on and on
    :sid: 44
    :email: long@example.edu
submission_3:
  :submitters:
  - :name: Gone Away
    :sid: '9'
    :email: gone@example.edu
  :created_at: 2026-10-01 12:00:00 +0800
"""


def test_gradescope(tmp_path: Path) -> None:
    base = "assignment_4711_export/"
    files = {
        f"{base}submission_metadata.yml": METADATA.encode(),
        f"{base}submission_1/training.py": b"one",
        f"{base}submission_1/submission_metadata.yml": b"submission_2:\n",
        f"{base}submission_2/training.py": b"two",
        f"{base}submission_77/training.py": b"unlisted",
        f"{base}what.txt": b"x",
    }
    found = {a.student: a for a in read(tmp_path, files)}
    assert {a.layout for a in found.values()} == {"gradescope"}
    jane = found.pop("007")
    assert (jane.name, jane.email, jane.group) == (
        "Jane Doe",
        "jane@example.edu",
        ("bo@example.edu",),
    )
    assert jane.submitted
    assert jane.submitted.isoformat() == "2026-10-01T12:00:00+00:00"
    assert works(jane) == {"training": "one"}
    wang = found.pop('王芳 \x1b[31m"red"\né')
    assert wang.group == ("44",)
    assert wang.submitted is None
    gone = found.pop("9")
    assert "not among the files" in str(gone.problem)
    assert gone.submitted
    assert gone.submitted.utcoffset()
    assert works(found.pop("submission_77")) == {"training": "unlisted"}
    assert found.pop(f"{base}what.txt").problem
    assert not found


def test_a_students_list_is_no_list(tmp_path: Path) -> None:
    files = {
        "anna/submission_metadata.yml": METADATA.encode(),
        "anna/submission_1/training.py": b"x",
        "bruno/training.py": b"x",
    }
    assert {a.student: a.layout for a in read(tmp_path, files)} == {
        "anna": "folders",
        "bruno": "folders",
    }


@pytest.mark.parametrize(
    "list_",
    [
        b"",
        b"\xff\xfe",
        b"[1, 2",
        b"a: &a [*a, *a]\n",
        b":submitters:\n- :name: x\n",
        b"submission_1:\n  :submitters:\n    :name: x\n",
        b"submission_1:\n  :created_at: 9999-99-99 99:99:99 Z\n",
        b"submission_1:\n  :created_at: 0001-01-01 00:00:00\n",
        b'submission_1:\n  :submitters:\n  - :name: "\\ud800\\U00110000\\q"\n',
        b"\0" * 100,
    ],
)
def test_lists_that_make_no_sense(list_: bytes, tmp_path: Path) -> None:
    files = {"submission_metadata.yml": list_, "submission_1/training.py": b"x"}
    try:
        attempts = read(tmp_path, files)
    except UsageError as error:
        assert list_ == b"\xff\xfe"
        assert "submission_metadata.yml" in str(error)  # noqa: PT017 - one case of many
        return
    (attempt,) = attempts
    attempt.student.encode()
    assert works(attempt) == {"training": "x"}


def test_a_large_list_is_read_by_its_lines() -> None:
    tests = "".join(f"    - name: test {n}\n      output: {'x' * 200}\n" for n in range(500))
    record = f"  :submitters:\n  - :name: N\n    :sid: '1'\n  :results:\n    tests:\n{tests}"
    lines = "".join(f"submission_{n}:\n{record}" for n in range(20)).splitlines()
    assert len(gradescope._parsed(lines)) == 20


@pytest.mark.parametrize(
    ("folder", "names", "logins"),
    [
        ("hw-1-submissions", ["hw-1-anna", "hw-1-anna-b"], ["anna", "anna-b"]),
        ("clones", ["cs-hw1-anna", "cs-hw1-bob"], ["anna", "bob"]),
        ("clones", ["training-anna-x", "training-anna-y"], ["anna-x", "anna-y"]),
        ("clones", ["parameter-count-anna"], ["anna"]),
        ("clones", ["anna"], ["anna"]),
    ],
)
def test_logins_in_the_names_of_clones(
    folder: str, names: list[str], logins: list[str], tmp_path: Path
) -> None:
    for name in names:
        (tmp_path / folder / name / ".git").mkdir(parents=True)
        (tmp_path / folder / name / "training.py").write_text("x")
        (tmp_path / folder / name / "README.md").write_text("x")
    attempts = read_class(COURSE, tmp_path / folder)
    assert [a.student for a in attempts] == logins
    assert {a.layout for a in attempts} == {"classroom"}


def test_clones_in_a_zip(tmp_path: Path) -> None:
    files = {"hw-anna/training.py": b"x", "hw-bob/training.py": b"x"}
    attempts = read(tmp_path, files, layout="classroom")
    assert [a.student for a in attempts] == ["anna", "bob"]
