"""Courses made by hand, quick to grade."""

from __future__ import annotations

from pathlib import Path

_CHECKS = '''
from grader.checks import check, expect


@check(points=2)
def adds(student):
    """One and one are two."""
    expect.equal(student.add(1, 1), 2)
'''


def adding(root: Path) -> Path:
    """One exercise, `adding`, with one check: `add(1, 1)` is 2."""
    folder = root / "exercises" / "intro" / "adding"
    folder.mkdir(parents=True)
    (folder / "exercise.toml").write_text(
        'id = "adding"\norder = 1\nfiles = ["adding.py"]\n[title]\nen = "Adding"\nzh = "加法"\n',
        encoding="utf-8",
    )
    (folder / "checks.py").write_text(_CHECKS, encoding="utf-8")
    (folder / "checks.zh.toml").write_text('[titles]\nadds = "一加一得二。"\n', encoding="utf-8")
    (folder / "adding.py").write_text("def add(a, b):\n    raise NotImplementedError\n")
    return root


RIGHT = "def add(a, b):\n    return a + b\n"
