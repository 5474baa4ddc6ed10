"""Every workflow and script that `grader release` writes passes the linters of its kind."""

from __future__ import annotations

import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, Grader
from tests.fakes.linters import lint, run_steps, workflow_problems

KINDS = ("github", "classroom", "classroom50")


@pytest.fixture(params=KINDS)
def released(request: pytest.FixtureRequest, grader: Grader, workspace: Path) -> Path:
    """A folder with a bundle, the grading side, and what is uploaded to Gradescope."""
    options = ("--ci", request.param, "--grading", "side", "--gradescope", "upload.zip")
    ran = grader("release", "bundle", "tensors", *options, "--course", str(ROOT))
    assert ran.code == 0, ran.err
    with zipfile.ZipFile(workspace / "upload.zip") as archive:
        archive.extractall(workspace / "upload")
    return workspace


def workflows(folder: Path) -> list[Path]:
    found = sorted(folder.rglob(".github/workflows/*.yml"))
    assert found
    return found


def test_workflows_pass_their_linters(released: Path) -> None:
    for path in workflows(released):
        assert workflow_problems(path) == []


def jobs(released: Path) -> list[dict[str, Any]]:
    return [
        job
        for path in workflows(released)
        for job in yaml.safe_load(path.read_text(encoding="utf-8"))["jobs"].values()
    ]


def test_scripts_pass_shellcheck(released: Path) -> None:
    scripts = (released / "upload" / "setup.sh", released / "upload" / "run_autograder")
    checked = lint("shellcheck", *scripts)
    assert checked.returncode == 0, checked.stdout


def test_what_others_write_becomes_no_part_of_a_script(released: Path) -> None:
    steps = [step for path in workflows(released) for _, step in run_steps(path)]
    assert len(steps) >= 4
    assert not [step for step in steps if "${{" in step]


def test_jobs_are_pinned_limited_and_may_do_little(released: Path) -> None:
    for path in workflows(released):
        assert yaml.safe_load(path.read_text(encoding="utf-8"))["permissions"] == {}
    for job in jobs(released):
        assert set(job["permissions"].values()) == {"read"}
        assert 0 < job["timeout-minutes"] < 360
        for step in job["steps"]:
            _, _, version = step.get("uses", f"@{'0' * 40}").partition("@")
            assert len(version) == 40, step
            for word, minutes in zip(
                *[step.get("run", "").split()[n:] for n in (0, 1)], strict=False
            ):
                if word == "--time-limit":
                    assert float(minutes) < job["timeout-minutes"]
        cached = [step for step in job["steps"] if step.get("with", {}).get("cache") == "pip"]
        assert len(cached) == 1


def test_programs_can_be_parsed(released: Path) -> None:
    for path in [*released.rglob("grade.py"), *released.rglob("autograder.py")]:
        compile(path.read_text(encoding="utf-8"), path.name, "exec")
