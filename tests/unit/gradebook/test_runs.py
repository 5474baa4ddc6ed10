"""One run after another over a class that changes: everybody has a row, every change is told."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from grader.errors import NothingToGrade, UsageError
from grader.gradebook.batch import Batch, Class
from grader.gradebook.edits import set_mark
from grader.gradebook.export.entries import read
from grader.gradebook.keys import Keys
from grader.gradebook.late import Policy, read_policy
from grader.gradebook.layouts import read_class
from grader.gradebook.matching import match
from grader.gradebook.roster import Person
from grader.gradebook.store import Gradebook
from grader.gradebook.watcher import Summary
from grader.model.course import Course
from tests.fakes.pools import NumberPool

ROOT = Path(__file__).resolve().parents[3]
COURSE = Course.load(ROOT)
NAMES = ("tensors", "training")


class Quiet:
    """Watches, and says nothing."""

    def begins(self, total: int, known: int) -> None:
        """See `Watcher`."""

    def working(self, works: Sequence[str]) -> None:
        """See `Watcher`."""

    def graded(self, work: str, score: float, most: float, broken: float) -> None:
        """See `Watcher`."""


def hand_in(folder: Path, **marks: object) -> Path:
    """Files such as `ada/tensors.py`, for `ada__tensors=7`."""
    for name, mark in marks.items():
        student, _, exercise = name.partition("__")
        file = folder / student / f"{exercise or 'tensors'}.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(f"mark = {mark}\n# {student}\n", encoding="utf-8")
    return folder


def run(
    folder: Path,
    results: Path,
    roster: Sequence[Person] = (),
    *,
    force: bool = False,
    layout: str | None = None,
    before: Callable[[str], None] = lambda _: None,
    late: Policy | None = None,
    group: tuple[str, ...] = (),
    replace_: bool = False,
    assigned: tuple[str, ...] = (),
) -> tuple[Summary, NumberPool]:
    """What `grader batch` does, with a pool that only reads numbers."""
    attempts = read_class(COURSE, folder, layout=layout)
    if group:
        attempts = [replace(a, group=group) for a in attempts]
    found = match(attempts, roster)
    people = Class(attempts, found.people if roster else {}, found.missing, late, assigned=assigned)
    pool = NumberPool(*NAMES, before=before)
    with Gradebook(results, make=True) as book:
        batch = Batch(COURSE, people, book, Keys("0", []), source=folder)
        batch.prepare({"keep": "latest"}, "latest", force=force, replace_=replace_)
        pool.asked = [exercise.id for exercise in batch.exercises]
        with contextlib.suppress(KeyboardInterrupt):
            return batch.run(pool if pool.asked else None, Quiet()), pool
        return batch.summary, pool


def marks(results: Path) -> dict[tuple[str, str], tuple[str, float | None]]:
    """Each student's state and mark, as exports see them."""
    with Gradebook(results) as book:
        entries = read(book.connection).entries
    return {key: (entry.state, entry.mark) for key, entry in entries.items()}


def test_names_that_are_no_text_stop_nobody(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "class", ada=7)
    strange = bytes(folder) + b"/bob"
    Path(strange.decode()).mkdir()
    try:
        with open(strange + b"/\xff.docx", "wb") as file:
            file.write(b"x")
        with open(bytes(folder) + b"/\xfe.zip", "wb") as file:
            file.write(b"x")
    except OSError:
        pytest.skip("this file system has names of text alone")
    summary, _ = run(folder, tmp_path / "results")
    found = marks(tmp_path / "results")
    assert found["ada", "tensors"] == ("graded", 7.0)
    assert {student for student, _ in found} >= {"ada", "bob"}
    assert len({student for student, _ in found}) == 3
    assert all(text.isprintable() for row in summary.unreadable for text in row)


def test_who_was_missing_and_hands_in_is_one_person(tmp_path: Path) -> None:
    roster = [Person(login="aada", id="11", name="Ada"), Person(login="rroe", id="12", name="Rick")]
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "ada_11_501_tensors.py").write_text("mark = 7\n")
    run(folder, tmp_path / "results", roster, layout="canvas")
    assert marks(tmp_path / "results")["rroe", "tensors"] == ("missing", 0.0)
    with Gradebook(tmp_path / "results", write=True) as book:
        set_mark(book, "rroe", "tensors", 9, reason="was ill")
    (folder / "rick_12_502_tensors.py").write_text("mark = 4\n")
    run(folder, tmp_path / "results", roster, layout="canvas")
    found = marks(tmp_path / "results")
    assert {student for student, _ in found} == {"11", "12"}
    assert found["12", "tensors"] == ("hand", 9.0)


