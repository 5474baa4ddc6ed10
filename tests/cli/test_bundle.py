"""A bundle on a fresh environment, by its README alone; and every platform's steps as they stand.

One virtual environment, made by the README's own command, serves all tests of this file.
"""

from __future__ import annotations

import base64
import csv
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.conftest import ROOT, Ran
from tests.fakes.github import GitHub

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="the steps are bash's"),
]

EXERCISES = ("parameter_count", "tensors")
MISTAKE = "frozen_counted"
RIGHT = ROOT / "solutions" / "intro" / "parameter_count" / "parameter_count.py"
WRONG = ROOT / "solutions" / "intro" / "parameter_count" / "mistakes" / f"{MISTAKE}.py"
SAID = "an optimiser leaves the others alone"
"""Of that mistake, which is nowhere in a bundle but in its fingerprints."""


@dataclass(frozen=True, slots=True)
class Released:
    """What `grader release` made for a kind of CI, and the environment that the README made."""

    student: Path
    grading: Path
    upload: Path
    venv: Path


def shell(
    script: str,
    folder: Path,
    *,
    env: Mapping[str, str] | None = None,
    venv: Path | None = None,
    programs: Path | None = None,
    seconds: float = 1200,
) -> Ran:
    """Run a script as GitHub's runner does, without the environment that the tests run in."""
    own = str(Path(sys.executable).parent)
    path = [entry for entry in os.environ["PATH"].split(os.pathsep) if entry != own]
    path = [*([str(programs)] if programs else []), *([str(venv / "bin")] if venv else []), *path]
    environment = {
        **{key: value for key, value in os.environ.items() if key != "VIRTUAL_ENV"},
        "PATH": os.pathsep.join(path),
        "LC_ALL": "C.UTF-8",
        "COLUMNS": "100",
        "CI": "",
        **(env or {}),
    }
    done = subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", script],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=seconds,
        stdin=subprocess.DEVNULL,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def block(readme: Path, name: str) -> str:
    found = re.search(
        rf"<!-- command: {name} -->\n```sh\n(.*?)```", readme.read_text(encoding="utf-8"), re.DOTALL
    )
    assert found, (readme, name)
    return found[1]


def release(folder: Path, ci: str) -> tuple[Path, Path, Path]:
    places = folder / "student", folder / "grading", folder / "upload.zip"
    command = [str(Path(sys.executable).with_name("grader")), "release", str(places[0]), *EXERCISES]
    options = ["--ci", ci, "--grading", str(places[1]), "--gradescope", str(places[2])]
    subprocess.run([*command, *options, "--course", str(ROOT)], check=True, timeout=300)
    return places


