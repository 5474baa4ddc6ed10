"""Who is in a class: rosters as platforms export them, and whose submission is whose.

Read are Canvas's gradebook export, Moodle's grading worksheet, the rosters of GitHub Classroom and
Gradescope, and a plain table with a header such as `login,name,id`.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from grader.errors import UsageError
from grader.language import Text, text
from grader.model.source import read_bytes

if TYPE_CHECKING:
    pass

MAX_ROSTER = 32 << 20
"""Bytes of the file."""
MAX_PEOPLE = 100_000
MAX_CELL = 1_000
"""Characters of what is known of a person, each."""


@dataclass(frozen=True, slots=True)
class Person:
    """Someone in the class; what is not known is empty."""

    login: str = ""
    id: str = ""
    """The platform's own number."""
    name: str = ""
    """As the roster spells it: "Jane Doe", "Doe, Jane"."""
    email: str = ""
    section: str = ""
    sis_id: str = ""
    """The university's number."""
    group: str = ""


# Headers as `_header` folds them. Canvas: "Student", "ID", "SIS User ID", "SIS Login ID",
# "Section". Moodle: "Identifier", "Full name", "Email address", "ID number", "Groups". GitHub
# Classroom: "identifier", "github_username", "github_id", "name", "group_name". Gradescope:
# "First Name", "Last Name", "SID", "Email", "Sections".
_HEADERS = {
    "login": "login username githubusername sisloginid loginid user github 用户名 登录名 账号",
    "id": "id userid githubid canvasid canvasuserid identifier 标识符 识别号",
    "name": "name fullname student studentname displayname 姓名 全名 学生 学生姓名",
    "first": "firstname givenname 名 名字",
    "last": "lastname surname familyname 姓 姓氏",
    "email": "email emailaddress mail 邮箱 电子邮件 电子邮箱 电子邮件地址 email地址",
    "section": "section sections class 班级 班",
    "sis_id": "sisuserid sisid sid idnumber studentid studentnumber 学号 学工号",
    "group": "group groups groupname team 组 小组 组别",
}
_BY_HEADER = {name: column for column, names in _HEADERS.items() for name in names.split()}
_PARTICIPANT = re.compile(r"\D{1,40}?\s(\d{1,18})")
"""Moodle's "Participant 123", in any language."""


def read_roster(path: Path, notes: list[Text] | None = None) -> list[Person]:
    """Read a roster, in its own order.

    Args:
        path: a table in CSV, with a header; commas, semicolons or tabs between the columns.
        notes: receives what was assumed.

    Raises:
        UsageError: it can't be read; the message says which line is wrong.
    """
    content = _decoded(path, [] if notes is None else notes)
    lines = list(io.StringIO(content, newline=""))
    skipped = 0
    delimiter = ""
    if lines and (match := re.fullmatch(r"sep=(.)\s*", lines[0])):  # written by Excel
        delimiter, skipped = match[1], 1
    rows = _rows(path, lines[skipped:], delimiter or _delimiter(lines[skipped:]), skipped)
    _, header = next(rows, (0, []))
    columns = _columns(header)
    if not {"login", "id", "name", "last", "email", "sis_id"} & set(columns.values()):
        raise UsageError(
            text(
                "{path} is no roster: its first line names no column such as login, id, name or "
                "email, but {names}.",
                path=path,
                names=", ".join(repr(h[:40]) for h in header[:8]) or "-",
            )
        )
    people: list[Person] = []
    seen: dict[tuple[str, str], int] = {}
    for line, row in rows:
        if len(row) > len(header) and any(cell.strip() for cell in row[len(header) :]):
            problem = text(
                "it has {count} columns, and the header {expected}",
                count=len(row),
                expected=len(header),
            )
            raise _wrong(path, line, problem)
        if person := _person(path, line, columns, row):
            _is_new(path, line, person, seen)
            people.append(person)
        if len(people) > MAX_PEOPLE:
            raise _wrong(path, line, text("there are more than {limit} people", limit=MAX_PEOPLE))
    return people


def _decoded(path: Path, notes: list[Text]) -> str:
    raw = read_bytes(path, MAX_ROSTER)
    if raw.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        encodings = ["utf-16"]
    else:
        encodings = ["utf-8-sig", "gb18030"]
    for encoding in encodings:
        try:
            content = raw.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "gb18030":
            note = text("{path} is not UTF-8 text; it was read as GB 18030.", path=path)
            notes.append(note)
        if (at := content.find("\0")) >= 0:
            raise _wrong(path, content.count("\n", 0, at) + 1, text("it holds a NUL"))
        return content
    raise UsageError(
        text("{path} is no text in UTF-8, UTF-16 or GB 18030; save it as UTF-8.", path=path)
    )


def _delimiter(lines: Sequence[str]) -> str:
    first = re.sub(r'"[^"]*"', "", next((line for line in lines if line.strip()), ""))
    return max(",;\t", key=first.count)


def _rows(
    path: Path, lines: Sequence[str], delimiter: str, skipped: int
) -> Iterator[tuple[int, list[str]]]:
    """Yield rows that are not empty, with the number of the line that each begins in."""
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    begins = 1
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            raise _wrong(path, begins + skipped, str(error)) from None
        if row is None:
            return
        if any(cell.strip() for cell in row):
            yield begins + skipped, row
        begins = reader.line_num + 1


def _columns(header: Sequence[str]) -> dict[int, str]:
    """Return which column is which; the first of a kind counts."""
    columns: dict[int, str] = {}
    for index, cell in enumerate(header):
        column = _BY_HEADER.get(_header(cell))
        if column and column not in columns.values():
            columns[index] = column
    return columns


def _header(cell: str) -> str:
    return re.sub(r"[\s_\-.:]+", "", cell.strip().lstrip("\ufeff")).casefold()


def _person(path: Path, line: int, columns: Mapping[int, str], row: Sequence[str]) -> Person | None:
    known = {c: row[i].strip() for i, c in columns.items() if i < len(row)}
    for column, value in known.items():
        if len(value) > MAX_CELL:
            problem = text(
                "its {column} has more than {limit} characters", column=column, limit=MAX_CELL
            )
            raise _wrong(path, line, problem)
    first, last = known.pop("first", ""), known.pop("last", "")
    if not known.get("name"):
        known["name"] = f"{first} {last}".strip()
    folded = known["name"].casefold()
    others = [value for column, value in known.items() if column not in ("name", "section")]
    # Canvas: a row with the most points there are, and one for who tries the course out.
    if folded.startswith(("points possible", "满分")) or folded == "student, test":
        return None
    if not any(others) and not folded:
        if any(row[i].strip() for i in columns if i < len(row)):
            raise _wrong(path, line, text("it names nobody"))
        return None
    if match := _PARTICIPANT.fullmatch(known.get("id", "")):
        known["id"] = match[1]
    # GitHub Classroom's identifier is whatever the instructor chose.
    identifier = known.get("id", "")
    if "@" in identifier and not known.get("email"):
        known["email"] = known.pop("id")
    return Person(**known)


def _is_new(path: Path, line: int, person: Person, seen: dict[tuple[str, str], int]) -> None:
    for column in ("login", "id"):
        value = getattr(person, column)
        if value and (column, value) in seen:
            problem = text(
                "the {column} {value} is in line {other} already",
                column=column,
                value=repr(value),
                other=seen[column, value],
            )
            raise _wrong(path, line, problem)
        seen[column, value] = line


def _wrong(path: Path, line: int, problem: Text | str) -> UsageError:
    return UsageError(
        text("{path}, line {line}: {problem}.", path=path, line=line, problem=problem)
    )
