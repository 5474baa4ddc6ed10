"""What being late costs."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from grader.errors import UsageError
from grader.gradebook.batch import Class
from grader.gradebook.late import Policy, read_policy
from grader.gradebook.layouts import read_class
from grader.gradebook.matching import match
from grader.gradebook.roster import Person
from grader.model.course import Course
from tests.conftest import Grader
from tests.fakes.courses import sums

DUE = datetime(2026, 10, 1, 16, 0, tzinfo=UTC)


@pytest.fixture
def policy(tmp_path: Path) -> Policy:
    return policy_of(
        tmp_path,
        """
        due = 2026-10-02T00:00:00+08:00
        grace_minutes = 10
        per_day = 0.1
        at_most = 0.5
        [extensions]
        anna = 2026-10-03T00:00:00+08:00
        early = 2026-09-01T00:00:00Z
        [exercises.training]
        due = 2026-10-02T16:00:00Z
        at_most = 1
        after_days = 3
        [exercises.training.extensions]
        bob = 2026-11-01T00:00:00Z
        """,
    )


def policy_of(tmp_path: Path, content: str) -> Policy:
    path = tmp_path / "late.toml"
    path.write_text(content, encoding="utf-8")
    return read_policy(path)


@pytest.mark.parametrize(
    ("hours", "value", "why"),
    [
        (-1, 1.0, "on time"),
        (0, 1.0, "on time"),
        (1 / 6, 1.0, "on time, within the period of grace"),
        (0.2, 0.9, "late (day 1 after it was due): -10 %"),
        (24, 0.9, "late (day 1 after it was due): -10 %"),
        (24.01, 0.8, "late (day 2 after it was due): -20 %"),
        (24 * 30, 0.5, "late (day 30 after it was due): -50 %"),
    ],
)
def test_each_day_that_has_begun(policy: Policy, hours: float, value: float, why: str) -> None:
    factor = policy.factor("tensors", "dora", DUE + timedelta(hours=hours), None)
    assert (factor.value, str(factor.why)) == (value, why)


def test_one_exercise_has_its_own(policy: Policy) -> None:
    day = timedelta(days=1)
    values = [policy.factor("training", "x", DUE + n * day, None).value for n in range(7)]
    assert values == [1.0, 1.0, 0.9, 0.8, 0.7, 0.0, 0.0]
    bob = policy.factor("training", "bob", DUE + 20 * day, None)
    assert (bob.value, str(bob.why)) == (1.0, "on time, by an extension")
    assert policy.factor("tensors", "bob", DUE + 20 * day, None).value == 0.5


def test_extensions(policy: Policy) -> None:
    day = timedelta(days=1)
    for student, login in (("anna", ""), ("Anna", ""), ("1234", "anna")):
        when = DUE + day
        factor = policy.factor("tensors", student, when, None, login=login)
        assert (factor.value, str(factor.why)) == (1.0, "on time, by an extension")
        assert policy.factor("tensors", student, when + day, None, login=login).value == 0.9
    # Nobody is due earlier by an extension, neither in general nor for one exercise.
    assert policy.factor("tensors", "early", DUE, None).value == 1.0
    assert policy.factor("training", "anna", DUE + day, None).value == 1.0


def test_without_a_time_the_platform_is_believed(policy: Policy) -> None:
    values = [policy.factor("tensors", "x", None, late).value for late in (None, False, True)]
    assert values == [1.0, 1.0, 0.9]
    told = policy.factor("tensors", "anna", None, True)
    assert told.value == 1.0
    assert "with an extension" in str(told.why)
    # A known time is better than a mark.
    assert policy.factor("tensors", "x", DUE, True).value == 1.0


@pytest.mark.parametrize(
    ("limit", "value", "why"),
    [
        ("0", 0.0, "Late, as the platform says: nothing that is late counts."),
        ("0.5", 0.0, "counted as one day: nothing is left after 0.5"),
        ("1", 1.0, "counted as one day: -0 %"),
    ],
)
def test_nothing_late_counts_also_where_the_platform_alone_says_late(
    limit: str, value: float, why: str, tmp_path: Path
) -> None:
    policy = policy_of(
        tmp_path, f"due = 2026-10-01\nafter_days = {limit}\n[extensions]\n12 = 2026-10-09"
    )
    handed = tmp_path / "class"
    handed.mkdir()
    for name in ("doejane_LATE_11_501_sums.py", "lianna_LATE_12_502_sums.py", "max_13_503_sums.py"):
        (handed / name).write_text("x = 1\n")
    found = {
        attempt.student: policy.factor("sums", attempt.student, attempt.submitted, attempt.late)
        for attempt in read_class(Course.load(sums(tmp_path / "course")), handed)
    }
    assert {key: factor.value for key, factor in found.items()} == {"11": value, "12": 1, "13": 1}
    assert why in str(found["11"].why)


def test_an_extension_that_is_nobodys_is_told(tmp_path: Path) -> None:
    policy = policy_of(
        tmp_path,
        """
        due = 2026-10-02
        [extensions]
        ANNA = 2026-10-03
        bbo = 2026-10-03
        bokey = 2026-10-03
        "b@example.org" = 2026-10-03
        "6" = 2026-10-03
        [exercises.sums.extensions]
        bbo = 2026-10-03
        partner = 2026-10-03
        carla = 2026-10-03
        """,
    )
    people = (
        Person(login="anna", name="Anna Li"),
        Person(login="partner", id="5", email="b@example.org", name="Bo Key"),
        Person(login="dora", id="6"),
    )
    for name in ("anna", "bokey"):
        (tmp_path / "class" / name).mkdir(parents=True)
        (tmp_path / "class" / name / "sums.py").write_text("x = 1\n")
    attempts = read_class(Course.load(sums(tmp_path / "course")), tmp_path / "class")
    matched = match(attempts, people)
    assert [person.login for person in matched.missing] == ["dora"]
    told = policy.strange(Class(attempts, matched.people, matched.missing, policy))
    # Whoever is there is known by key and login alone: another name gives no extension.
    assert [str(note).split("'")[1] for note in told] == ["bbo", "b@example.org", "carla"]
    alone = policy.strange(Class(attempts, {}, (), policy))
    assert ["'partner'" in str(note) for note in alone].count(True) == 1


@pytest.mark.parametrize("roster", [True, False])
def test_grader_batch_tells_whose_extension_is_nobodys(
    grader: Grader, workspace: Path, tmp_path: Path, *, roster: bool
) -> None:
    (workspace / "class" / "anna").mkdir(parents=True)
    (workspace / "class" / "anna" / "notes.txt").write_text("nothing to grade")
    (workspace / "roster.csv").write_text("login,name\nanna,Anna Li\n")
    (workspace / "late.toml").write_text("due = 2026-10-01\n[extensions]\nana = 2026-10-09\n")
    ran = grader(
        *("batch", "class", "-o", "results", "--course", str(sums(tmp_path / "course"))),
        *("--late", "late.toml", *(("--roster", "roster.csv") if roster else ())),
    )
    assert ran.code == 0, ran.err
    assert "The extension for 'ana' is nobody's" in " ".join(ran.out.split())


def test_nothing_is_due(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, "per_day = 0.5\n[extensions]\nanna = 2026-10-01")
    factor = policy.factor("tensors", "anna", DUE, None)
    assert (factor.value, str(factor.why)) == (1.0, "No time is set by which it is due.")


def test_a_date_is_the_end_of_that_day_here(tmp_path: Path) -> None:
    policy = policy_of(tmp_path, "due = 2026-10-01\nper_day = 1")
    midnight = datetime(2026, 10, 2).astimezone()
    assert policy.factor("x", "y", midnight - timedelta(seconds=1), None).value == 1.0
    assert policy.factor("x", "y", midnight + timedelta(seconds=1), None).value == 0.0
    local = policy_of(tmp_path, "due = 2026-10-01T12:00:00").rule.due
    assert local
    assert local.tzinfo


@pytest.mark.parametrize(
    ("content", "piece"),
    [
        ("due = '2026-10-01'", "due = '2026-10-01': must be a date"),
        ("due = 12:00:00", "due"),
        ("per_day = 10", "per_day = 10: must be a number from 0 to 1"),
        ("per_day = -0.1", "per_day"),
        ("per_day = nan", "per_day"),
        ("per_day = true", "per_day = True"),
        ("at_most = inf", "at_most"),
        ("grace_minutes = '5'", "grace_minutes"),
        ("after_days = 1e300", "after_days"),
        ("perday = 0.1", "perday = 0.1: is unknown; there are: due"),
        ("extensions = 1", "extensions"),
        ("[extensions]\nanna = 3", "extensions.anna = 3"),
        ("exercises = 1", "exercises = 1"),
        ("[exercises]\ntraining = 1", "exercises.training = 1"),
        ("[exercises.training]\nx = 1", "exercises.training.x = 1"),
        ("due = ", "is no TOML"),
        ("\0", "is no TOML"),
        ("a = " + "[" * 5_000, "is no TOML"),
    ],
)
def test_what_is_wrong_is_named(content: str, piece: str, tmp_path: Path) -> None:
    with pytest.raises(UsageError) as raised:
        policy_of(tmp_path, content)
    assert "late.toml" in str(raised.value)
    assert piece in str(raised.value)


def test_names_of_exercises_can_be_checked(tmp_path: Path) -> None:
    path = tmp_path / "late.toml"
    path.write_text("[exercises.trainign]\nper_day = 0.1")
    assert read_policy(path).exercises["trainign"].per_day == 0.1
    with pytest.raises(UsageError, match="there is no such exercise"):
        read_policy(path, known=["training"])
    path.write_bytes(b"\xff")
    with pytest.raises(UsageError, match="is no TOML"):
        read_policy(path)
    with pytest.raises(UsageError, match="There is no file"):
        read_policy(tmp_path / "nope.toml")
