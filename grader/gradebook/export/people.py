"""Whose row it is: a sheet's row and a student of the gradebook, brought together without guessing.

A stronger name decides before a weaker one, and one that contradicts it rules a student out: two
people may have the same name, and then differ in their ids.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from grader.gradebook.export.entries import Student
from grader.gradebook.export.sheets import folded
from grader.language import Text, text

Kind = Literal["number", "sis_id", "login", "email", "name"]

Names = Mapping[Kind, str]
"""What a row says of its student: kind -> value, "" where it says nothing."""


@dataclass(frozen=True, slots=True)
class Matched:
    """Rows and their students, and what could not be brought together."""

    rows: Mapping[int, Student]
    notes: tuple[Text, ...]


def match(
    students: Sequence[Student], rows: Sequence[tuple[int, Names]], kinds: Sequence[Kind]
) -> Matched:
    """Find the student of each row.

    Args:
        students: of the gradebook.
        rows: the numbers of rows, counted from 0, with the names that stand in them.
        kinds: what to go by, from the strongest to the weakest.
    """
    index = _index(students, kinds)
    found: dict[int, Student] = {}
    notes: list[Text] = []
    for number, names in rows:
        candidates = _candidates(index, names, kinds)
        if len(candidates) == 1:
            found[number] = candidates[0]
        else:
            notes.append(_unknown(number, names, ambiguous=len(candidates) > 1))
    twice = {key for key, count in Counter(s.key for s in found.values()).items() if count > 1}
    for number, names in rows:
        if number in found and found[number].key in twice:
            notes.append(
                text(
                    "Row {row} of the sheet ({who}) is one of several for {student}; none of them "
                    "is filled in.",
                    row=number + 1,
                    who=_who(names),
                    student=found.pop(number).key,
                )
            )
    met = {student.key for student in found.values()}
    notes += [
        text("{student} has no row in the sheet.", student=_shown(student))
        for student in students
        if student.key not in met
    ]
    return Matched(found, tuple(notes))


def _index(
    students: Iterable[Student], kinds: Sequence[Kind]
) -> dict[tuple[Kind, str], list[Student]]:
    index: dict[tuple[Kind, str], list[Student]] = defaultdict(list)
    for student in students:
        for kind in kinds:
            for value in _values(student, kind):
                index[kind, value].append(student)
    return index


def _values(student: Student, kind: Kind) -> set[str]:
    values = {getattr(student, kind)}
    # The layout of the submissions may have told a name alone, as the key. That is a number where a
    # course system gave it out; a folder that is called 1 need not be participant 1.
    if (kind == "login" or (kind == "number" and student.numbered)) and not getattr(student, kind):
        values.add(student.key)
    return {normal for value in values if (normal := normalised(kind, value))}


def normalised(kind: Kind, value: str) -> str:
    """Return a value for comparing: `Participant 12` is 12, `Li, Anna` is Anna Li."""
    if kind == "number":
        digits = re.fullmatch(r"(?:\D*\s)?(\d+)\s*", value)
        return digits[1].lstrip("0") or "0" if digits else folded(value)
    if kind == "name":
        return " ".join(sorted(folded(value.replace(",", " ").replace("，", " ")).split()))
    return folded(value)


def _candidates(
    index: Mapping[tuple[Kind, str], list[Student]], names: Names, kinds: Sequence[Kind]
) -> list[Student]:
    several: list[Student] = []
    for at, kind in enumerate(kinds):
        value = normalised(kind, names.get(kind, ""))
        found = [
            student
            for student in index.get((kind, value), [])
            if not any(
                _contradicts(student, names, other)
                for other in kinds[:at]
                # People have several addresses; that speaks against a name, not against an id.
                if other != "email" or kind == "name"
            )
        ]
        if value and len(found) == 1:
            return found
        several = several or (found if value else [])
    return several


def _contradicts(student: Student, names: Names, kind: Kind) -> bool:
    told = normalised(kind, names.get(kind, ""))
    known = normalised(kind, getattr(student, kind))
    return bool(told and known and told != known)


def _unknown(number: int, names: Names, *, ambiguous: bool) -> Text:
    values = {"row": number + 1, "who": _who(names)}
    if ambiguous:
        return text(
            "Row {row} of the sheet ({who}) could be several people of the gradebook; it stays as "
            "it is.",
            **values,
        )
    return text(
        "Row {row} of the sheet ({who}) is nobody of the gradebook; it stays as it is.", **values
    )


def _who(names: Names) -> str:
    told = (names.get("name"), names.get("number"), names.get("sis_id"), names.get("login"))
    return ", ".join([value for value in told if value][:2])


def _shown(student: Student) -> str:
    return f"{student.name} ({student.key})" if student.name else student.key
