"""The people of a class as rows of the gradebook: who handed something in, and who did not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from grader.gradebook.roster import Person

if TYPE_CHECKING:
    from grader.gradebook.layouts import Attempt


def student_rows(
    attempts: Sequence[Attempt], people: Mapping[str, Person | None], missing: Sequence[Person]
) -> Iterator[dict[str, Any]]:
    """Give a row for everybody.

    Args:
        attempts: what was handed in.
        people: for each student's key, who that is by the roster.
        missing: of whom nothing is there.
    """
    names: dict[str, str] = {}
    for attempt in attempts:
        for member in attempt.members():
            names[member.key] = member.name or names.get(member.key, "")
    for student, name in names.items():
        yield _row(student, name, people.get(student))
    taken = set(names)
    for person in missing:
        known = [name for name in _names(person) if name] or ["?"]
        key, others = known[0], iter((*known[1:], *map(str, range(2, len(taken) + 3))))
        while key in taken:  # two people may share a name: each has a row
            key = f"{known[0]} ({next(others)})"
        taken.add(key)
        yield _row(key, person.name, person)


def _names(person: Person) -> tuple[str, ...]:
    """What somebody can be called by, the best first."""
    return person.login, person.id, person.name, person.email, person.sis_id


def _row(key: str, name: str, person: Person | None) -> dict[str, Any]:
    """Return someone as a row of the gradebook's `students`; None: of whom no roster tells."""
    row = {"key": key, "name": name, "in_roster": person is not None}
    empty = dict.fromkeys(("login", "number", "email", "section", "sis_id", "team"), "")
    if person is None:
        return {**empty, **row}
    return {
        **row,
        "name": person.name or name,
        "login": person.login,
        "number": person.id,
        "email": person.email,
        "section": person.section,
        "sis_id": person.sis_id,
        "team": person.group,
    }
