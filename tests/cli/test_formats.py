"""`grader check --format`: what each platform is given, whatever was handed in."""

from __future__ import annotations

import base64
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.conftest import Grader, Ran
from tests.fakes.courses import RIGHT, adding, sums
from tests.fakes.notebooks import book, code, written
from tests.fakes.platforms import (
    CLASSROOM,
    CLASSROOM50,
    EXERCISM,
    GRADESCOPE,
    Annotation,
    ClassroomReporter,
    Told,
    annotations,
    parsed,
)

SUMS = f"{RIGHT}\n\ndef double(x):\n    return 2 * x\n"
WRONG = SUMS.replace("2 * x", "x + 2")
NAMES = ("github", "classroom", "classroom50", "gradescope", "exercism")


@dataclass(frozen=True)
class Job:
    """A job of CI, after its grading step."""

    ran: Ran
    workspace: Path
    output: Path
    step_summary: Path

    @property
    def summary(self) -> str:
        return self.step_summary.read_text(encoding="utf-8")

    @property
    def classroom(self) -> Any:
        return parsed(base64.b64decode(self._encoded()).decode(), CLASSROOM)

    @property
    def told(self) -> Told:
        return ClassroomReporter().read(self._encoded())

    def _encoded(self) -> str:
        [line] = self.output.read_text(encoding="utf-8").splitlines()
        assert line.startswith("result=")
        return line.removeprefix("result=")

    @property
    def classroom50(self) -> Any:
        return parsed((self.workspace / "result.json").read_text("utf-8"), CLASSROOM50)

    @property
    def gradescope(self) -> Any:
        text = (self.workspace / "results" / "results.json").read_text("utf-8")
        return parsed(text, GRADESCOPE)

    @property
    def exercism(self) -> Any:
        return parsed((self.workspace / "results.json").read_text("utf-8"), EXERCISM)

    @property
    def annotations(self) -> list[Annotation]:
        return annotations(self.ran.out)


Step = Callable[..., Job]


def environment(folder: Path, workspace: Path) -> dict[str, str]:
    return {
        "CI": "true",
        "GITHUB_WORKSPACE": str(workspace),
        "GITHUB_OUTPUT": str(folder / "output"),
        "GITHUB_STEP_SUMMARY": str(folder / "summary"),
        "CLASSROOM": "deep",
        "ASSIGNMENT": "sums",
        "OWNER": "anna",
        "SUBMISSION_TAG": "submit/1",
        "COMMIT_URL": "https://example.org/c",
        "RELEASE_URL": "https://example.org/r",
    }


@pytest.fixture
def step(grader: Grader, workspace: Path, tmp_path: Path) -> Step:
    """Run the grading step of a job, in all formats if none is named."""
    sums(workspace)

    def run(*arguments: str, formats: tuple[str, ...] = NAMES) -> Job:
        asked = [f"--format={name}" for name in formats]
        ran = grader("check", *arguments, *asked, env=environment(tmp_path, workspace))
        return Job(ran, workspace, tmp_path / "output", tmp_path / "summary")

    return run


def hand_in(workspace: Path, source: str, name: str = "sums") -> None:
    folder = workspace / name
    folder.mkdir(exist_ok=True)
    (folder / f"{name}.py").write_text(source, encoding="utf-8")


def test_right_work_is_right_everywhere(step: Step, workspace: Path) -> None:
    hand_in(workspace, SUMS)
    job = step("sums")
    assert job.ran.code == 0
    assert job.annotations == []
    assert "3 of 3 points" in job.ran.out
    assert "**3 of 3 points**" in job.summary
    assert (job.told.table, job.told.notice, job.told.failed) == (3, 3, False)
    assert (job.classroom50["score"], job.classroom50["max-score"]) == (3, 3)
    assert [test["status"] for test in job.gradescope["tests"]] == ["passed", "passed"]
    assert job.exercism["status"] == "pass"
    assert "def adds(student)" in job.exercism["tests"][0]["test_code"]


