"""What a result depends on, as one key: nothing is graded again while it stays the same."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Iterable
from functools import cache
from importlib import metadata
from pathlib import Path

import grader
from grader.model.exercise import Exercise
from grader.model.submission import Submission

LEFT_OUT = {"__pycache__"}
DECIDES = (
    *("bridge", "student", "sandbox", "checks", "diagnosis", "grading", "intake", "model"),
    "errors.py",
)
"""What of the grader a verdict depends on; how it is worded or shown changes no mark."""


class Keys:
    """Makes the keys of one run."""

    def __init__(self, seed: str, devices: Iterable[str]) -> None:
        """`devices` are those that the grading will have, on whichever machine it is done."""
        self._base = [grader_digest(), seed, sorted(devices), metadata.version("torch")]
        self._exercises: dict[str, str] = {}

    def of(self, exercise: Exercise, submission: Submission) -> str:
        """Return the key of grading a submission."""
        if exercise.id not in self._exercises:
            folders = [exercise.folder, *([exercise.solution] if exercise.solution else [])]
            self._exercises[exercise.id] = _of_folders(folders)
        parts = [*self._base, exercise.id, self._exercises[exercise.id], submission.digest]
        return hashlib.sha256(json.dumps(parts).encode()).hexdigest()


def devices_here() -> list[str]:
    """Name the devices of this machine, without importing torch for it."""
    if os.environ.get("CUDA_VISIBLE_DEVICES") == "":
        return []
    nodes = [path.name for path in Path("/dev").glob("nvidia[0-9]*")]
    return nodes or (["mps"] if sys.platform == "darwin" else [])


@cache
def grader_digest() -> str:
    """Return a hash of this installation of the grader."""
    package = Path(grader.__file__).parent
    return _of_folders(package / part for part in DECIDES)


def _of_folders(folders: Iterable[Path]) -> str:
    digest = hashlib.sha256()
    for number, folder in enumerate(folders):
        paths = [folder] if folder.is_file() else folder.rglob("*")
        for path in sorted(p for p in paths if p.is_file()):
            parts = path.relative_to(folder).parts
            if LEFT_OUT & set(parts) or path.suffix == ".pyc":
                continue
            content = path.read_bytes()
            digest.update(f"{number}:{'/'.join(parts)}:{len(content)}:".encode())
            digest.update(content)
    return digest.hexdigest()
