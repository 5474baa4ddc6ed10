"""What a machine lacks leaves the maximum, whatever became of the work."""

from __future__ import annotations

import json
import sys
from pathlib import Path

from tests.cli.test_wrong_answers import course
from tests.conftest import Grader

LACKED = "cuda" if sys.platform == "darwin" else "mps"
CHECKS = f"""

@check(points=8, needs="{LACKED}")
def on_a_gpu(student):
    \"\"\"It holds there.\"\"\"
    expect.equal(student.add(1, 1), 2)


@check(points=16, after=(adds, on_a_gpu))
def then_too(student):
    \"\"\"It holds there, too.\"\"\"
    expect.equal(student.add(1, 1), 2)


@check(points=32, after=then_too)
def and_then(student):
    \"\"\"And again.\"\"\"
    expect.equal(student.add(1, 1), 2)
"""


def test_the_maximum_is_the_same_however_the_work_fails(grader: Grader, workspace: Path) -> None:
    folder = course(workspace) / "exercises" / "intro" / "tiny"
    with (folder / "checks.py").open("a", encoding="utf-8") as file:
        file.write(CHECKS)
    right = b"def add(a, b): return a + b\ndef double(x): return 2 * x\n"
    people = {
        "a_unreadable": "# \xff".encode("latin-1"),
        "b_untouched": (folder / "tiny.py").read_bytes(),
        "c_not_loaded": b"def add(a, b:\n",
        "d_wrong": right.replace(b"a + b", b"7"),
        "e_right": right,
        "f_unreadable": "# \xff".encode("latin-1"),
    }
    for name, source in people.items():
        (workspace / "class" / name).mkdir(parents=True)
        (workspace / "class" / name / "tiny.py").write_bytes(source)
    ran = grader("check", "class", "--json")
    reports = [json.loads(line) for line in ran.out.splitlines()]
    assert len(reports) == len(people)
    (left_out,) = {report["skipped_points"] for report in reports}
    assert left_out == 8 + 16 + 32
    assert len({report["max_score"] for report in reports}) == 1
    assert reports[4]["score"] == reports[4]["max_score"] > 0
