"""What `grader release` writes for CI: linters of its kind pass it, and its steps do what they say.

GitHub itself is not here: a `gh` of the tests' own stands for it.
"""

from __future__ import annotations

import csv
import os
import shutil
import subprocess
import sys
import zipfile
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, Ran
from tests.fakes.github import GitHub
from tests.fakes.linters import lint, run_steps, workflow_problems

KINDS = ("github", "classroom", "classroom50")


def release(folder: Path, *options: str) -> None:
    command = [str(Path(sys.executable).with_name("grader")), "release", "bundle", "tensors"]
    options = ("--grading", "side", *options, "--course", str(ROOT))
    subprocess.run([*command, *options], cwd=folder, check=True, timeout=300)


@pytest.fixture(scope="module", params=KINDS)
def released(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a bundle, the grading side, and what is uploaded to Gradescope."""
    folder = tmp_path_factory.mktemp(request.param)
    release(folder, "--ci", request.param, "--gradescope", "upload.zip")
    with zipfile.ZipFile(folder / "upload.zip") as archive:
        archive.extractall(folder / "upload")
    return folder


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


def test_what_pip_downloads_is_kept_before_anything_is_graded(released: Path) -> None:
    """After it, a failing check would have ended the job, and every run would download it all."""
    for job in jobs(released):
        steps = job["steps"]
        names = [step.get("uses", step["name"]).partition("@")[0] for step in steps]
        order = ["actions/cache/restore", "Install the grader", "actions/cache/save", "Grade"]
        assert [name for name in names if name in order] == order
        restore, save = (steps[names.index(order[n])] for n in (0, 2))
        assert restore["with"]["path"] == save["with"]["path"] == "~/.cache/pip"
        assert f"steps.{restore['id']}.outputs.cache-primary-key" in save["with"]["key"]
        assert "hashFiles('constraints.txt', 'requirements.txt')" in restore["with"]["key"]


def test_what_a_class_has_got_outlives_what_fails(released: Path) -> None:
    workflow = released / "side" / ".github" / "workflows" / "grade-class.yml"
    (job,) = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].values()
    names = [step["name"] for step in job["steps"]]
    grade = names.index("Grade")
    assert job["steps"][grade]["timeout-minutes"] <= job["timeout-minutes"] - 60
    assert names[grade + 1 : grade + 3] == ["Write the marks", "Write the page"]
    assert "Keep the results" in names[grade:]
    assert {step["if"] for step in job["steps"][grade + 1 :]} == {"${{ !cancelled() }}"}


def test_programs_can_be_parsed(released: Path) -> None:
    for path in [*released.rglob("grade.py"), *released.rglob("autograder.py")]:
        compile(path.read_text(encoding="utf-8"), path.name, "exec")


# ---- a class, fetched and graded ----

SOLUTION = ROOT / "solutions" / "intro" / "tensors" / "tensors.py"


@dataclass(frozen=True, slots=True)
class Room:
    """A class, and the grading side that grades it."""

    side: Path
    github: GitHub
    prefix: str

    def hand_in(self, login: str, path: str) -> Path:
        """A student's repository."""
        clone = self.github.repository(f"{self.prefix}-{login}")
        (clone / path).parent.mkdir(parents=True)
        shutil.copy(SOLUTION, clone / path)
        return clone

    def grade(self, **other: str) -> dict[str, Ran]:
        """Run the workflow's shell but for the installation; after a failure, what GitHub would."""
        workflow = self.side / ".github" / "workflows" / "grade-class.yml"
        (job,) = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].values()
        runner = self.github.folder / "runner"
        shutil.rmtree(runner, ignore_errors=True)
        for place in ("results", f"{self.prefix}-submissions"):
            shutil.rmtree(self.side / place, ignore_errors=True)
        runner.mkdir()
        programs = (self.github.folder / "bin", Path(sys.executable).parent, os.environ["PATH"])
        environment = {
            **os.environ,
            **self.github.variables(self.side, self.prefix),
            "PATH": os.pathsep.join(map(str, programs)),
            "RUNNER_TEMP": str(runner),
            "LC_ALL": "C.UTF-8",
            "CI": "true",
            **other,
        }
        done: dict[str, Ran] = {}
        for step in job["steps"]:
            failed = any(ran.code for ran in done.values())
            if "run" not in step or step["name"] == "Install the grader":
                continue
            if failed and "!cancelled()" not in step.get("if", ""):
                continue
            ran = subprocess.run(
                ["bash", "-e", "-o", "pipefail", "-c", step["run"]],
                cwd=self.side,
                env=environment,
                capture_output=True,
                text=True,
                encoding="utf-8",
                timeout=300,
                stdin=subprocess.DEVNULL,
            )
            done[step["name"]] = Ran(ran.returncode, ran.stdout, ran.stderr)
        return done

    def marks(self) -> dict[str, float]:
        """What each student has, of 1."""
        text = (self.side / "results" / "marks.csv").read_text(encoding="utf-8-sig")
        rows = csv.DictReader(text.splitlines())
        own = [row for row in rows if row["exercise"] == "tensors"]
        return {row["student"]: float(row["mark"] or 0) / float(row["out_of"]) for row in own}


