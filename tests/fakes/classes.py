"""A made-up class of some sixty students, as each platform hands it to an instructor.

The people and their work are the same in all layouts, as far as a layout can tell them: right,
wrong, broken, hostile, late, twice, packed, and with names that programs stumble over.
"""

from __future__ import annotations

import csv
import io
import os
import re
import subprocess
import unicodedata
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from tests.conftest import ROOT

LAYOUTS = ("folders", "flat", "classroom", "canvas", "moodle", "gradescope")
ZIPPED = ("canvas", "moodle", "gradescope")
"""Layouts that come as a zip."""

EXERCISES = ("parameter_count", "install_check")
"""What made-up students hand in; those of the example class hand in more."""

WHEN = "2026-10-01 {hour:02}:30:00.000000000 Z"
LINK = "\0link:"
"""How the content of a link begins."""

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Student:
    """A made-up person, and all that they handed in, oldest first."""

    login: str
    name: str
    id: str
    attempts: tuple[Files, ...]
    late: bool = False
    kind: str = "right"
    """right, wrong, example, broken, nothing"""
    problems: Mapping[str, str] = field(default_factory=dict)
    """Per exercise, or "" for all: a piece of what must be said of it."""

    @property
    def email(self) -> str:
        return f"{self.login.lower()}@example.edu"

    @property
    def last_first(self) -> str:
        if ", " in self.name or " " not in self.name:
            return self.name
        first, last = self.name.rsplit(" ", 1)
        return f"{last}, {first}"

    @property
    def first_last(self) -> str:
        last, comma, first = self.name.partition(", ")
        return f"{first} {last}" if comma else self.name


@dataclass(frozen=True, slots=True)
class Seen:
    """What reading the class must say of one attempt."""

    student: Student
    key: str
    number: int
    works: tuple[str, ...]
    """Exercises that can be graded."""
    problems: Mapping[str, str]
    """A piece of what must be said: per exercise, or "" where nothing at all can be read."""
    late: bool | None = None
    group: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Expected:
    """A class on the disk, and what is in it."""

    source: Path
    roster: Path
    attempts: tuple[Seen, ...]
    strays: tuple[str, ...]
    """Keys of what belongs to nobody."""
    students: tuple[Student, ...]
    absent: tuple[str, ...]
    """Logins of the roster's who handed in nothing."""


def build(layout: str, folder: Path) -> Expected:
    """Write the class in a layout.

    Args:
        layout: one of `LAYOUTS`.
        folder: where to; it is made.
    """
    folder.mkdir(parents=True, exist_ok=True)
    students = people()
    files: dict[str, bytes] = {}
    seen: list[Seen] = []
    for index, student in enumerate(students):
        _PLACES[layout](student, index, files, seen)
    strays = _strays(layout, files)
    source = folder / ("class.zip" if layout in ZIPPED else "class")
    if layout in ZIPPED:
        source.write_bytes(packed(files))
    else:
        _write(source, files, clones=layout == "classroom")
    roster = folder / "roster.csv"
    absent = Student("walter", "Walter Absent", "990099", ())
    write_roster(roster, [*students, absent])
    return Expected(source, roster, tuple(seen), strays, tuple(students), (absent.login,))


