"""Clones of GitHub Classroom or Classroom 50: `assignment-login/`, each with its `.git`.

An assignment's name and a login may both hold hyphens. A folder `ASSIGNMENT-submissions` around
the clones says which it is; else what all clones begin with is the assignment's. When something
was handed in is the time of the last commit. Its author wrote it there, and could write any other:
it is a claim.

A clone's `.git` is hostile: its configuration names programs (core.fsmonitor, gpg.program,
remotes of a partial clone) that git would start. So git never sees that folder: it runs in an empty
repository of our own, with the clone's objects as data, and is asked for one commit by its number,
which is read from the clone's references as text.
"""

from __future__ import annotations

import os
import re
import shutil
import stat
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from grader.errors import UsageError
from grader.gradebook.layouts.material import Handed, Material, hollow, stray
from grader.gradebook.layouts.naming import tidy
from grader.model.exercise import Exercise
from grader.model.source import read_bytes

_COMMIT = re.compile(r"[0-9a-f]{40}|[0-9a-f]{64}")
_REFERENCE = re.compile(r"refs/[A-Za-z0-9._/-]{1,200}")
_COMMITTER = re.compile(rb"committer [^\n]*> (\d{1,12}) [+-]\d{4}$", re.MULTILINE)
_SECONDS = 5


def recognised(material: Material) -> bool:
    """Whether most folders are clones."""
    clones = {name for name in material.folders() if _is_clone(material, name)}
    filled = set(material.filled())
    return bool(clones & filled) and 2 * len(clones) > len(clones | filled)


def handed_in(material: Material) -> Iterator[Handed]:
    """Return each clone, by the login of whose it is."""
    material = _around(material)
    folders = material.folders()
    # An empty folder that is no clone tells nothing about how the others are called.
    clones = [name for name, entries in folders.items() if entries or _is_clone(material, name)]
    prefix = _assignment(clones, material)
    with tempfile.TemporaryDirectory(prefix="grader-") as empty:
        program = _program(Path(empty))
        for name, entries in folders.items():
            login = name.removeprefix(prefix)
            git = _git(material, name)
            when = _committed(program, Path(empty), git, material) if program and git else None
            yield Handed(
                tidy(login),
                material.below(entries, 1),
                (*material.base, name),
                "classroom",
                problem=None if entries else hollow(name),
                submitted=when,
                order=(when.timestamp() if when else 0.0, 0, name),
            )
    for entry in material.files():
        yield stray(entry, "classroom")


def _around(material: Material) -> Material:
    """Step out of a lone clone: what it holds are one student's folders, and no class."""
    while material.base:
        place = material.tree.folder(material.base)
        if place is None or not os.path.lexists(place / ".git"):
            break
        material = material.at(material.base[:-1])
    return material


def _is_clone(material: Material, name: str) -> bool:
    place = material.tree.folder((*material.base, name))
    return place is not None and os.path.lexists(place / ".git")


def _git(material: Material, name: str) -> Path | None:
    """Return a clone's `.git`, if it is a folder on the disk."""
    folder = material.tree.folder((*material.base, name))
    if folder is None:
        return None
    git = folder / ".git"
    try:
        return git if stat.S_ISDIR(os.lstat(git).st_mode) else None
    except (OSError, ValueError):
        return None


def _assignment(names: Sequence[str], material: Material) -> str:
    """Return what the names of all clones begin with, up to a hyphen."""
    source = material.tree.source
    # A folder's name may hold a dot; an archive's ends in its kind.
    outer = source.absolute().name if material.tree.folder(()) else source.stem
    wrapper = material.base[-1] if material.base else outer
    for known in (wrapper.removesuffix("-submissions"), *_spellings(material.exercises)):
        if known and all(
            name.startswith(f"{known}-") and len(name) > len(known) + 1 for name in names
        ):
            return f"{known}-"
    if len(names) < 2:
        return ""
    first, last = min(names), max(names)
    length = next((i for i, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), 0)
    return first[: first.rfind("-", 0, length) + 1]


def _spellings(exercises: Sequence[Exercise]) -> Iterator[str]:
    for exercise in sorted(exercises, key=lambda e: -len(e.id)):
        yield exercise.id
        yield exercise.id.replace("_", "-")


def _program(empty: Path) -> str | None:
    """Make the empty repository; return where git is, None if it is nowhere."""
    program = shutil.which("git")
    if not program:
        return None
    made = _run(program, empty, None, "init", "--quiet", "--bare", "--template=", str(empty))
    return program if made is not None else None


def _committed(program: str, empty: Path, git: Path, material: Material) -> datetime | None:
    """Return when the last commit was made, by its committer's clock."""
    inside = material.tree.source
    commit = _head(git, inside)
    objects = git / "objects"
    if commit is None or objects.is_symlink():
        return None
    raw = _run(program, empty, objects, "cat-file", "commit", commit)
    header = (raw or b"").split(b"\n\n", 1)[0]
    if not (match := _COMMITTER.search(header)):
        return None
    try:
        return datetime.fromtimestamp(int(match[1]), UTC)
    except (ValueError, OverflowError, OSError):
        return None


def _head(git: Path, inside: Path) -> str | None:
    """Return the number of the commit that is checked out."""
    head = _line(git / "HEAD", inside)
    if not head.startswith("ref: "):
        return head if _COMMIT.fullmatch(head) else None
    name = head.removeprefix("ref: ").strip()
    if not _REFERENCE.fullmatch(name) or ".." in name:
        return None
    loose = _line(git / name, inside)
    if _COMMIT.fullmatch(loose):
        return loose
    for line in _text(git / "packed-refs", inside).splitlines():
        number, _, packed = line.partition(" ")
        if packed == name and _COMMIT.fullmatch(number):
            return number
    return None


def _line(path: Path, inside: Path) -> str:
    return _text(path, inside).strip()


def _text(path: Path, inside: Path) -> str:
    try:
        return read_bytes(path, 4 << 20, inside=inside).decode("ascii", "replace")
    except UsageError:
        return ""


def _run(program: str, empty: Path, objects: Path | None, *arguments: str) -> bytes | None:
    """Run git on the empty repository, with nobody's configuration."""
    environment = {
        "PATH": os.defpath,
        "HOME": str(empty),
        "GIT_DIR": str(empty),
        "GIT_CONFIG_NOSYSTEM": "1",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_NO_REPLACE_OBJECTS": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }
    if objects is not None:
        environment["GIT_OBJECT_DIRECTORY"] = str(objects.absolute())
    try:
        done = subprocess.run(
            [program, *arguments],
            cwd=empty,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=_SECONDS,
            check=False,
        )
    except (subprocess.SubprocessError, OSError, ValueError):
        return None
    return done.stdout if done.returncode == 0 else None