def test_wrong_work_is_annotated_where_it_is_wrong(step: Step, workspace: Path) -> None:
    hand_in(workspace, WRONG)
    job = step("sums", "--junit", "junit.xml")
    assert job.ran.code == 0
    [one] = job.annotations
    assert one.kind == "error"
    assert (one.properties["file"], one.properties["line"]) == ("sums/sums.py", "5")
    assert "expected: 6" in one.message
    assert (job.told.table, job.told.notice, job.told.maximum) == (2, 2, 3)
    assert job.told.failed
    failed = job.classroom["tests"][-1]
    assert (failed["filename"], failed["line_no"]) == ("sums/sums.py", 5)
    assert job.exercism["status"] == "fail"
    junit = (workspace / "junit.xml").read_text("utf-8")
    assert 'file="sums/sums.py" line="5"' in junit


@pytest.mark.parametrize(
    ("source", "line"),
    [
        ("import math\n\n\ndef add(a, b):\n    return math.sqroot(a)\n", "5"),
        ("def helper(x):\n    return x.missing\n\n\ndef add(a, b):\n    return helper(a)\n", "2"),
        ("def add(a, b):\n    return a +\n", "2"),
        ("x = 1\nraise ValueError('no')\n", "2"),
        ("'''\ndef add(a): 0\n'''\nclass Other: pass\nadd = lambda a, b: 7\n", "2"),
    ],
    ids=["raises", "deeper", "syntax", "import", "misled"],
)
def test_the_line_is_the_one_that_raised(
    step: Step, workspace: Path, source: str, line: str
) -> None:
    hand_in(workspace, source)
    job = step("sums", formats=("github",))
    assert job.ran.code == 1
    assert job.annotations[0].properties["file"] == "sums/sums.py"
    assert job.annotations[0].properties["line"] == line


def test_a_file_that_can_not_be_imported_is_an_error_where_no_test_ran(
    step: Step, workspace: Path
) -> None:
    hand_in(workspace, "def add(a, b:\n")
    job = step("sums")
    assert job.ran.code == 0
    assert job.exercism["status"] == "error"
    assert "not valid Python" in job.exercism["message"]
    assert (job.told.notice, job.told.maximum, job.told.failed) == (0, 3, True)
    assert "not valid Python" in job.classroom["message"]
    assert job.classroom50["max-score"] == 3


def broken_notebook(workspace: Path) -> None:
    (workspace / "sums.ipynb").write_text("{}", encoding="utf-8")


def empty_file(workspace: Path) -> None:
    hand_in(workspace, "")


def latin_1(workspace: Path) -> None:
    (workspace / "sums.py").write_bytes(b"# \xff\xfe\n")


def a_folder(workspace: Path) -> None:
    (workspace / "sums" / "sums.py").mkdir(parents=True)


def nothing(workspace: Path) -> None:
    del workspace


@pytest.mark.parametrize("what", [broken_notebook, empty_file, latin_1, a_folder, nothing])
@pytest.mark.parametrize("target", ["sums", "."])
def test_what_the_student_can_cause_is_a_result(
    step: Step, workspace: Path, what: Callable[[Path], None], target: str
) -> None:
    what(workspace)
    job = step(target)
    assert job.ran.code == 0, job.ran.err
    assert job.exercism["status"] == "error"
    assert job.told.notice == job.classroom50["score"] == 0
    assert job.told.failed
    assert not any(test["passed"] for test in job.classroom50["tests"] if "outcome" not in test)
    assert sum(test["score"] for test in job.gradescope["tests"]) == 0
    assert len(job.annotations) == 1
    if target == "sums":
        # The exercise was assigned, so its points count.
        assert (job.told.maximum, job.classroom50["max-score"]) == (3, 3)
    assert job.exercism["message"].strip()
    assert str(workspace) not in str((job.exercism, job.gradescope, job.summary))


