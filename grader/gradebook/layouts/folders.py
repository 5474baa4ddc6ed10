"""Folders and files by student: `anna/training.py`, `anna/attempt_2/...`, `anna_training.py`.

An archive is a student's as a folder of its name would be.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import PurePosixPath

from grader.gradebook.layouts.material import File, Handed, Material, hollow, nobodys, stray
from grader.gradebook.layouts.naming import (
    archive_suffix,
    attempt_of,
    author_of,
    browser_copy,
    tidy,
)
from grader.gradebook.layouts.trees import Entry
from grader.grading.file_names import SOURCES, exercise_of
from grader.language import text


def recognised(material: Material) -> bool:
    """Whether there is anything at all: every class that is laid out otherwise is told first."""
    return bool(material.entries or material.hollow)


def handed_in(material: Material) -> Iterator[Handed]:
    """Return what lies in each student's folder, and what files name a student."""
    for name, entries in material.folders().items():
        yield from _folder(material, name, entries)
    yield from flat(material)


def _folder(material: Material, name: str, entries: tuple[Entry, ...]) -> Iterator[Handed]:
    place = (*material.base, name)
    files = material.below(entries, 1)
    named = exercise_of(f"{name}.py", material.exercises)
    if named:
        yield Handed(name, (), place, "folders", problem=nobodys(name))
        return
    if not entries:
        # Whatever else is theirs came later.
        order = (float("-inf"), 0, "")
        yield Handed(tidy(name), (), place, "folders", problem=hollow(name), order=order)
        return
    # An attempt that nothing was put into is one all the same.
    inside = material.tree.subfolders(place)
    attempts: dict[str, list[File]] = {label: [] for label in inside if attempt_of(label)}
    rest: list[File] = []
    for file in files:
        first = file.name.parts[0]
        if len(file.name.parts) > 1 and attempt_of(first):
            inner = File(PurePosixPath(*file.name.parts[1:]), file.entry)
            attempts.setdefault(first, []).append(inner)
        else:
            rest.append(file)
    for label, inner_files in attempts.items():
        number, when = attempt_of(label) or (0, None)
        order = (when.timestamp() if when else 0.0, number, label)
        where = (*place, label)
        yield Handed(
            tidy(name),
            tuple(inner_files),
            where,
            "folders",
            problem=None if inner_files else hollow(label),
            submitted=when,
            order=order,
        )
    if not any(attempts.values()) or any(_may_count(material, f) for f in rest):
        # Beside attempts, what lies in none of them came last.
        order = (float("inf"), 0, "") if attempts else (0.0, 0, "")
        yield Handed(tidy(name), tuple(rest), place, "folders", order=order)


def _may_count(material: Material, file: File) -> bool:
    name = file.name.name
    return bool(archive_suffix(name) or exercise_of(name, material.exercises))


def flat(material: Material) -> Iterator[Handed]:
    """Return what files at the top are, by their names; each may be one of several attempts."""
    rounds: dict[tuple[str, int], list[File]] = {}
    for entry in material.files():
        suffix = PurePosixPath(entry.name).suffix
        if (ending := archive_suffix(entry.name)) is not None:
            stem = entry.name[: -len(ending)]
            readings = author_of(stem, material.exercises)
            base, number = browser_copy(stem)
            student = readings[0][0] if len(readings) == 1 else tidy(base)
            place = (*material.base, entry.name)
            files = (File(PurePosixPath(entry.name), entry),)
            yield Handed(student, files, place, "flat", order=(0.0, number, entry.name))
        elif suffix.lower() not in SOURCES:
            yield stray(entry, "flat")
        elif handed := _authored(material, entry):
            student, file, number = handed
            rounds.setdefault((student, number), []).append(file)
        else:
            yield _unclear(material, entry)
    for (student, number), files_ in sorted(rounds.items()):
        place = files_[0].entry.parts if len(files_) == 1 else material.base
        yield Handed(student, tuple(files_), place, "flat", order=(0.0, number, ""))


def _authored(material: Material, entry: Entry) -> tuple[str, File, int] | None:
    path = PurePosixPath(entry.name)
    suffix = path.suffix.lower()
    readings = author_of(path.stem, material.exercises)
    if len(readings) == 1:
        student, exercise, number = readings[0]
        return student, File(PurePosixPath(exercise.id + suffix), entry), number
    if readings or material.only is None or exercise_of(entry.name, material.exercises):
        return None
    stem, number = browser_copy(path.stem)
    return tidy(stem), File(PurePosixPath(material.only.id + suffix), entry), number


def _unclear(material: Material, entry: Entry) -> Handed:
    readings = author_of(PurePosixPath(entry.name).stem, material.exercises)
    if len(readings) > 1:
        listed = ", ".join(f"{student} ({exercise.id})" for student, exercise, _ in readings)
        problem = text(
            "The name of {path} can be read in more than one way: {readings}; it was left out.",
            path=entry.name,
            readings=listed,
        )
        return stray(entry, "flat", problem)
    return stray(entry, "flat")