def test_of_a_member_of_several_groups_the_latest_counts(tmp_path: Path) -> None:
    """Bob's second submission with Ann is older than his only one with Cy."""
    teams = {1: ("01", "5", "ann bob"), 2: ("02", "6", "ann bob"), 3: ("03", "7", "cy bob")}
    listed = ""
    for number, (minute, mark, team) in teams.items():
        hand_in(tmp_path / "class", **{f"submission_{number}__training": mark})
        listed += f"submission_{number}:\n  :submitters:\n"
        listed += "".join(f"  - :name: {name}\n" for name in team.split())
        listed += f"  :created_at: 2026-10-01 12:{minute}:00 Z\n"
    (tmp_path / "class" / "submission_metadata.yml").write_text(listed)
    run(tmp_path / "class", tmp_path / "results")
    found = marks(tmp_path / "results")
    assert {who: found[who, "training"] for who in ("ann", "bob", "cy")} == {
        "ann": ("graded", 6.0),
        "bob": ("graded", 7.0),
        "cy": ("graded", 7.0),
    }


def test_two_people_of_one_name_have_a_row_each(tmp_path: Path) -> None:
    roster = [Person(name="Li Wei", email=f"{n}@example.org") for n in (1, 2)] + [
        Person(name="Ada"),
    ]
    run(hand_in(tmp_path / "class", Ada=7), tmp_path / "results", roster)
    with Gradebook(tmp_path / "results") as book:
        rows = book.connection.execute("SELECT key, name, email FROM students ORDER BY key")
        assert [tuple(row) for row in rows] == [
            ("Ada", "Ada", ""),
            ("Li Wei", "Li Wei", "1@example.org"),
            ("Li Wei (2@example.org)", "Li Wei", "2@example.org"),
        ]


def test_every_mark_that_changed_is_told(tmp_path: Path) -> None:
    """Also where one student's exercises are graded one after another."""
    folder = hand_in(tmp_path / "class", ada__tensors=10, ada__training=10)
    run(folder, tmp_path / "results")
    hand_in(folder, ada__tensors=4, ada__training=5)
    summary, _ = run(folder, tmp_path / "results")
    told = {(c["exercise"], c["before"], c["after"]) for c in summary.changes}
    assert told == {("tensors", 10, 4), ("training", 10, 5)}


def test_the_changes_of_a_run_that_was_stopped_are_told_by_the_next(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "class", ada=10, bob=10, cem=10, dan=10)
    run(folder, tmp_path / "results")
    hand_in(folder, ada=1, bob=2, cem="stop", dan=4)
    run(folder, tmp_path / "results")
    found = marks(tmp_path / "results")
    assert found["ada", "tensors"] == ("graded", 1.0)
    # What was handed in anew is waited for; the mark of what it replaced is nobody's any more.
    assert found["cem", "tensors"] == found["dan", "tensors"] == ("waiting", None)
    hand_in(folder, cem=3)
    summary, pool = run(folder, tmp_path / "results")
    assert len(pool.graded) == 2
    assert {(c["student"], c["before"], c["after"]) for c in summary.changes} == {
        ("ada", 10, 1),
        ("bob", 10, 2),
        ("cem", 10, 3),
        ("dan", 10, 4),
    }
    assert run(folder, tmp_path / "results")[0].changes == []


def test_what_broke_is_tried_again_and_told_again(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "class", ada=7)
    (folder / "ada" / "tensors.py").write_text("broken")
    for _ in range(2):
        summary, pool = run(folder, tmp_path / "results")
        assert len(pool.graded) == len(summary.broken) == 1
        assert marks(tmp_path / "results")["ada", "tensors"] == ("broken", None)


def test_an_empty_class_changes_nothing(tmp_path: Path) -> None:
    run(hand_in(tmp_path / "class", ada=7), tmp_path / "results")
    before = marks(tmp_path / "results")
    (tmp_path / "empty").mkdir()
    with pytest.raises(NothingToGrade):
        run(tmp_path / "empty", tmp_path / "results")
    assert marks(tmp_path / "results") == before
    with Gradebook(tmp_path / "results", write=True) as book:
        book.mark_all("looked at again")
    assert marks(tmp_path / "results") == before


def test_a_forced_run_that_was_stopped_goes_on(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "class", ada=1, bob=2, cem=3, dan=4)
    run(folder, tmp_path / "results")
    stop = {"# cem"}

    def before(source: str) -> None:
        if any(word in source for word in stop):
            raise KeyboardInterrupt

    _, first = run(folder, tmp_path / "results", force=True, before=before)
    stop.clear()
    _, second = run(folder, tmp_path / "results", force=True)
    assert (len(first.graded), len(second.graded)) == (2, 2)
    _, third = run(folder, tmp_path / "results", force=True)
    assert len(third.graded) == 4