@pytest.fixture(scope="module")
def grading(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A grading side, to be copied."""
    folder = tmp_path_factory.mktemp("grading")
    release(folder)
    return folder / "side"


@pytest.fixture(params=["hw"])
def room(request: pytest.FixtureRequest, grading: Path, tmp_path: Path) -> Room:
    """A class without anybody; `request.param` is what its repositories' names begin with."""
    side = Path(shutil.copytree(grading, tmp_path / "side"))
    return Room(side, GitHub.at(tmp_path / "github"), request.param)


def test_a_class_is_graded_and_who_is_missing_is_said(room: Room) -> None:
    room.github.repository("hw-template", template=True)
    for name in ("hw-side", "other-dora"):
        room.github.repository(name)
    for login in ("anna", "bogdan"):
        room.hand_in(login, "tensors/tensors.py")
    cyril = room.github.repository("hw-cyril")
    room.github.fails_once("hw-bogdan")
    (room.side / "roster.csv").write_text("login\nanna\nbogdan\ncyril\n")
    done = room.grade()
    codes = {name: ran.code for name, ran in done.items()}
    assert codes.pop("Say who is missing") == 1, done
    assert set(codes.values()) == {0}, done
    results = room.side / "results"
    assert (results / "not_fetched.txt").read_text() == "Org/hw-cyril\n"
    assert room.marks() == {"anna": 1, "bogdan": 1, "cyril": 0}
    assert (results / "report.html").is_file()
    # The log is read by whoever may see the repository, and kept for longer than the artifact.
    for name in ("anna", "bogdan", "cyril"):
        assert not [step for step, ran in done.items() if name in ran.out + ran.err]
    assert "anna" in (results / "log.txt").read_text()

    # The next run has what this one had, and grades what is new.
    shutil.copytree(results, room.github.artifact(7, "results-hw"))
    room.github.artifact(9, "results-hw")  # itself, or one that came to nothing
    shutil.copytree(cyril.with_name("hw-anna"), cyril)
    done = room.grade()
    assert {ran.code for ran in done.values()} == {0}, done
    assert not (results / "not_fetched.txt").exists()
    assert "0 works graded" in (results / "log.txt").read_text()
    assert room.marks() == {"anna": 1, "bogdan": 1, "cyril": 1}
    assert room.grade(ANEW="true")["Grade"].code == 0
    assert "1 works graded" in (results / "log.txt").read_text()


@pytest.mark.parametrize("room", ["cs.1"], indirect=True)
def test_a_lone_clone_is_its_students(room: Room) -> None:
    """Neither the login's own hyphen nor what lies in the clone is taken for something else."""
    clone = room.hand_in("anna-x", "week1/tensors.py")
    for name in ("notes", "figures"):
        (clone / name).mkdir()
        (clone / name / "a.txt").write_text("a\n")
    done = room.grade()
    assert {ran.code for ran in done.values()} == {0}, done
    assert room.marks() == {"anna-x": 1}


@pytest.mark.parametrize(
    ("missing", "step"),
    [
        ("PREFIX", "Fetch the results of the run before"),
        ("ORGANISATION", "Fetch the students' repositories"),
        ("GH_TOKEN", "Fetch the students' repositories"),
        ("GRADER_SEED", "Grade"),
    ],
)
def test_what_was_not_set_is_asked_for(room: Room, missing: str, step: str) -> None:
    room.hand_in("anna", "tensors/tensors.py")
    done = room.grade(**{missing: ""})
    assert done[step].code != 0
    assert f"{missing}: is empty: set " in done[step].err
    assert not (room.side / "results" / "gradebook.sqlite").exists()


def test_a_class_that_is_nowhere_is_no_green_run(room: Room) -> None:
    room.github.repository("other-anna")
    done = room.grade()
    fetched = done["Fetch the students' repositories"]
    assert (fetched.code, "Nothing to grade" in fetched.out) == (1, True)
    assert "Grade" not in done
