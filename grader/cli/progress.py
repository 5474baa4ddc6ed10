"""What a workspace remembers: last scores and hints shown, in `.torchgrade/progress.json`.

It only ever helps the student along; no mark is read from it.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from grader.model.report import Report

FILE = Path(".torchgrade") / "progress.json"


def read(folder: Path) -> dict[str, dict[str, Any]]:
    """Return what is remembered, by exercise; nothing where the file is missing or damaged."""
    try:
        data = json.loads((folder / FILE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    if not isinstance(data, dict):
        return {}
    return {key: value for key, value in data.items() if isinstance(value, dict)}


def remember(folder: Path, reports: Sequence[Report]) -> None:
    """Remember the scores of one's own work; a folder that can't be written is left alone."""
    data = read(folder)
    for report in reports:
        for exercise in report.exercises:
            data.setdefault(exercise.id, {}).update(
                score=exercise.score, max_score=exercise.max_score, passed=exercise.passed
            )
    if reports:
        _write(folder, data)


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
        # Nobody commits it by accident.
        (path.parent / ".gitignore").write_text("*\n", encoding="utf-8")
        new = path.with_suffix(".new")
        new.write_text(json.dumps(data, indent=1), encoding="utf-8")
        new.replace(path)
    except OSError:
        pass