def write_roster(path: Path, students: list[Student]) -> None:
    """Write a plain roster."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["login", "id", "name", "email", "section"])
        for number, one in enumerate(students):
            section = "AB"[number % 2]
            writer.writerow([one.login, one.id, one.first_last, one.email, section])


def people() -> list[Student]:
    """Return the class."""
    made = [*_examples(), *_right(), *_wrong(), *_broken(), *_odd_names()]
    return [_numbered(student, 410_000 + 7 * n) for n, student in enumerate(made)]


def _numbered(student: Student, number: int) -> Student:
    return Student(
        student.login,
        student.name,
        str(number),
        student.attempts,
        student.late,
        student.kind,
        student.problems,
    )


def _examples() -> list[Student]:
    found = []
    for folder in sorted((ROOT / "examples" / "class").iterdir()):
        files = {p.name: p.read_bytes() for p in sorted(folder.glob("*.py"))}
        found.append(Student(folder.name, folder.name.title(), "", (files,), kind="example"))
    return found


def _solutions(kind: str, exercise: str) -> list[bytes]:
    paths = sorted((ROOT / "solutions" / "intro" / exercise / kind).glob("*.py"))
    return [path.read_bytes() for path in paths]


def _right() -> list[Student]:
    counts = _solutions("variants", "parameter_count")
    checks = _solutions("variants", "install_check")
    found = []
    for n in range(16):
        files = {
            "parameter_count.py": counts[n % len(counts)],
            "install_check.py": checks[n % len(checks)],
        }
        if n % 4 == 3:
            del files["install_check.py"]
        attempts: tuple[Files, ...] = (files,)
        if n % 8 == 5:
            attempts = ({"parameter_count.py": b"x = 1\n"}, files)
        if n % 8 == 6:
            attempts = ({"work.zip": packed({f"week 1/{k}": v for k, v in files.items()})},)
        if n % 8 == 7:
            inner = packed({f"deep/{k}": v for k, v in files.items()})
            attempts = ({"all.zip": packed({"mine.zip": inner, "__MACOSX/._mine.zip": b"x"})},)
        found.append(Student(f"right{n:02}", f"Rita Right{n:02}", "", attempts, late=n % 5 == 4))
    return found


def _wrong() -> list[Student]:
    counts = _solutions("mistakes", "parameter_count")
    checks = _solutions("mistakes", "install_check")
    return [
        Student(
            f"wrong{n:02}",
            f"Wanda Wrong{n:02}",
            "",
            ({"parameter_count.py": counts[3 * n], "install_check.py": checks[2 * n]},),
            kind="wrong",
        )
        for n in range(14)
    ]


def _broken() -> list[Student]:
    right = _solutions("variants", "parameter_count")[0]
    zipped = packed({"parameter_count.py": right})
    name = "parameter_count.py"
    cases: list[tuple[str, Files, str, str]] = [
        ("nul", {name: b"x = 1\0"}, "parameter_count", "NUL"),
        ("empty", {name: b" \n"}, "parameter_count", "empty"),
        ("utf16", {name: "x = 1".encode("utf-16")}, "parameter_count", "UTF-16"),
        ("gbk", {name: "x = '参数'".encode("gb18030")}, "parameter_count", "UTF-8"),
        ("huge", {name: b"#" * (600 << 10)}, "parameter_count", "bytes"),
        ("link", {name: f"{LINK}/etc/passwd".encode()}, "parameter_count", "link"),
        ("damaged", {"work.zip": zipped[: len(zipped) // 2]}, "", "damaged"),
        ("nozip", {"work.zip": b"this is no archive"}, "", "damaged"),
        ("climbs", {"work.zip": packed({f"../{name}": right})}, "", "leads out"),
        ("linked", {"work.zip": packed({name: f"{LINK}/etc/passwd".encode()})}, "", "link"),
        ("essay", {"essay.docx": b"PK and so on"}, "", "No exercise"),
        ("deep", {"a.zip": nested(packed({name: right}), 5)}, "", "nested too deep"),
        (
            "twice",
            {"a.zip": packed({f"a/{name}": right, f"b/{name}": right})},
            "parameter_count",
            "both there",
        ),
    ]
    return [
        Student(
            f"broken-{word}",
            f"Bo Broken{word}",
            "",
            (files,),
            kind="broken",
            problems={exercise: piece},
        )
        for word, files, exercise, piece in cases
    ]


def _odd_names() -> list[Student]:
    right = _solutions("variants", "parameter_count")[1]
    files = {"parameter_count.py": right, "notes.txt": b"see above", ".DS_Store": b"x"}
    names = [
        ("王芳", "王芳"),
        ("ouyang", "欧阳 小明"),
        ("renee", unicodedata.normalize("NFD", "Renée Ålund")),
        ("obrien", "O'Brien, Conan, Jr."),
        ("formula", "=HYPERLINK(1) Sum"),
        ("esc", "\x1b[31mRed\x1b[0m Alert"),
        ("Case", "Casey Upper"),
        ("case", "Casey Lower"),
        ("x-y-z", "Jean-Pierre Dupont"),
    ]
    return [Student(login, name, "", (files,), kind="right") for login, name in names]


def packed(files: Mapping[str, bytes]) -> bytes:
    """Return a zip."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (2026, 10, 1, 12, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            if content.startswith(LINK.encode()):
                info.external_attr = 0o120777 << 16
                content = content.removeprefix(LINK.encode())  # noqa: PLW2901
            archive.writestr(info, content)
    return buffer.getvalue()