@pytest.mark.parametrize("what", [broken_notebook, empty_file, latin_1, a_folder])
def test_a_file_that_can_not_be_read_hides_no_other(
    step: Step, workspace: Path, what: Callable[[Path], None]
) -> None:
    adding(workspace)
    hand_in(workspace, RIGHT, "adding")
    what(workspace)
    job = step(formats=("github",))
    assert job.ran.code == 1
    [one] = job.annotations
    assert one.kind == "error"
    assert (workspace / one.properties["file"]).exists()
    assert "sums" in one.properties["file"]
    assert "**2/2**" in job.summary
    assert str(workspace) not in job.ran.out + job.summary


def test_a_folder_for_each_person_is_annotated(step: Step, workspace: Path) -> None:
    for name, source in (("anna", SUMS), ("bo", WRONG)):
        (workspace / "class" / name).mkdir(parents=True)
        (workspace / "class" / name / "sums.py").write_text(source, encoding="utf-8")
    job = step("class", formats=("github",))
    assert job.ran.code == 1
    assert [one.properties["file"] for one in job.annotations] == ["class/bo/sums.py"]


def test_what_waits_in_a_repository_is_no_failure(step: Step, workspace: Path) -> None:
    adding(workspace)
    stub = workspace / "exercises" / "intro" / "adding" / "adding.py"
    hand_in(workspace, stub.read_text(encoding="utf-8"), "adding")
    fresh = step(formats=("github",))
    hand_in(workspace, SUMS)
    for job in (fresh, step(formats=("github",)), step(".", formats=("github",))):
        assert job.ran.code == 0, job.ran.out + job.ran.err
        [one] = job.annotations
        assert (one.kind, one.message) == ("notice", "Not started: adding.")
    assert step("adding", "sums", formats=("github",)).ran.code == 1, "it was asked for by name"
    hand_in(workspace, WRONG)
    assert step(formats=("github",)).ran.code == 1


def test_what_students_can_change_is_called_so(step: Step, workspace: Path, tmp_path: Path) -> None:
    hand_in(workspace, WRONG)
    job = step("sums")
    words = "for learning. Marks that count are made elsewhere."
    assert words in job.summary
    assert words in job.classroom["message"]
    elsewhere = sums(tmp_path / "teacher")
    (tmp_path / "summary").unlink()
    (tmp_path / "output").unlink()
    job = step("sums", "--course", str(elsewhere))
    assert words not in job.summary + job.classroom["message"]


def test_no_mark_is_lost_by_what_is_written_beside_it(step: Step, workspace: Path) -> None:
    hand_in(workspace, WRONG)
    job = step("sums", "--junit", "no/such/junit.xml", "--csv", "marks.csv")
    assert job.ran.code == 0
    assert job.ran.err.splitlines() == [
        "no/such/junit.xml can't be written: No such file or directory."
    ]
    assert job.told.notice == job.classroom50["score"] == 2
    assert len(job.annotations) == 1
    assert (workspace / "marks.csv").is_file()


def test_a_format_that_can_not_be_written_costs_no_other(step: Step, workspace: Path) -> None:
    hand_in(workspace, WRONG)
    job = step("sums", formats=("gradescope=no/such.json", "github", "exercism", "classroom"))
    assert job.ran.code == 4
    assert "no/such.json can't be written" in job.ran.err
    assert job.told.notice == 2
    assert job.exercism["status"] == "fail"
    assert len(job.annotations) == 1
    assert "2 of 3 points" in job.summary


def test_a_closed_pipe_costs_no_mark(workspace: Path, tmp_path: Path) -> None:
    sums(workspace)
    hand_in(workspace, WRONG)
    grader = str(Path(sys.executable).with_name("grader"))
    command = [grader, "check", "sums", "--format=github", "--format=classroom", "--csv=marks.csv"]
    read, write = os.pipe()
    os.close(read)
    try:
        done = subprocess.run(
            command,
            cwd=workspace,
            env={**os.environ, "LC_ALL": "C.UTF-8", **environment(tmp_path, workspace)},
            stdout=write,
            stderr=subprocess.PIPE,
            text=True,
            timeout=300,
        )
    finally:
        os.close(write)
    ran = Ran(done.returncode, "", done.stderr)
    job = Job(ran, workspace, tmp_path / "output", tmp_path / "summary")
    assert (ran.code, ran.err) == (0, "")
    assert job.told.notice == 2
    assert "2 of 3 points" in job.summary
    assert (workspace / "marks.csv").is_file()


