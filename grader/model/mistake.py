"""The header of a file in `mistakes/`: TOML in comments at its top, as PEP 723 has it.

# /// mistake
# fails = ["counts_the_network_of_the_book"]
# en = "Frozen parameters are counted, ..."
# zh = "..."
# ///
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from grader.errors import ExerciseFileError
from grader.language import LANGUAGES

OPEN, CLOSE = "# /// mistake", "# ///"


@dataclass(frozen=True, slots=True)
class Mistake:
    """A wrong submission with one misconception."""

    name: str
    path: Path
    fails: frozenset[str]
    """Names of the checks that it must fail, no more and no fewer."""
    told: Mapping[str, str]
    """What to tell a student who makes it, by language."""
    same_as: str | None
    """Another mistake that no check can tell from this one."""


def read_mistake(path: Path) -> Mistake:
    """Read the header of a mistake.

    Raises:
        ExerciseFileError: it is missing or malformed.
    """
    lines = path.read_text(encoding="utf-8").splitlines()
    if not lines or lines[0].rstrip() != OPEN:
        raise ExerciseFileError(path, "header", lines[:1], f"must begin with {OPEN!r}")
    try:
        end = next(n for n, line in enumerate(lines[1:], 1) if line.rstrip() == CLOSE)
    except StopIteration:
        raise ExerciseFileError(path, "header", OPEN, f"must end with {CLOSE!r}") from None
    body = "\n".join(line.removeprefix("#").removeprefix(" ") for line in lines[1:end])
    try:
        table = tomllib.loads(body)
    except tomllib.TOMLDecodeError as error:
        raise ExerciseFileError(path, "header", body, f"is not TOML: {error}") from None
    told = {}
    for language in LANGUAGES:
        told[language] = table.pop(language, None)
        if type(told[language]) is not str or not told[language].strip():
            raise ExerciseFileError(path, language, told[language], "must be a sentence")
    fails = table.pop("fails", None)
    if type(fails) is not list or not all(type(name) is str for name in fails):
        raise ExerciseFileError(path, "fails", fails, "must be a list of names of checks")
    same_as = table.pop("same_as", None)
    if same_as is not None and type(same_as) is not str:
        raise ExerciseFileError(path, "same_as", same_as, "must be the name of another mistake")
    for key, value in table.items():
        raise ExerciseFileError(path, key, value, "is not a known key")
    return Mistake(path.stem, path, frozenset(fails), MappingProxyType(told), same_as)
