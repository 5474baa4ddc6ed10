"""What a workspace remembers: last scores and hints shown, in `.torchgrade/progress.json`.

It only ever helps the student along; no mark is read from it. The folder may be somebody else's
work, so nothing in it is waited for or written through.
"""

from __future__ import annotations

import contextlib
import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from grader.errors import UsageError
from grader.grading.reading import names
from grader.model.exercise import Exercise
from grader.model.report import ExerciseResult
from grader.model.source import MAX_BYTES, read_bytes
from grader.model.submission import Submission

FILE = Path(".torchgrade") / "progress.json"


def read(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what is remembered, by exercise; nothing where the file is missing or damaged."""
    try:
        data = json.loads(read_bytes(folder / FILE, MAX_BYTES, inside=folder))
    except (UsageError, ValueError, RecursionError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {key: value for key, value in data.items() if isinstance(value, dict)}


def remember(folder: Path, graded: Iterable[tuple[Exercise, Submission, ExerciseResult]]) -> None:
    """Remember the scores of one's own work, and of no other file that was graded from here.

    A folder that can't be written is left alone.
    """
    scores = {
        exercise.id: {"score": r.score, "max_score": r.max_score, "passed": r.passed}
        for exercise, submission, r in graded
        if _is_own(folder, exercise, submission.path)
    }
    if scores:
        data = read(folder)
        for ident, score in scores.items():
            data.setdefault(ident, {}).update(score)
        _write(folder, data)


def own_files(folder: Path, exercise: Exercise) -> list[Path]:
    """Return one's script, notebook, or both, in the workspace or the folder that `start` makes."""
    for place in (folder, folder / exercise.id):
        if there := [place / name for name in names(exercise) if (place / name).is_file()]:
            return there
    return []


def _is_own(folder: Path, exercise: Exercise, path: Path | None) -> bool:
    try:
        return path is not None and any(
            (folder / path).samefile(own) for own in own_files(folder, exercise)
        )
    except OSError:
        return False


def next_hint(folder: Path, exercise: str, count: int) -> int:
    """Return the number of the hint to show now, and remember that it was shown."""
    data = read(folder)
    entry = data.setdefault(exercise, {})
    shown = entry.get("hints", 0)
    number = min(shown if isinstance(shown, int) and shown >= 0 else 0, count - 1)
    entry["hints"] = number + 1
    _write(folder, data)
    return number


def forget_hints(folder: Path, exercise: str) -> None:
    """Begin with the first hint again."""
    data = read(folder)
    if data.get(exercise, {}).pop("hints", None) is not None:
        _write(folder, data)


def _write(folder: Path, data: dict[str, dict[str, Any]]) -> None:
    path = folder / FILE
    try:
        path.parent.mkdir(exist_ok=True)
        if path.parent.is_symlink():
            return
        # Nobody commits it by accident. `x` writes through no link.
        with contextlib.suppress(FileExistsError):
            _create(path.with_name(".gitignore"), "*\n")
        new = path.with_suffix(".new")
        new.unlink(missing_ok=True)
        _create(new, json.dumps(data, indent=1))
        new.replace(path)
    except OSError:
        pass


def _create(path: Path, content: str) -> None:
    with path.open("x", encoding="utf-8") as file:
        file.write(content)
