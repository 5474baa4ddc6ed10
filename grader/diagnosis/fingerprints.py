"""What each mistake shows on the inputs of the checks, stored beside them: values, no code.

`fingerprints.json` stands beside `checks.py` for the visible checks, so that a student's desk names
mistakes without having them, and beside `hidden_checks.py` for the hidden ones. `grader verify`
holds them to what the mistakes do.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from grader.checks.evidence import Evidence, as_here
from grader.errors import ExerciseFileError
from grader.language import Text
from grader.model.exercise import Exercise

SCHEMA = "torchgrade/fingerprints/v1"
FILE = "fingerprints.json"


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """One mistake, as the checks of one file see it."""

    mistake: str
    told: Text
    """What to tell the student."""
    fails: frozenset[str]
    """Names of the checks that it fails."""
    shows: Mapping[str, Evidence]
    """What it shows in them, where that can be stored."""
    same_as: str | None


def files(exercise: Exercise) -> tuple[Path, ...]:
    """Return where the fingerprints of an exercise stand: visible, then hidden."""
    return tuple(path.with_name(FILE) for path in exercise.check_files)


def to_json(prints: Iterable[Fingerprint]) -> str:
    """Return the text of a file of fingerprints: a line for each mistake and check."""
    rows = [
        f'"{p.mistake}": {{\n {_line(_head(p))[1:-1]}, "shows": {{{_shown(p)}}}}}'
        for p in sorted(prints, key=lambda p: p.mistake)
    ]
    mistakes = f",{chr(10)}".join(rows)
    return f'{{"schema": "{SCHEMA}", "torch": "{release()}", "mistakes": {{\n{mistakes}\n}}}}\n'


def release() -> str:
    """Return torch's release, without the build."""
    return str(torch.__version__).partition("+")[0]


def made_here(path: Path) -> bool:
    """Whether the fingerprints were made with this release of torch, or nobody knows with which.

    Another one may word its errors otherwise.
    """
    data = json.loads(path.read_text(encoding="utf-8")) if path.is_file() else {}
    return bool(data.get("torch", release()) == release())


def _head(print_: Fingerprint) -> dict[str, object]:
    told = {"en": print_.told.template, **print_.told.others}
    same_as = {"same_as": print_.same_as} if print_.same_as else {}
    return {**told, **same_as, "fails": sorted(print_.fails)}


def _shown(print_: Fingerprint) -> str:
    return ",".join(
        f'\n  "{name}": {_line(_data(evidence))}' for name, evidence in sorted(print_.shows.items())
    )


def _line(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, separators=(",", ":"))


def _data(evidence: Evidence) -> dict[str, object]:
    data = {
        "how": evidence.how,
        "call": evidence.call,
        "value": evidence.value,
        "truth": evidence.truth,
        "answers": evidence.answers,
        "example": dict(evidence.example),
    }
    return {key: value for key, value in data.items() if value not in (None, {}, [])}


def read(path: Path) -> list[Fingerprint]:
    """Read a file of fingerprints; an empty list where there is none.

    Raises:
        ExerciseFileError: it is malformed.
    """
    if not path.is_file():
        return []
    try:
        data = json.loads(as_here(path.read_text(encoding="utf-8")))
        if data["schema"] != SCHEMA:
            raise ExerciseFileError(path, "schema", data["schema"], f"must be {SCHEMA!r}")
        return [_fingerprint(name, row) for name, row in data["mistakes"].items()]
    except (ValueError, LookupError, TypeError, AttributeError) as error:
        raise ExerciseFileError(path, "mistakes", None, f"can't be read: {error!r}") from None


def _fingerprint(name: str, row: Mapping[str, Any]) -> Fingerprint:
    others = {"zh": row["zh"]} if "zh" in row else {}
    return Fingerprint(
        mistake=name,
        told=Text(row["en"], others=others),
        fails=frozenset(row["fails"]),
        shows={check: _evidence(shown) for check, shown in row["shows"].items()},
        same_as=row.get("same_as"),
    )


def _evidence(row: Mapping[str, Any]) -> Evidence:
    return Evidence(
        how=row["how"],
        call=row.get("call"),
        value=row.get("value"),
        truth=row.get("truth"),
        answers=row.get("answers", []),
        example=row.get("example", {}),
    )
