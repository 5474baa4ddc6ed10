"""`equivalent_mutants.toml`: which mutants of a reference may live, each with its reason.

    [[mutant]]
    id = "train/swapped: losses = []; model.train() -> model.train(); losses = []"
    reason = "The two statements have nothing to do with each other."

    [[mutant]]
    id = "train/constant: 'cuda' -> 'cudaX'"
    reason = "Only a machine with a GPU comes here."
    needs = "cuda"

With `needs` a mutant may live only where the machine lacks that.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.checks.definition import NEEDS
from grader.errors import ExerciseFileError

FILE = "equivalent_mutants.toml"


@dataclass(frozen=True, slots=True)
class Equivalent:
    """A mutant that need not be killed."""

    id: str
    reason: str
    needs: str | None
    """Of `NEEDS`: it is killed where the machine has this."""


def read_equivalents(path: Path) -> Mapping[str, Equivalent]:
    """Read the file; what is missing is empty.

    Raises:
        ExerciseFileError: it is malformed.
    """
    if not path.is_file():
        return {}
    content = path.read_text(encoding="utf-8")
    try:
        table = tomllib.loads(content)
    except tomllib.TOMLDecodeError as error:
        raise ExerciseFileError(path, "file", content[:40], f"is not TOML: {error}") from None
    rows = table.pop("mutant", [])
    if type(rows) is not list or not all(type(row) is dict for row in rows):
        raise ExerciseFileError(path, "mutant", rows, "must be tables under [[mutant]]")
    for key, value in table.items():
        raise ExerciseFileError(path, key, value, "is not a known key")
    found: dict[str, Equivalent] = {}
    for number, row in enumerate(rows):
        one = _parse(path, f"mutant[{number}].", row)
        if one.id in found:
            raise ExerciseFileError(path, f"mutant[{number}].id", one.id, "is there twice")
        found[one.id] = one
    return found


def _parse(path: Path, prefix: str, row: dict[str, Any]) -> Equivalent:
    taken = {key: row.pop(key, None) for key in ("id", "reason", "needs")}
    for key, value in row.items():
        raise ExerciseFileError(path, prefix + key, value, "is not a known key")
    for key in ("id", "reason"):
        if type(taken[key]) is not str or not taken[key].strip():
            raise ExerciseFileError(path, prefix + key, taken[key], "must be a sentence")
    if taken["needs"] not in (None, *NEEDS):
        problem = f"must be one of {', '.join(NEEDS)}"
        raise ExerciseFileError(path, prefix + "needs", taken["needs"], problem)
    return Equivalent(**taken)
