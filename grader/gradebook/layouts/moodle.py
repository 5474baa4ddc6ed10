"""Moodle's "Download all submissions": `Jane Doe_12345_assignsubmission_file_/training.py`.

The number is the participant's, as in the grading worksheet. With "Download submissions in folders"
off, the file's name follows instead of a slash. In group mode the name begins with the group's and
a hyphen; under blind marking it is the word "Participant" in the site's language. Underscores in
names are spaces. `assignsubmission_onlinetext_` holds what was typed in.

Source: Moodle, mod/assign/locallib.php (`download_submissions` and what it calls).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import PurePosixPath

from grader.gradebook.layouts.material import File, Handed, Material, hollow, stray
from grader.gradebook.layouts.naming import tidy
from grader.gradebook.layouts.trees import Entry
from grader.language import text

_NAME = re.compile(
    r"(?P<name>.+?)_(?P<id>\d+)_assignsubmission_(?P<kind>[a-z]+)(?:_(?P<file>.*))?", re.DOTALL
)
_BLIND = re.compile(r"(?:participant|参与者|participante|teilnehmer/?in|teilnehmer)", re.IGNORECASE)


def recognised(material: Material) -> bool:
    """Whether at least half of what lies at the top is named so."""
    tops = [*material.filled(), *(entry.name for entry in material.files())]
    named = sum(bool(_NAME.fullmatch(top)) for top in tops)
    return named > 0 and 2 * named >= len(tops)


def handed_in(material: Material) -> Iterator[Handed]:
    """Return each participant's files."""
    people: dict[str, tuple[str, list[File], list[Entry]]] = {}
    alone = set(material.files())
    for entry in material.entries:
        top = material.within(entry)[0]
        match = _NAME.fullmatch(top)
        if not match:
            if len(material.within(entry)) > 1 or entry in alone:
                yield stray(entry, "moodle")
            continue
        _, files, typed = people.setdefault(match["id"], (match["name"], [], []))
        below = material.within(entry)[1:]
        if match["kind"] != "file":
            typed.append(entry)
        elif below:
            files.append(File(PurePosixPath(*below), entry))
        else:
            files.append(File(PurePosixPath(match["file"] or top), entry))
    for top in material.hollow:
        place = (*material.base, top)
        match = _NAME.fullmatch(top)
        if not match:
            yield stray(Entry(place, problem=hollow(top)), "moodle")
        elif match["id"] not in people:
            people[match["id"]] = (match["name"], [], [Entry(place, problem=hollow(top))])
    for key, (name, files, typed) in people.items():
        place = (files[0].entry if files else typed[0]).parts[: len(material.base) + 1]
        problem = None
        if not files:
            problem = typed[0].problem or text(
                "It was handed in as a text or a link; a file is asked for."
            )
        shown = "" if _BLIND.fullmatch(name) else tidy(name)
        yield Handed(key, tuple(files), place, "moodle", name=shown, problem=problem)
