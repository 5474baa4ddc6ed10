"""The pytest plugin, as an editor runs it: `pytest exercises/TRACK/NAME --submission FILE`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.conftest import ROOT

EXERCISE = ROOT / "exercises" / "intro" / "parameter_count"
SOLUTION = ROOT / "solutions" / "intro" / "parameter_count"


def pytest_run(*arguments: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--rootdir", str(cwd)]
    return subprocess.run(
        [*command, *map(str, arguments)], cwd=cwd, capture_output=True, text=True, timeout=300
    )


def test_a_folder_of_checks_on_a_right_submission(tmp_path: Path) -> None:
    ran = pytest_run(
        EXERCISE, SOLUTION, "--submission", SOLUTION / "parameter_count.py", cwd=tmp_path
    )
    assert ran.returncode == 0, ran.stdout
    assert "12 passed" in ran.stdout


def test_a_failure_is_pytests_own(tmp_path: Path) -> None:
    ran = pytest_run(
        EXERCISE / "checks.py", "--submission", SOLUTION / "mistakes" / "no_bias.py", cwd=tmp_path
    )
    assert ran.returncode == 1
    assert "Mismatch" in ran.stdout
    assert "passed" in ran.stdout


def test_a_single_check_by_its_name(tmp_path: Path) -> None:
    ran = pytest_run(
        f"{EXERCISE / 'checks.py'}::counts_every_number",
        "--submission",
        SOLUTION / "parameter_count.py",
        cwd=tmp_path,
    )
    assert ran.returncode == 0, ran.stdout
    assert "1 passed" in ran.stdout


def test_without_a_submission_the_stub_is_examined(tmp_path: Path) -> None:
    ran = pytest_run(EXERCISE, cwd=tmp_path)
    assert ran.returncode == 1
    assert "passed" not in ran.stdout.splitlines()[-1]


def test_a_missing_submission_is_told(tmp_path: Path) -> None:
    ran = pytest_run(EXERCISE, "--submission", "nope.py", cwd=tmp_path)
    assert ran.returncode != 0
    assert "There is no file nope.py" in ran.stdout + ran.stderr


def test_the_plugin_costs_nothing_where_no_exercise_is(tmp_path: Path) -> None:
    (tmp_path / "test_other.py").write_text(
        "import sys\ndef test_it():\n    assert 'torch' not in sys.modules\n"
    )
    (tmp_path / "checks.py").write_text("def test_never():\n    assert False\n")
    ran = pytest_run(cwd=tmp_path)
    assert ran.returncode == 0, ran.stdout
    assert "1 passed" in ran.stdout
