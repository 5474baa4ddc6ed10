"""`grading` as a program calls it: again and again, and within a time for each exercise."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.cli.test_wrong_answers import course
from tests.conftest import ROOT

SCRIPT = """
import json, sys
from pathlib import Path
from grader.checks import bench
from grader.grading.grading import grading
from grader.model.course import Course
from grader.model.submission import Submission

exercise = Course.load(Path(sys.argv[1])).exercise("tiny")
file = exercise.folder.parent / "handed_in.py"
results = []

def grade(source, times=1):
    def use(bench):
        for _ in range(times):
            file.write_text(source)
            graded = bench.grade(exercise, Submission.read(file))
        results.append({c.id.partition("/")[2]: type(c.outcome).__name__ for c in graded.checks})
        results[-1]["messages"] = [str(getattr(c.outcome, "message", "")) for c in graded.checks]
    grading([exercise], use)
"""


def results(folder: Path, script: str) -> list[dict[str, Any]]:
    """Run the script in a process of its own: it starts pytest, and must not meet this one."""
    script = f"{SCRIPT}\n{script}\nprint(json.dumps(results))"
    command = [sys.executable, "-c", script, str(folder)]
    ran = subprocess.run(command, capture_output=True, text=True, timeout=300, cwd=ROOT)
    assert ran.returncode == 0, ran.stderr
    found: list[dict[str, Any]] = json.loads(ran.stdout.splitlines()[-1])
    return found


def test_what_one_run_has_seen_does_not_reach_the_next(tmp_path: Path) -> None:
    """After many failures no more inputs are tried: in that run, not in a later one."""
    nearly = "def add(a, b):\n    return a + b if abs(a) < 3 else 0\ndef double(x): return 2 * x\n"
    wrong = "def add(a, b):\n    return 1\n"
    first, _, again = results(
        course(tmp_path), f"grade({nearly!r}); grade({wrong!r}, 60); grade({nearly!r})"
    )
    assert first == again
    assert (again["adds"], again["adds_all"], again["doubles"]) == ("Passed", "Failed", "Passed")


def test_a_submission_that_dawdles_in_every_call_runs_out_of_time(tmp_path: Path) -> None:
    slow = "import time\ndef add(a, b):\n    time.sleep(0.5)\n    return a + b\n"
    (found,) = results(course(tmp_path), f"bench.TOTAL = (0.0, 3.0)\ngrade({slow!r})")
    assert found["adds"] == "Passed"
    assert found["adds_all"] == "Failed"
    assert "used up the time of this exercise" in found["messages"][1]
    assert "Not run" in found["messages"][2]
