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


def sums(root: Path, settings: str = "") -> Path:
    """One exercise, `sums`, with two checks: `add`, for two points, and `double`, for one.

    Args:
        root: an empty folder.
        settings: more lines for its `exercise.toml`.
    """
    folder = root / "exercises" / "intro" / "sums"
    folder.mkdir(parents=True)
    (folder / "exercise.toml").write_text(
        'id = "sums"\norder = 1\nfiles = ["sums.py"]\n[title]\nen = "Sums"\nzh = "求和"\n'
        + settings,
        encoding="utf-8",
    )
    doubles = _CHECKS[_CHECKS.index("@check") :].replace("adds", "doubles").replace("=2", "=1")
    doubles = doubles.replace("One and one are two", "Twice three is six")
    doubles = doubles.replace("student.add(1, 1), 2", "student.double(3), 6")
    (folder / "checks.py").write_text(f"{_CHECKS}\n\n{doubles}", encoding="utf-8")
    (folder / "checks.zh.toml").write_text(
        '[titles]\nadds = "一加一得二。"\ndoubles = "三的两倍是六。"\n', encoding="utf-8"
    )
    stub = "def add(a, b):\n    raise NotImplementedError\n"
    (folder / "sums.py").write_text(f"{stub}\n\n{stub.replace('add(a, b)', 'double(x)')}")
    return root