def nested(inner: bytes, times: int) -> bytes:
    """Return a zip in a zip in a zip ..."""
    for _ in range(times):
        inner = packed({"inner.zip": inner})
    return inner


# How each layout calls things.


def _saw(student: Student, key: str, number: int, files: Files, **more: object) -> Seen:
    problems = dict(student.problems)
    works = tuple(
        name.removesuffix(".py")
        for name in files
        if name.endswith(".py") and name.removesuffix(".py") not in problems
    )
    if any(name.endswith(".zip") for name in files) and not problems:
        rest = 6 <= int(student.login[-2:]) % 8 <= 6
        works = EXERCISES if rest else EXERCISES[:1]
    return Seen(student, key, number, works, problems, **more)  # type: ignore[arg-type]


def _on_disk(name: str) -> str:
    return name.replace("/", "_")


def _in_folders(student: Student, index: int, files: dict[str, bytes], seen: list[Seen]) -> None:
    key = student.login
    twice = len(student.attempts) > 1
    for number, handed in enumerate(student.attempts, 1):
        for name, content in handed.items():
            stem = PurePosixPath(name).stem
            middle = f"attempt_{number}/" if twice else f"{stem}/" if index % 5 == 4 else ""
            files[f"{key}/{middle}{name}"] = content
        seen.append(_saw(student, key, number, handed))


def _in_flat(student: Student, index: int, files: dict[str, bytes], seen: list[Seen]) -> None:
    key = student.login
    numbers = 0
    for number, handed in enumerate(student.attempts, 1):
        copy = f" ({number})" if number > 1 else ""
        named = {n: c for n, c in handed.items() if n.endswith((".py", ".zip"))}
        for name, content in named.items():
            stem, suffix = name.rsplit(".", 1)
            if suffix == "zip":
                files[f"{key}{copy}.zip"] = content
            elif index % 2:
                files[f"{key}_{stem}{copy}.{suffix}"] = content
            else:
                files[f"{stem}-{key}{copy}.{suffix}"] = content
        if named:
            numbers += 1
            seen.append(_saw(student, key, numbers, handed))


def _in_clones(student: Student, index: int, files: dict[str, bytes], seen: list[Seen]) -> None:
    handed = student.attempts[-1]
    for name, content in handed.items():
        files[f"week-1-{student.login}/{name}"] = content
    files[f"week-1-{student.login}/README.md"] = b"# Week 1"
    seen.append(_saw(student, student.login, 1, handed))


def _in_canvas(student: Student, index: int, files: dict[str, bytes], seen: list[Seen]) -> None:
    sortable = re.sub(r"[^\w]", "", student.last_first.lower())
    late = "LATE_" if student.late else ""
    for number, handed in enumerate(student.attempts, 1):
        for part, (name, content) in enumerate(handed.items()):
            if name.startswith("."):
                continue
            stem, suffix = name.rsplit(".", 1)
            again = f"-{number - 1}" if number > 1 and stem == "parameter_count" else ""
            file_id = 9_000_000 + 100 * index + 10 * number + part
            called = f"{sortable}_{late}{student.id}_{file_id}_{stem}{again}.{suffix}"
            files[called] = content
    if len(student.attempts) > 1:
        # What was handed in once is with the first; of the other, there are two.
        seen.append(_saw(student, student.id, 1, student.attempts[-1], late=student.late))
        only = {"parameter_count.py": student.attempts[-1]["parameter_count.py"]}
        seen.append(_saw(student, student.id, 2, only, late=student.late))
    else:
        handed = student.attempts[0]
        seen.append(_saw(student, student.id, 1, handed, late=student.late))


