"""Canvas's "Download Submissions": one file each, named after who handed it in.

`doejane_LATE_1234_567890_training-1.py`: the sortable name ("Doe, Jane") in lower case without
anything but letters and digits, LATE if it was, the user's id (or `anon_` and five characters), the
file's own id, and what the student called it. Text entries and links end in `_text.html` and
`_link.html`, without the file's id. Canvas appends `-1` where the student had handed in a file of
that name before.

Source: canvas-lms, lib/content_zipper.rb (`add_submission`, `get_filename`), as of 2026.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from grader.gradebook.layouts.material import File, Handed, Material, hollow, stray
from grader.gradebook.layouts.naming import tidy
from grader.gradebook.layouts.trees import Entry
from grader.grading.file_names import exercise_of
from grader.language import text

# Canvas takes /_\d+_/ out of names, and gives everybody one who is not anonymous; so the first pair
# of numbers after something else is its own, also where a name is a number.
_FILE = re.compile(
    r"(?:(?P<hidden>LATE_)?(?P<anon>anon_[0-9A-Za-z]{5})|(?P<name>.+?)_(?P<late>LATE_)?(?P<id>\d+))"
    r"_(?:(?P<file_id>\d+)_(?P<file>.+)|(?P<entry>text|link)\.html)",
    re.DOTALL,
)


def recognised(material: Material) -> bool:
    """Whether at least half of the files at the top are named so, and few folders beside them."""
    files = material.files()
    named = sum(bool(_FILE.fullmatch(entry.name)) for entry in files)
    return named > 0 and 2 * named >= len(files) + len(material.filled())


def handed_in(material: Material) -> Iterator[Handed]:
    """Return each student's files; of several for one exercise, each is an attempt."""
    students: dict[str, list[tuple[re.Match[str], Entry]]] = {}
    for entry in material.files():
        if match := _FILE.fullmatch(entry.name):
            key = match["id"] or match["anon"]
            students.setdefault(key, []).append((match, entry))
        else:
            yield stray(entry, "canvas")
    for name, entries in material.folders().items():
        problem = entries[0].problem if entries else hollow(name)
        yield stray(Entry((*material.base, name), problem=problem), "canvas")
    for key, found in students.items():
        yield from _student(material, key, found)


def _student(
    material: Material, key: str, found: list[tuple[re.Match[str], Entry]]
) -> Iterator[Handed]:
    rounds: list[list[File]] = []
    taken: dict[str, int] = {}
    typed = [match["entry"] for match, _ in found if match["entry"]]
    for match, entry in sorted(found, key=lambda pair: _age(material, *pair)):
        if not match["file"]:
            continue
        named = exercise_of(match["file"], material.exercises)
        suffix = PurePosixPath(match["file"]).suffix.lower()
        slot = named[0].id + suffix if named else match["file"]
        turn = taken.get(slot, 0)
        taken[slot] = turn + 1
        if turn == len(rounds):
            rounds.append([])
        called = PurePosixPath(match["file"].replace("/", "_"))
        rounds[turn].append(File(called, entry))
    name = next((match["name"] for match, _ in found if match["name"]), "")
    late = any(match["late"] or match["hidden"] for match, _ in found)
    for turn, files in enumerate(rounds):
        place = files[0].entry.parts if len(files) == 1 else material.base
        yield Handed(
            key, tuple(files), place, "canvas", name=tidy(name), late=late, order=(0.0, turn, "")
        )
    if not rounds and typed:
        problem = text("It was handed in as a text or a link; a file is asked for.")
        place = found[0][1].parts
        yield Handed(key, (), place, "canvas", name=tidy(name), late=late, problem=problem)


def _age(material: Material, match: re.Match[str], entry: Entry) -> tuple[int, int, str]:
    named = exercise_of(match["file"] or "", material.exercises)
    return (named[1] if named else 0, int((match["file_id"] or "0")[:18]), entry.name)