@pytest.fixture(scope="module")
def venv(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the README's first command makes, in a bundle in an empty folder."""
    student, _, _ = release(tmp_path_factory.mktemp("fresh"), "github")
    ran = shell(block(student / "README.md", "setup"), student)
    assert ran.code == 0, ran.err[-3000:]
    return student / ".venv"


@pytest.fixture
def made(request: pytest.FixtureRequest, tmp_path: Path, venv: Path) -> Released:
    """A release of one's own; `request.param` is the kind of CI."""
    student, grading, upload = release(tmp_path, getattr(request, "param", "github"))
    return Released(student, grading, upload, venv)


def hand_in(released: Released, source: Path) -> None:
    shutil.copy(source, released.student / "parameter_count" / "parameter_count.py")


# ---- at the desk ----


def test_the_readmes_commands_as_they_stand(made: Released) -> None:
    (made.student / ".venv").symlink_to(made.venv)
    script = "source .venv/bin/activate\n" + block(made.student / "README.md", "work")
    hints = ROOT / "exercises" / "intro" / "parameter_count" / "exercise.toml"
    first = re.search(r'\[\[hints\]\]\nen = "(.{20})', hints.read_text(encoding="utf-8"))
    assert first

    lines = [line for line in script.splitlines() if line.startswith("grader")]
    assert [line.split()[1] for line in lines] == ["list", "check", "hint"]
    for line in lines:
        ran = shell(f"source .venv/bin/activate\n{line}", made.student)
        assert ran.code == (1 if "check" in line else 0), (line, ran.err)
        if "hint" in line:
            assert first[1] in ran.out
        else:
            assert "not started" in ran.out, line
    assert "Traceback" not in ran.err


def test_right_and_wrong_are_told_apart_and_the_mistake_is_named(made: Released) -> None:
    def check() -> Ran:
        return shell("grader check parameter_count", made.student, venv=made.venv)

    hand_in(made, RIGHT)
    right = check()
    assert right.code == 0, right.out + right.err
    assert "18 of 18 points" in right.out

    hand_in(made, WRONG)
    wrong = check()
    assert wrong.code == 1
    assert "16 of 18 points" in wrong.out
    assert SAID in " ".join(wrong.out.split())
    for folder in ("solutions", "mistakes"):
        assert not list(made.student.rglob(folder))


def test_a_notebook_is_graded_where_it_was_changed(made: Released) -> None:
    path = made.student / "parameter_count" / "parameter_count.ipynb"
    notebook = json.loads(path.read_text(encoding="utf-8"))
    for cell in notebook["cells"]:
        source = "".join(cell["source"])
        if source.startswith("def count_parameters"):
            body = source.replace("raise NotImplementedError", "return 752")
            cell["source"] = body.splitlines(keepends=True)
    path.write_text(json.dumps(notebook), encoding="utf-8")
    ran = shell("grader check parameter_count", made.student, venv=made.venv)
    assert ran.code == 1
    # What only 752 for every model shows: the script beside it is as it was handed out.
    assert "has to come from the model that is passed in" in " ".join(ran.out.split())


# ---- in CI ----


def steps(workflow: Path) -> tuple[dict[str, str], list[dict[str, Any]]]:
    """The environment of a workflow's job, and its steps."""
    (job,) = yaml.safe_load(workflow.read_text(encoding="utf-8"))["jobs"].values()
    return job.get("env", {}), job["steps"]


def run_steps(
    workflow: Path,
    checkout: Path,
    venv: Path,
    extra: Mapping[str, str] | None = None,
    programs: Path | None = None,
) -> tuple[dict[str, Ran], Path]:
    """Run each `run:` step, until one fails; return what became of them, and the runner's files."""
    files = checkout.parent / "runner"
    files.mkdir()
    environment, found = steps(workflow)
    # This machine has an index of its own.
    environment = {k: v for k, v in environment.items() if k != "PIP_EXTRA_INDEX_URL"}
    for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY", "GITHUB_ENV", "GITHUB_PATH"):
        (files / name).touch()
        environment[name] = str(files / name)
    environment |= {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "GITHUB_WORKSPACE": str(checkout),
        "RUNNER_TEMP": str(files),
        **(extra or {}),
    }
    done: dict[str, Ran] = {}
    for step in found:
        if "run" not in step:
            continue
        own = {k: v for k, v in step.get("env", {}).items() if "${{" not in str(v)}
        ran = shell(step["run"], checkout, env={**environment, **own}, venv=venv, programs=programs)
        done[step["name"]] = ran
        if ran.code:
            break
    return done, files


def test_githubs_steps_from_set_up_to_summary(made: Released) -> None:
    hand_in(made, WRONG)
    workflow = made.student / ".github" / "workflows" / "grade.yml"
    done, files = run_steps(workflow, made.student, made.venv)
    assert done["Install the grader"].code == 0, done["Install the grader"].err
    graded = done["Grade"]
    assert graded.code == 1, graded.err
    number = next(
        n
        for n, line in enumerate(WRONG.read_text(encoding="utf-8").splitlines(), 1)
        if line.startswith("def count_parameters")
    )
    place = f"::error file=parameter_count/parameter_count.py,line={number}"
    assert place in graded.out
    summary = (files / "GITHUB_STEP_SUMMARY").read_text(encoding="utf-8")
    assert SAID in summary
    # What VS Code's task reads is what is printed.
    tasks = json.loads((made.student / ".vscode" / "tasks.json").read_text(encoding="utf-8"))
    pattern = tasks["tasks"][0]["problemMatcher"]["pattern"]
    seen = [re.match(pattern["regexp"], line) for line in graded.out.splitlines()]
    matched = [match for match in seen if match]
    assert [m[pattern["file"]] for m in matched] == ["parameter_count/parameter_count.py"]
    assert [m[pattern["line"]] for m in matched] == [str(number)]


@pytest.mark.parametrize("made", ["classroom"], indirect=True)
def test_the_classrooms_steps_give_what_its_reporter_reads(made: Released) -> None:
    hand_in(made, WRONG)
    (made.student / "tensors" / "tensors.py").unlink()
    (made.student / "tensors" / "tensors.ipynb").unlink()
    workflow = made.student / ".github" / "workflows" / "grade.yml"
    done, files = run_steps(workflow, made.student, made.venv)
    assert [ran.code for ran in done.values()] == [0, 0], [ran.err for ran in done.values()]
    (line,) = (files / "GITHUB_OUTPUT").read_text(encoding="utf-8").splitlines()
    result = json.loads(base64.b64decode(line.removeprefix("result=")))
    assert result["status"] == "fail"
    # What is gone counts: its points are in the maximum.
    tests = result["tests"]
    assert sum(test["score"] for test in tests) / result["max_score"] < 0.5
    assert SAID in (files / "GITHUB_STEP_SUMMARY").read_text(encoding="utf-8")
    # The reporter's variable is named after the step that it is to read.
    _, found = steps(workflow)
    reporter = next(step for step in found if "reporter" in step.get("uses", ""))
    (runner,) = reporter["with"]["runners"].split(",")
    assert f"{runner.upper()}_RESULTS" in reporter["env"]
    assert runner in {step.get("id") for step in found}


@pytest.mark.parametrize("made", ["classroom50"], indirect=True)
def test_classroom_50_grades_with_its_own_bundle(made: Released, tmp_path: Path) -> None:
    """As its runner does it: from a folder elsewhere, with the checkout as working directory."""
    bundle = tmp_path / "runtime"
    shutil.copytree(made.grading / "classroom50" / "autograder", bundle)
    hand_in(made, WRONG)
    # Whatever a student does to the checks, and to modules of that name, changes nothing.
    for checks in made.student.glob("exercises/*/*/checks.py"):
        checks.write_text("", encoding="utf-8")
    for name in ("pip.py", "json.py", "grader.py", "torch.py"):
        (made.student / name).write_text("raise SystemExit('hijacked')\n", encoding="utf-8")
    environment = {
        "CI": "true",
        "GITHUB_ACTIONS": "true",
        "RUNNER_TEMP": str(tmp_path),
        "CLASSROOM": "cs",
        "ASSIGNMENT": "one",
        "ASSIGNMENT_TYPE": "individual",
        "USERNAME": "anna",
        "OWNER": "anna",
        "CLASSROOM50_BUNDLE_DIR": str(bundle),
        "SUBMISSION_TAG": "submit/2026-10-01T10-00-00Z-0123456",
        "COMMIT_URL": "https://github.com/o/r/commit/0123456",
        "RELEASE_URL": "https://github.com/o/r/releases/tag/submit",
        "REVIEW_URL": "https://github.com/o/r/compare/a...b",
    }
    script = f"python {bundle / 'autograder.py'}"
    ran = shell(script, made.student, env=environment, venv=made.venv)
    assert ran.code == 0, ran.err
    result = json.loads((made.student / "result.json").read_text(encoding="utf-8"))
    assert result["schema"] == "classroom50/result/v1"
    assert (result["owner"], result["submission"]) == ("anna", environment["SUBMISSION_TAG"])
    failed = [test["test-name"] for test in result["tests"] if not test["passed"]]
    assert any("leaves out what is frozen" in name for name in failed)
    assert 0 < result["score"] < result["max-score"]
    assert not list(tmp_path.glob("torchgrade-*"))  # that environment has this grader already
    runtime = json.loads((made.grading / "classroom50" / "runtime.json").read_text())
    assert runtime["python"] == ".".join(map(str, sys.version_info[:2]))


def test_the_instructors_steps_grade_with_their_own_checks(made: Released, tmp_path: Path) -> None:
    github = GitHub.at(tmp_path / "github")
    clones = {login: github.repository(f"one-{login}") for login in ("anna", "bo")}
    for login, work in (("anna", RIGHT), ("bo", WRONG)):
        hand_in(made, work)
        shutil.copytree(made.student, clones[login])
    for checks in clones["bo"].glob("exercises/*/*/checks.py"):
        checks.write_text("", encoding="utf-8")
    (made.grading / "roster.csv").write_text("login,name\nanna,Anna\nbo,Bo\ncy,Cy\n")
    (made.grading / "late.toml").write_text("due = 2099-01-01\n")
    workflow = made.grading / ".github" / "workflows" / "grade-class.yml"
    variables = github.variables(made.grading, "one")
    done, _ = run_steps(workflow, made.grading, made.venv, variables, github.folder / "bin")
    assert [ran.code for ran in done.values()] == [0] * 7, [ran.err for ran in done.values()]
    marks = (made.grading / "results" / "marks.csv").read_text(encoding="utf-8-sig")
    rows = list(csv.DictReader(marks.splitlines()))
    found = {row["student"]: row["mark"] for row in rows if row["exercise"] == "parameter_count"}
    assert found["anna"] == "27"
    assert 0 < float(found["bo"]) < 27
    assert found["cy"] == "0" or not found["cy"]
    assert (made.grading / "results" / "report.html").is_file()


# ---- on Gradescope ----


@pytest.fixture
def autograder(made: Released, tmp_path: Path) -> Path:
    """`/autograder`, as Gradescope makes it of the zip; set up by its `setup.sh`."""
    root = tmp_path / "autograder"
    (root / "submission").mkdir(parents=True)
    (root / "results").mkdir()
    with zipfile.ZipFile(made.upload) as archive:
        for info in archive.infolist():
            archive.extract(info, root / "source")
            (root / "source" / info.filename).chmod(info.external_attr >> 16 & 0o777)
    shutil.copy2(root / "source" / "run_autograder", root)
    metadata = {"id": 1, "assignment": {"title": "One", "total_points": "27.0"}, "users": []}
    (root / "submission_metadata.json").write_text(json.dumps(metadata), encoding="utf-8")
    (root / "source" / "venv").symlink_to(made.venv)
    ran = shell("source/setup.sh", root, env={"PIP_EXTRA_INDEX_URL": index()})
    assert ran.code == 0, ran.err
    return root


def index() -> str:
    """The further indexes of this machine's pip, which the script would else replace."""
    command = [sys.executable, "-m", "pip", "config", "get", "global.extra-index-url"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    return os.environ.get("PIP_EXTRA_INDEX_URL", done.stdout.strip())


HOSTILE = """
import json, os, pathlib, sys
for place in ("ROOT/results/results.json", "results/results.json", "../results/results.json"):
    try:
        pathlib.Path(place).write_text(json.dumps({"score": 1000}))
    except OSError:
        pass
for place in ("ROOT/source/seed", "ROOT/source/course/solutions"):
    try:
        print("LEAK", os.listdir(place) if "solutions" in place else open(place).read())
    except OSError:
        pass
print('{"score": 1000}')
os._exit(0)
"""


def test_gradescope_from_set_up_to_results(autograder: Path) -> None:
    seed = (autograder / "source" / "seed").read_text().strip()

    def graded(files: Mapping[str, str]) -> dict[str, Any]:
        shutil.rmtree(autograder / "submission")
        (autograder / "submission").mkdir()
        for name, content in files.items():
            path = autograder / "submission" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, encoding="utf-8")
        ran = shell("./run_autograder", autograder)
        assert ran.code == 0, ran.err
        assert seed not in ran.out + ran.err
        text = (autograder / "results" / "results.json").read_text(encoding="utf-8")
        assert seed not in text
        assert "LEAK" not in text
        result: dict[str, Any] = json.loads(text)
        return result

    def score(result: dict[str, Any], exercise: str = "parameter_count") -> float:
        own = [t for t in result["tests"] if t["name"].startswith(exercise)]
        assert sum(t.get("max_score", 0) for t in own) > 0
        return float(sum(t.get("score", 0) for t in own))

    tensors = ROOT / "solutions" / "intro" / "tensors" / "tensors.py"
    files = {
        "hw/parameter_count.py": RIGHT.read_text(encoding="utf-8"),
        "hw/deep/er/tensors.py": tensors.read_text(encoding="utf-8"),
    }
    right = graded(files)
    assert all(test["status"] == "passed" for test in right["tests"]), right
    assert {test["visibility"] for test in right["tests"]} > {"visible"}
    full = score(right)

    wrong = graded({"parameter_count.py": WRONG.read_text(encoding="utf-8")})
    assert 0 < score(wrong) < full
    assert score(wrong, "tensors") == 0  # not handed in, and still in the maximum
    assert any(SAID in test.get("output", "") for test in wrong["tests"])

    assert score(graded({})) == 0
    assert score(graded({"parameter_count.ipynb": "{"})) == 0
    hostile = graded({"parameter_count.py": HOSTILE.replace("ROOT", str(autograder))})
    assert score(hostile) == 0
    assert "1000" not in json.dumps(hostile.get("score", 0))
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": []}
    cell = {"cell_type": "code", "id": "a", "metadata": {}, "outputs": [], "execution_count": None}
    notebook["cells"] = [{**cell, "source": RIGHT.read_text(encoding="utf-8")}]
    assert score(graded({"parameter_count.ipynb": json.dumps(notebook)})) == full


def test_gradescope_where_the_grader_itself_is_broken(autograder: Path) -> None:
    for path in (autograder / "source" / "course" / "exercises").glob("*/*/checks.py"):
        path.unlink()
    (autograder / "source" / "grade.py").write_text("raise SystemExit(3)\n", encoding="utf-8")
    (autograder / "results" / "results.json").write_text('{"score": 27}', encoding="utf-8")
    ran = shell("./run_autograder", autograder)
    # A result would be a mark of 0 that looks like the student's: without one, staff see a failure.
    assert ran.code == 1
    assert not (autograder / "results" / "results.json").exists()
    assert "no fault of the student's" in ran.out
