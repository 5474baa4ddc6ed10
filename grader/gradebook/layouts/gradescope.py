"""Gradescope's "Download Submissions": `submission_metadata.yml` beside a folder for each.

    submission_123:
      :submitters:
      - :name: Jane Doe
        :sid: '100'
        :email: jane@example.edu
      :created_at: 2026-10-01 12:00:00.123456000 Z
      :history: ...
      :results: ...

Several submitters are a group. Ruby writes the file (Psych, keys are symbols), and it may hold
objects that a safe YAML loader refuses, and the results of tests, which can be large. So only the
lines that are needed are read, by their indentation; everything deeper is skipped.

Source of the keys: programs that read such files, found publicly (`:submitters`, `:name`, `:sid`,
`:email`, `:created_at`, `:history`, `:score`, `:results`); Gradescope documents none.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from grader.errors import UsageError
from grader.gradebook.layouts.material import Handed, Material, Member, hollow, stray
from grader.gradebook.layouts.naming import aware, tidy
from grader.gradebook.layouts.trees import Entry
from grader.language import text

METADATA = "submission_metadata.yml"
MAX_METADATA = 256 << 20

_TOP = re.compile(r"(?P<quote>['\"]?)(?P<key>[^\s'\":]+)(?P=quote):\s*")
_KEY = re.compile(r"  (?P<key>:\w+):(?:\s+(?P<value>.*))?")
_PERSON = re.compile(r"  (?P<dash>- |  ):?(?P<key>\w+):(?:\s+(?P<value>.*))?")
_ESCAPE = re.compile(r"\\(?:x([0-9A-Fa-f]{2})|u([0-9A-Fa-f]{4})|U([0-9A-Fa-f]{8})|(.))", re.DOTALL)
_PLAIN = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "e": "\x1b",
    "0": "\0",
    "a": "\a",
    "b": "\b",
    "_": "\xa0",
}
_WHEN = re.compile(r"(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.\d+)?\s*(Z|UTC|[+-]\d\d:?\d\d)?")


@dataclass(slots=True)
class _Record:
    people: list[dict[str, str]] = field(default_factory=list)
    created: str = ""


def recognised(material: Material) -> bool:
    """Whether the list is there, beside at least one folder of a submission."""
    has_list = any(entry.name == METADATA for entry in material.files())
    return has_list and any(name.startswith("submission_") for name in material.folders())


def handed_in(material: Material) -> Iterator[Handed]:
    """Return each submission, with the people whose it is.

    Raises:
        UsageError: the list can't be read.
    """
    entry = next((e for e in material.files() if e.name == METADATA), None)
    records = _records(material, entry) if entry else {}
    folders = material.folders()
    for name, entries in folders.items():
        record = records.get(name, _Record())
        files = material.below(entries, 1)
        place = (*material.base, name)
        problem = None if entries else hollow(name)
        found = Handed(name, files, place, "gradescope", problem=problem)
        yield _handed(name, record, found)
    for name, record in records.items():
        if name in folders:
            continue
        single = next((e for e in material.files() if e.name == name), None)
        if single:
            files = material.below([single], 0)
            yield _handed(name, record, Handed(name, files, single.parts, "gradescope"))
            continue
        problem = text("{path} is in the list of submissions, but not among the files.", path=name)
        empty = Handed(name, (), (*material.base, name), "gradescope", problem=problem)
        yield _handed(name, record, empty)
    for other in material.files():
        if other.name != METADATA and other.name not in records:
            yield stray(other, "gradescope")


def _handed(name: str, record: _Record, handed: Handed) -> Handed:
    from dataclasses import replace

    people = [member for person in record.people if (member := _member(person)).key]
    first, *others = people or [Member(tidy(name))]
    when = _time(record.created)
    return replace(
        handed,
        student=first.key,
        name=first.name,
        email=first.email,
        submitted=when,
        order=(when.timestamp() if when else 0.0, 0, name),
        group=tuple(others),
    )


def _member(person: Mapping[str, str]) -> Member:
    name, email = tidy(person.get("name", "")), person.get("email", "")
    return Member(tidy(person.get("sid") or email) or name, name, email)


def _records(material: Material, entry: Entry) -> dict[str, _Record]:
    raw = material.tree.read(entry, MAX_METADATA)
    try:
        lines = raw.decode("utf-8-sig").splitlines()
    except UnicodeDecodeError:
        problem = text("it is not UTF-8 text")
        raise UsageError(
            text("{path} can't be accepted: {problem}.", path=METADATA, problem=problem)
        ) from None
    return _parsed(lines)


def _parsed(lines: list[str]) -> dict[str, _Record]:
    records: dict[str, _Record] = {}
    record = _Record()
    section, last = "", ""
    for line in lines:
        if top := _TOP.fullmatch(line):
            record = records.setdefault(top["key"], _Record())
            section = last = ""
        elif section == ":submitters" and (item := _PERSON.fullmatch(line)):
            if item["dash"] == "- ":
                record.people.append({})
            if record.people:
                last = item["key"]
                record.people[-1][last] = item["value"] or ""
        elif key := _KEY.fullmatch(line):
            section, last = key["key"], ""
            if section == ":created_at":
                record.created = key["value"] or ""
        elif last and line.startswith("      ") and record.people:
            # A long value goes on, indented further.
            record.people[-1][last] += " " + line.strip()
    for found in records.values():
        for person in found.people:
            for name, value in person.items():
                person[name] = _scalar(value)
    return records


def _scalar(value: str) -> str:
    """Return what a YAML scalar on one line says."""
    value = value.strip()
    if len(value) > 1 and value[0] == value[-1] == "'":
        return value[1:-1].replace("''", "'")
    if len(value) > 1 and value[0] == value[-1] == '"':
        return _ESCAPE.sub(_unescaped, value[1:-1])
    return "" if value in ("~", "null") or value.startswith("!") else value


def _unescaped(match: re.Match[str]) -> str:
    code = match[1] or match[2] or match[3]
    if not code:
        return _PLAIN.get(match[4], match[4])
    number = int(code, 16)
    return chr(number) if number < 0x110000 and not 0xD800 <= number < 0xE000 else "\ufffd"


def _time(written: str) -> datetime | None:
    if not (match := _WHEN.fullmatch(_scalar(written))):
        return None
    zone = match[3] or ""
    try:
        return aware(
            datetime.fromisoformat(
                f"{match[1]}T{match[2]}{'+00:00' if zone in ('Z', 'UTC') else zone}"
            )
        )
    except ValueError:
        return None