def _in_moodle(student: Student, index: int, files: dict[str, bytes], seen: list[Seen]) -> None:
    handed = student.attempts[-1]
    name = _on_disk(student.first_last).replace("_", " ")
    for file, content in handed.items():
        files[f"{name}_{student.id}_assignsubmission_file_/{file}"] = content
    seen.append(_saw(student, student.id, 1, handed))


def _in_gradescope(student: Student, index: int, files: dict[str, bytes], seen: list[Seen]) -> None:
    handed = student.attempts[-1]
    number = 70_000 + index
    base = "assignment_4711_export"
    for file, content in handed.items():
        files[f"{base}/submission_{number}/{file}"] = content
    group = ()
    lines = [f"submission_{number}:", "  :submitters:"]
    lines += _submitter(student.first_last, student.id, student.email)
    if student.login == "right00":
        lines += _submitter("Gina Group", "880088", "gina@example.edu")
        group = ("880088",)
    lines += [
        f"  :created_at: {WHEN.format(hour=index % 24)}",
        "  :score: 1.0",
        "  :results:",
        "    output: |-",
        "      :submitters:",
        "      submission_1:",
    ]
    listed = files.get(f"{base}/submission_metadata.yml", b"---\n")
    files[f"{base}/submission_metadata.yml"] = listed + ("\n".join(lines) + "\n").encode()
    seen.append(_saw(student, student.id, 1, handed, group=group))


def _submitter(name: str, sid: str, email: str) -> list[str]:
    if name.isascii() and name.isprintable() and "'" not in name and "=" not in name:
        written = name
    else:
        characters = (c if c.isprintable() and c != '"' else f"\\u{ord(c):04x}" for c in name)
        written = f'"{"".join(characters)}"'
    return [f"  - :name: {written}", f"    :sid: '{sid}'", f"    :email: {email}"]


_PLACES = {
    "folders": _in_folders,
    "flat": _in_flat,
    "classroom": _in_clones,
    "canvas": _in_canvas,
    "moodle": _in_moodle,
    "gradescope": _in_gradescope,
}


def _strays(layout: str, files: dict[str, bytes]) -> tuple[str, ...]:
    base = "assignment_4711_export/" if layout == "gradescope" else ""
    files[f"{base}whose.txt"] = b"?"
    files[f"{base}README.md"] = b"how it was exported"
    files[f"{base}__MACOSX/._x"] = b"x"
    files[f"{base}.DS_Store"] = b"x"
    return (f"{base}whose.txt",)


def _write(source: Path, files: Mapping[str, bytes], *, clones: bool) -> None:
    for name, content in files.items():
        path = source / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if content.startswith(LINK.encode()):
            path.symlink_to(content.removeprefix(LINK.encode()).decode())
        else:
            path.write_bytes(content)
    if clones:
        for folder in sorted(source.iterdir()):
            if folder.is_dir() and not folder.name.startswith("_"):
                commit(folder)


def commit(folder: Path, when: str = "2026-10-01T12:00:00+08:00") -> None:
    """Make a folder a repository with one commit, as a clone has it."""
    environment = {
        **os.environ,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_AUTHOR_DATE": when,
        "GIT_COMMITTER_DATE": when,
    }
    who = ["-c", "user.name=A Student", "-c", "user.email=student@example.edu"]
    for arguments in (["init", "-q", "--template="], ["add", "-A"], ["commit", "-qm", "Done"]):
        subprocess.run(
            ["git", *who, *arguments], cwd=folder, env=environment, check=True, capture_output=True
        )