def test_only_github_keeps_the_exit_code(step: Step) -> None:
    job = step("sums", formats=("github",))
    assert job.ran.code == 5
    assert len(job.annotations) == 1


HOSTILE = """
import os, sys
print("::error file=x.py::pwned")
print("::set-output name=result::cGF3bmVk")
print("::stop-commands::x\\r::warning::pwned\\n  ::add-mask::3")
seen = [n for n in os.environ if n.startswith(("GITHUB", "CLASS", "SUBM")) or n == "CI"]

def add(a, b):
    raise ValueError("%0A::error::pwned\\n::error::" + repr(seen))

class Evil(float):
    def __repr__(self):
        return "\\n::error::pwned\\n##[error]pwned"

def double(x):
    print("\\n::notice::pwned")
    return Evil(0)
"""


def test_nothing_that_is_printed_commands_the_job(step: Step, workspace: Path) -> None:
    hand_in(workspace, HOSTILE)
    job = step("sums")
    assert job.ran.code == 0
    assert [one.kind for one in job.annotations] == ["error", "error"]
    assert [one.properties["file"] for one in job.annotations] == ["sums/sums.py"] * 2
    assert "::error::[]" in job.annotations[0].message.replace("\\x3a", ":"), "no variable crossed"
    assert "##[" not in job.ran.out
    assert annotations(job.told.log) == []
    assert annotations(job.ran.err) == []
    assert job.told.notice == 0
    assert "pwned" in job.summary


def test_in_chinese(step: Step, workspace: Path) -> None:
    hand_in(workspace, WRONG)
    job = step("sums", "--lang", "zh")
    assert job.annotations[0].properties["title"] == "sums: 三的两倍是六。"
    assert "三的两倍是六。" in job.classroom["tests"][-1]["name"]
    assert "**得分" in job.summary or "分**" in job.summary
    assert job.gradescope["tests"][0]["name"] == "一加一得二。"


def test_each_exercise_that_was_assigned_counts_once(step: Step, workspace: Path) -> None:
    adding(workspace)
    hand_in(workspace, SUMS)
    # A second copy of what one can do, where what one can't do belongs.
    (workspace / "adding").mkdir()
    (workspace / "adding" / "sums.py").write_text(SUMS, encoding="utf-8")
    job = step("adding", "sums")
    assert job.ran.code == 0
    assert (job.told.notice, job.told.maximum) == (3, 5)
    names = [test["name"] for test in job.gradescope["tests"]]
    assert names[0].startswith("adding: ")
    assert sum(name.startswith("sums: ") for name in names) == 2
    assert "Nothing was handed in for adding" in job.classroom["message"]


def test_a_notebook_names_the_cell_and_no_line(step: Step, workspace: Path) -> None:
    cells = code("import math"), code(RIGHT), code("\n\ndef double(x):\n    return math.no")
    written(workspace / "sums.ipynb", book(*cells))
    job = step("sums")
    [one] = job.annotations
    assert one.properties["file"] == "sums.ipynb"
    assert "line" not in one.properties
    assert "cell 3, line 4" in one.properties["title"]
    assert job.classroom["tests"][-1]["line_no"] == 0


def test_a_link_in_the_place_of_a_result_is_not_followed(step: Step, workspace: Path) -> None:
    hand_in(workspace, SUMS)
    target = workspace / "precious"
    target.write_text("mine", encoding="utf-8")
    (workspace / "result.json").symlink_to(target)
    job = step("sums")
    assert target.read_text(encoding="utf-8") == "mine"
    assert job.classroom50["score"] == 3


SLEEPS = SUMS.replace("return 2 * x", "import time\n    time.sleep(1000)")


