"""A wheel of the grader that runs here, without exercises: what a bundle installs.

It works for an editable installation too, of which no wheel exists, and says then what
`pyproject.toml` says now. Its version has then a local part that is the content's (PEP 440): pip
installs nothing anew whose version it has already, and sources change between versions. The format
is PEP 427's and PEP 566's.
"""

from __future__ import annotations

import base64
import hashlib
import importlib.metadata
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import grader
from grader.authoring.release.files import Files, Item, tree, zipped

NAME = "torchgrade"

_WITHOUT = ("grader/_exercises/", "grader/authoring/scaffold/")
"""Exercises lie in the bundle; what `grader new` begins with has a solution in it."""


@dataclass(frozen=True, slots=True)
class Project:
    """What an installation says of the grader."""

    version: str | None
    """None: the sources', which may be ahead of the last version."""
    summary: str
    python: str
    """The versions of Python that it runs on."""
    requirements: tuple[str, ...]
    """As in `Requires-Dist`, those of extras with their markers."""
    extras: tuple[str, ...]
    entry_points: str
    """The text of `entry_points.txt`."""
    license: bytes


@cache
def wheel() -> tuple[str, bytes]:
    """Return the wheel's file name, and its bytes."""
    package = Path(grader.__file__).resolve().parent
    files = {
        path: item
        for path, item in tree(package, "grader")
        if not path.startswith(_WITHOUT) and not path.endswith((".pyc", ".pyo"))
    }
    known = project()
    version = known.version or f"{grader.__version__}+{_digest(files)}"
    info = f"{NAME}-{version}.dist-info"
    files |= {
        f"{info}/METADATA": Item(_metadata(known, version).encode()),
        f"{info}/WHEEL": Item(
            f"Wheel-Version: 1.0\nGenerator: {NAME} ({version})\n"
            "Root-Is-Purelib: true\nTag: py3-none-any\n".encode()
        ),
        f"{info}/entry_points.txt": Item(known.entry_points.encode()),
        f"{info}/licenses/LICENSE": Item(known.license),
    }
    record = f"{info}/RECORD"
    return (
        f"{NAME}-{version}-py3-none-any.whl",
        zipped({**files, record: Item(_record(files, record).encode())}),
    )


def project() -> Project:
    """Return what is known of the grader: from its sources where they are, else as installed."""
    package = Path(grader.__file__).resolve().parent
    source = package.parent / "pyproject.toml"
    if source.is_file():
        table = tomllib.loads(source.read_text(encoding="utf-8")).get("project", {})
        if table.get("name") == NAME:
            return _from_sources(table, source.parent)
    return _installed()


def _from_sources(table: dict[str, object], folder: Path) -> Project:
    requirements = [str(line) for line in _list(table.get("dependencies"))]
    optional = table.get("optional-dependencies")
    extras: dict[str, object] = optional if isinstance(optional, dict) else {}
    for extra, lines in sorted(extras.items()):
        if extra != "dev":
            requirements += [f"{line}; extra == '{extra}'" for line in _list(lines)]
    groups = {"console_scripts": table.get("scripts", {})}
    points = table.get("entry-points")
    groups |= points if isinstance(points, dict) else {}
    return Project(
        version=None,
        summary=str(table.get("description", "")),
        python=str(table.get("requires-python", "")),
        requirements=tuple(requirements),
        extras=tuple(sorted(extra for extra in extras if extra != "dev")),
        entry_points="\n".join(_section(name, group) for name, group in sorted(groups.items())),
        license=(folder / "LICENSE").read_bytes(),
    )


def _section(name: str, group: object) -> str:
    rows = group.items() if isinstance(group, dict) else ()
    return f"[{name}]\n" + "".join(f"{key} = {value}\n" for key, value in sorted(rows))


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []


def _installed() -> Project:
    distribution = importlib.metadata.distribution(NAME)
    said = distribution.metadata
    licenses = [path for path in distribution.files or () if path.name == "LICENSE"]
    return Project(
        version=distribution.version,
        summary=said["Summary"] or "",
        python=said["Requires-Python"] or "",
        requirements=tuple(
            line for line in said.get_all("Requires-Dist") or () if "extra == 'dev'" not in line
        ),
        extras=tuple(extra for extra in said.get_all("Provides-Extra") or () if extra != "dev"),
        entry_points=distribution.read_text("entry_points.txt") or "",
        license=Path(str(licenses[0].locate())).read_bytes() if licenses else b"",
    )


def _digest(files: Files) -> str:
    """Return what tells one state of the sources from another."""
    rows = (f"{path} {hashlib.sha256(item.content).hexdigest()}" for path, item in files.items())
    return hashlib.sha256("\n".join(sorted(rows)).encode()).hexdigest()[:8]


def _metadata(known: Project, version: str) -> str:
    return "".join(
        f"{line}\n"
        for line in (
            "Metadata-Version: 2.4",
            f"Name: {NAME}",
            f"Version: {version}",
            f"Summary: {known.summary}",
            "License-Expression: Apache-2.0",
            "License-File: LICENSE",
            f"Requires-Python: {known.python}",
            *(f"Provides-Extra: {extra}" for extra in known.extras),
            *(f"Requires-Dist: {line}" for line in known.requirements),
        )
    )


def _record(files: Files, itself: str) -> str:
    rows = []
    for path, item in sorted(files.items()):
        digest = base64.urlsafe_b64encode(hashlib.sha256(item.content).digest()).rstrip(b"=")
        rows.append(f"{path},sha256={digest.decode()},{len(item.content)}\n")
    return "".join([*rows, f"{itself},,\n"])