def test_a_file_that_changes_meanwhile_waits_for_the_next_run(tmp_path: Path) -> None:
    folder = hand_in(tmp_path / "class", ada=1, bob=2, cem=3, dan=4)

    def before(source: str) -> None:
        if "# ada" in source:
            hand_in(folder, dan=9)

    summary, pool = run(folder, tmp_path / "results", before=before)
    assert len(pool.graded) == 3
    assert "tensors.py" in summary.changed[0] or "dan" in summary.changed[0]
    assert marks(tmp_path / "results")["dan", "tensors"] == ("waiting", None)
    run(folder, tmp_path / "results")
    assert marks(tmp_path / "results")["dan", "tensors"] == ("graded", 9.0)


def rows(results: Path, query: str) -> list[Mapping[str, Any]]:
    with Gradebook(results) as book:
        return [dict(row) for row in book.connection.execute(query)]


def test_the_source_is_known_wherever_one_looks_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    hand_in(tmp_path / "hw1" / "class", ada=1)
    monkeypatch.chdir(tmp_path / "hw1")
    run(Path("class"), tmp_path / "results")
    (row,) = rows(tmp_path / "results", "SELECT source FROM runs")
    assert row["source"] == str(tmp_path / "hw1" / "class")


def test_an_extension_is_one_persons_in_a_group_too(tmp_path: Path) -> None:
    folder = tmp_path / "class"
    folder.mkdir()
    (folder / "ada_LATE_11_501_tensors.py").write_text("mark = 10\n")
    policy = tmp_path / "late.toml"
    policy.write_text(
        "due = 2026-10-01T12:00:00Z\nper_day = 0.2\n[extensions]\nbob = 2099-01-01T12:00:00Z\n"
    )
    late = read_policy(policy, known=NAMES)
    run(folder, tmp_path / "results", layout="canvas", late=late, group=("bob", "cem"))
    found = marks(tmp_path / "results")
    assert {student: mark for (student, exercise), (_, mark) in found.items() if mark} == {
        "11": 8.0,
        "bob": 10.0,
        "cem": 8.0,
    }


@pytest.mark.parametrize(
    "other",
    [
        {"eve__tensors": 1, "fay__tensors": 2},  # another class
        {"ada__training": 1, "bob__training": 2, "cem__training": 3},  # another assignment
        {"ada__tensors": 1, "eve__tensors": 2},
    ],
)
def test_another_assignment_does_not_take_the_marks_away(
    other: dict[str, int], tmp_path: Path
) -> None:
    folder, results = hand_in(tmp_path / "one", ada=7, bob=8, cem=9), tmp_path / "results"
    run(folder, results)
    before = marks(results)
    second = hand_in(tmp_path / "two", **other)
    with pytest.raises(UsageError, match=r"one, and [23] of its 3 works are not in .*--replace"):
        run(second, results)
    assert marks(results) == before
    with Gradebook(results) as book:
        assert book.connection.execute("SELECT count(*) FROM runs").fetchone()[0] == 1
    assert run(folder, results)[1].graded == []
    summary, _ = run(second, results, replace_=True)
    assert {(c["student"], c["after"]) for c in summary.changes} >= {("bob", 0), ("cem", 0)}
    run(second, results)  # the gradebook is of that folder now


def test_the_class_from_another_folder_goes_on(tmp_path: Path) -> None:
    """A later download: most are there, somebody is gone, somebody new."""
    run(hand_in(tmp_path / "one", ada=7, bob=8, cem=9), tmp_path / "results")
    summary, pool = run(hand_in(tmp_path / "two", ada=7, bob=5, dan=1), tmp_path / "results")
    assert len(pool.graded) == 2
    assert {(c["student"], c["before"], c["after"]) for c in summary.changes} == {
        ("bob", 8, 5),
        ("cem", 9, 0),
    }


def test_the_class_from_another_platform_is_the_same(tmp_path: Path) -> None:
    """By the roster they are the same people, under other keys."""
    roster = [Person(login="ada", id="11"), Person(login="bob", id="12")]
    run(hand_in(tmp_path / "one", ada=7, bob=8), tmp_path / "results", roster)
    (tmp_path / "two").mkdir()
    for name, number in (("ada", 11), ("bob", 12)):
        (tmp_path / "two" / f"{name}_{number}_5{number}_tensors.py").write_text("mark = 5")
    run(tmp_path / "two", tmp_path / "results", roster)
    assert marks(tmp_path / "results")["11", "tensors"] == ("graded", 5.0)