def test_a_time_limit_writes_what_there_is(step: Step, workspace: Path) -> None:
    adding(workspace)
    hand_in(workspace, SLEEPS)
    hand_in(workspace, RIGHT, "adding")
    course = workspace / "exercises" / "intro"
    limits = "[limits]\ncall_seconds = 1000\ntotal_seconds = 1000\n"
    for name in ("sums", "adding"):
        with (course / name / "exercise.toml").open("a", encoding="utf-8") as file:
            file.write(limits)
    job = step("sums", "adding", "--time-limit", "0.5")
    assert job.ran.code == 0
    assert job.told.maximum == 5, "slow code does not shrink what the mark is out of"
    assert job.told.notice < 5
    assert "not run: the time of this job was up" in job.ran.out
    assert [one.kind for one in job.annotations] == ["warning"]
    assert "were not run" in job.annotations[0].message
    assert job.exercism["status"] in ("fail", "error")
    assert sum(test["max_score"] for test in job.gradescope["tests"]) == 5


@pytest.mark.parametrize("minutes", ["0", "-1", "nan"])
def test_a_time_limit_is_a_time(step: Step, minutes: str) -> None:
    job = step("sums", "--time-limit", minutes)
    assert job.ran.code == 4
    assert "--time-limit" in job.ran.err


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names processes by prctl")
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_to_end_writes_what_there_is(
    workspace: Path, tmp_path: Path, number: signal.Signals
) -> None:
    sums(workspace)
    named = "import ctypes, time\n    ctypes.CDLL(None).prctl(15, b'a-submission')\n    "
    hand_in(workspace, SLEEPS.replace("import time\n    ", named))
    process = subprocess.Popen(
        [
            str(Path(sys.executable).with_name("grader")),
            *("check", "sums", "--format=github", "--format=classroom"),
        ],
        cwd=workspace,
        env={**os.environ, "LC_ALL": "C.UTF-8", **environment(tmp_path, workspace)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    for _ in range(1200):
        started = psutil.Process(process.pid).children(recursive=True)
        if any("a-submission" in name_of(one) for one in started):
            break
        time.sleep(0.1)
    else:
        process.kill()
        raise AssertionError("the submission never ran")
    process.send_signal(number)
    out, err = process.communicate(timeout=120)
    job = Job(Ran(process.returncode, out, err), workspace, tmp_path / "output", tmp_path / "s")
    assert process.returncode == 0
    assert (job.told.notice, job.told.maximum) == (2, 3)
    assert "1 checks were not run" in job.annotations[0].message
    psutil.wait_procs(started, timeout=30)
    assert not [p for p in started if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]


def name_of(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--format=moodle",), "not one of github, classroom"),
        (("--format=github=",), "names no file"),
        (("--format=exercism=-", "--json"), "only one output"),
        (("--format=exercism=-", "--format=gradescope=-"), "only one output"),
        (("--format=github", "--html", "-"), "only one output"),
        (("--format=classroom", "--format=github"), "only one output"),
        (("--format=classroom50",), "CLASSROOM"),
        (("--format=exercism", "nonsense"), "nonsense"),
    ],
)
def test_a_wrong_command_is_told(
    grader: Grader, workspace: Path, arguments: tuple[str, ...], says: str
) -> None:
    sums(workspace)
    hand_in(workspace, SUMS)
    unset = dict.fromkeys(("GITHUB_OUTPUT", "SUBMISSION_TAG", "CLASSROOM"), "")
    ran = grader("check", *arguments, env=unset)
    assert ran.code == 4
    assert says in ran.err or ("SUBMISSION_TAG" in ran.err and says == "CLASSROOM")
    assert not (workspace / "results.json").exists()


def test_one_format_can_go_to_standard_output(grader: Grader, workspace: Path) -> None:
    sums(workspace)
    hand_in(workspace, SUMS)
    ran = grader("check", "sums", "--format=exercism=-", "--format=gradescope=g.json")
    assert parsed(ran.out, EXERCISM)["status"] == "pass"
    assert json.loads((workspace / "g.json").read_text(encoding="utf-8"))["tests"]
    ran = grader("check", "sums", "--format=classroom", env={"GITHUB_OUTPUT": ""})
    assert ClassroomReporter().read(ran.out.strip()).notice == 3
