"""Clones of group assignments: whose they are, by the roster of GitHub Classroom."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Sequence
from pathlib import Path

import pytest

from grader.cli.batch import _class
from grader.gradebook.layouts import Attempt, read_class
from grader.gradebook.matching import match, with_groups
from grader.gradebook.people import student_rows
from grader.gradebook.roster import Person, read_roster
from grader.model.course import Course
from tests.conftest import ROOT

COURSE = Course.load(ROOT)

HEADER = "identifier,github_username,github_id,name,group_name\n"
ROSTER = (
    HEADER + 's1,ann,1,"Ann A",Team Alpha\ns2,bob,2,"Bob B",Team Alpha\n'
    's3,cy,3,"Cy C",Team Beta\ns4,dee,4,"Dee D",\n'
)


def clones(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / name / ".git").mkdir(parents=True)
        (folder / name / "training.py").write_text(f"# {name}")
    return folder


def roster(folder: Path, content: str = ROSTER) -> Path:
    path = folder / "roster.csv"
    path.write_text(content, encoding="utf-8")
    return path


def grouped(source: Path, people: Sequence[Person]) -> dict[str, set[str]]:
    """For each clone whose it is."""
    attempts = with_groups(read_class(COURSE, source), people)
    return {a.path.name: {a.student, *a.group} for a in attempts}


@pytest.mark.parametrize(
    "names",
    [
        ("hw1-team-alpha", "hw1-team-beta"),  # `team-` is what all clones begin with
        ("hw1-team-alpha", "hw1-team-beta", "hw1-dee"),
        ("training-team-alpha", "training-team-beta"),
        ("hw1-Team-Alpha", "hw1-Team-Beta", "other"),  # and no name of the assignment at all
    ],
)
def test_a_groups_clone_counts_for_its_members(names: tuple[str, ...], tmp_path: Path) -> None:
    source = clones(tmp_path / "class", *names)
    people = read_roster(roster(tmp_path))
    attempts = with_groups(read_class(COURSE, source), people)
    teams = {(a.student, *a.group): a for a in attempts}
    assert teams.keys() >= {("ann", "bob"), ("cy",)}
    assert teams["ann", "bob"].path.name == names[0]
    assert teams["ann", "bob"].read(COURSE.exercises)
    found = match(attempts, people)
    assert [found.people[key] for key in ("ann", "bob", "cy")] == people[:3]
    assert [p.login for p in found.missing] == ([] if "hw1-dee" in names else ["dee"])
    assert found.notes == ()


def test_the_command_asks_the_roster(tmp_path: Path) -> None:
    source = clones(tmp_path / "class", "hw1-team-alpha", "hw1-team-beta")
    found = _class(COURSE, source, None, None, roster(tmp_path), None)
    rows = {r["key"]: r for r in student_rows(found.attempts, found.people, found.missing)}
    assert set(rows) == {"ann", "bob", "cy", "dee"}
    assert rows["bob"]["name"] == "Bob B"
    assert rows["bob"]["in_roster"]


@pytest.mark.parametrize("name", ["hw1-team-alpha", "team-alpha"])
def test_a_single_clone(name: str, tmp_path: Path) -> None:
    source = clones(tmp_path / "class", name)
    assert grouped(source, read_roster(roster(tmp_path))) == {name: {"ann", "bob"}}


def test_a_login_comes_before_a_group(tmp_path: Path) -> None:
    people = [
        *(Person("ann", group="2"), Person("bob", group="cy"), Person("cy", group="team")),
        *(Person("jo-team", group="cy"), Person("kim", group="jo")),
    ]
    # `jane-2` is not linked to anybody in the roster; she is not group 2.
    source = clones(tmp_path / "class", "hw1-ann", "hw1-jane-2", "hw1-cy", "hw1-jo-team")
    assert grouped(source, people) == {
        "hw1-ann": {"ann"},
        "hw1-jane-2": {"jane-2"},
        "hw1-cy": {"cy"},
        "hw1-jo-team": {"jo-team"},
    }


def test_groups_of_numbers(tmp_path: Path) -> None:
    people = [Person("ann", group="1"), Person("bob", group="2"), Person("cy", group="12")]
    source = clones(tmp_path / "class", "hw1-1", "hw1-2", "hw1-12", "hw1-3")
    assert grouped(source, people) == {
        "hw1-1": {"ann"},
        "hw1-2": {"bob"},
        "hw1-12": {"cy"},
        "hw1-3": {"3"},
    }


def test_names_of_groups_in_other_scripts(tmp_path: Path) -> None:
    people = [Person("ann", group="Équipe_Bleue"), Person("bob", group="第一组")]
    source = clones(tmp_path / "class", "hw1-equipe-bleue", "hw1-第一组")
    assert grouped(source, people) == {"hw1-equipe-bleue": {"ann"}, "hw1-第一组": {"bob"}}


def test_a_member_who_is_not_linked_is_found_by_name(tmp_path: Path) -> None:
    people = [Person("ann", group="A b"), Person(name="Bob B", group="A b"), Person(group="A b")]
    attempts = with_groups(
        read_class(COURSE, clones(tmp_path / "class", "hw1-a-b", "hw1-dee")), people
    )
    found = match(attempts, people)
    assert found.people == {"ann": people[0], "Bob B": people[1], "dee": None}


def test_attempts_of_members_have_numbers_of_their_own(tmp_path: Path) -> None:
    """Bob handed in by himself first, as `BOB`; then with Ann."""
    source = clones(tmp_path / "class", "hw1-BOB", "hw1-team-alpha", "hw1-dee")
    for name, second in (("hw1-BOB", "01"), ("hw1-team-alpha", "02"), ("hw1-dee", "03")):
        (source / name / ".git").rmdir()
        when = f"2026-10-01T12:00:{second}Z"
        names = {
            f"GIT_{who}_{what}": "x"
            for who in ("AUTHOR", "COMMITTER")
            for what in ("NAME", "EMAIL")
        }
        environment = {**os.environ, **names, "GIT_COMMITTER_DATE": when}
        for command in (["init", "-q"], ["add", "."], ["commit", "-qm", "x"]):
            subprocess.run(["git", *command], cwd=source / name, env=environment, check=True)
    people = read_roster(roster(tmp_path))
    attempts = with_groups(read_class(COURSE, source), people)
    seen: list[tuple[str, int, tuple[str, ...]]] = [
        (a.student, a.number, a.group) for a in attempts
    ]
    assert seen == [("BOB", 1, ()), ("ann", 2, ("BOB",)), ("dee", 1, ())]
    assert match(attempts, people).people["BOB"] == people[1]


def test_other_layouts_are_left_as_they_are(tmp_path: Path) -> None:
    (tmp_path / "class" / "team-alpha").mkdir(parents=True)
    (tmp_path / "class" / "team-alpha" / "training.py").write_text("x")
    attempts: list[Attempt] = read_class(COURSE, tmp_path / "class")
    assert with_groups(attempts, read_roster(roster(tmp_path))) == attempts


def submissions(folder: Path, *told: tuple[str, str, str]) -> Path:
    """A download of Gradescope: for each submission its minute, its mark and who it is of."""
    listed = ""
    for number, (minute, mark, people) in enumerate(told, 1):
        place = folder / f"submission_{number}"
        place.mkdir(parents=True)
        (place / "training.py").write_text(f"mark = {mark}\n# {number}")
        listed += f"submission_{number}:\n  :submitters:\n"
        for person in people.split():
            name, email, sid = person.split("/")
            listed += f"  - :name: {name}\n    :sid: '{sid}'\n    :email: {email}\n"
        listed += f"  :created_at: 2026-10-01 12:{minute}:00 Z\n" if minute else ""
    (folder / "submission_metadata.yml").write_text(listed)
    return folder


def test_every_member_is_matched_by_all_that_is_known(tmp_path: Path) -> None:
    people = [
        *(Person("ann", name="Ann A", sis_id="1"), Person("bob", email="bob@x.org")),
        *(Person("cy", name="Cy"), Person("dee")),
    ]
    source = submissions(
        tmp_path / "class", ("01", "5", "Ann/a@x.org/1 Bo/bob@x.org/2 Cy/c@x.org/3 Eve/e@x.org/4")
    )
    attempts = read_class(COURSE, source)
    found = match(attempts, people)
    assert found.people == {"1": people[0], "2": people[1], "3": people[2], "4": None}
    assert found.missing == (people[3],)
    rows = {row["key"]: row["name"] for row in student_rows(attempts, found.people, ())}
    assert rows == {"1": "Ann A", "2": "Bo", "3": "Cy", "4": "Eve"}


def test_a_member_with_anothers_number_is_not_that_person(tmp_path: Path) -> None:
    people = [Person("ann", name="Ann A", sis_id="1"), Person("bob", name="Bob B", sis_id="2")]
    source = submissions(tmp_path / "class", ("01", "5", "Ann/a@x.org/1 Mallory/m@x.org/2"))
    found = match(read_class(COURSE, source), people)
    assert found.people == {"1": people[0], "2": None}
    assert "is called Mallory" in str(found.notes[0])


def test_what_any_submission_tells_of_somebody_counts(tmp_path: Path) -> None:
    people = [Person("ann", name="Ann A"), Person("bob", email="bob@x.org")]
    source = submissions(
        tmp_path / "class", ("01", "5", "Ann/a@x.org/1 Bob//2"), ("02", "6", "Bob/bob@x.org/2")
    )
    assert match(read_class(COURSE, source), people).people["2"] == people[1]


@pytest.mark.parametrize("minutes", [("03", "01", "02"), ("01", "03", "02"), ("01", "02", "03")])
def test_the_latest_of_a_member_is_the_latest_by_time(
    minutes: tuple[str, str, str], tmp_path: Path
) -> None:
    """Bob is in two groups, and handed in by himself as well."""
    teams = ("Ann/a@x.org/1 Bob/b@x.org/2", "Cy/c@x.org/3 Bob/b@x.org/2", "Bob/b@x.org/2")
    told = list(zip(minutes, ("5", "6", "7"), teams, strict=True))
    attempts = read_class(COURSE, submissions(tmp_path / "class", *told))
    of_bob = [a for a in attempts if "2" in (a.student, *a.group)]
    assert len({a.number for a in of_bob}) == 3
    latest = max(of_bob, key=lambda a: a.number)
    assert latest.submitted == max(a.submitted for a in of_bob if a.submitted)
    by_time = sorted(of_bob, key=lambda a: a.number)
    assert [a.path.name[-1] for a in by_time] == [
        str(minutes.index(minute) + 1) for minute in sorted(minutes)
    ]
