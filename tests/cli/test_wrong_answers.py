"""What is wrong with a student's code is an outcome: exit code 1, a clear message, no traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Grader, Ran

RIGHT = (
    Path(__file__).resolve().parents[2]
    / "solutions" / "intro" / "parameter_count" / "parameter_count.py"
)  # fmt: skip


def course(root: Path, **limits: float) -> Path:
    """A course of one tiny exercise with tight limits."""
    folder = root / "exercises" / "intro" / "tiny"
    folder.mkdir(parents=True)
    limit = "\n".join(f"{key} = {value}" for key, value in limits.items())
    (folder / "exercise.toml").write_text(
        'id = "tiny"\norder = 1\nfiles = ["tiny.py"]\n'
        f'[title]\nen = "Tiny"\nzh = "小"\n[limits]\n{limit}\n',
        encoding="utf-8",
    )
    (folder / "checks.py").write_text(CHECKS, encoding="utf-8")
    (folder / "checks.zh.toml").write_text('[titles]\nadds = "相加。"\n', encoding="utf-8")
    (folder / "tiny.py").write_text("def add(a, b):\n    raise NotImplementedError\n")
    return root


CHECKS = '''
from hypothesis import given
from hypothesis.strategies import integers

from grader.checks import check, expect


@check(points=1)
def adds(student):
    """One and one are two."""
    expect.equal(student.add(1, 1), 2)


@check(points=2)
@given(a=integers(-50, 50), b=integers(-50, 50))
def adds_all(student, a, b):
    """Any two numbers are added."""
    expect.equal(student.add(a, b), a + b)


@check(points=4)
def doubles(student):
    """Twice three is six."""
    expect.equal(student.double(3), 6)
'''


@pytest.fixture
def tiny(workspace: Path) -> Path:
    return course(
        workspace, load_seconds=1, call_seconds=1, total_seconds=3, memory_mb=256, output_kb=4
    )


def checks_of(ran: Ran) -> dict[str, dict[str, Any]]:
    report = json.loads(ran.out)
    return {c["id"].partition("/")[2]: c for e in report["exercises"] for c in e["checks"]}


def grade(grader: Grader, folder: Path, source: str) -> tuple[Ran, dict[str, dict[str, Any]]]:
    (folder / "tiny.py").write_text(source, encoding="utf-8")
    ran = grader("check", "tiny", "--json")
    assert "Traceback" not in ran.err
    return ran, checks_of(ran)


def test_right_code_gets_full_marks(grader: Grader, tiny: Path) -> None:
    ran, checks = grade(grader, tiny, "def add(a, b): return a + b\ndef double(x): return 2 * x\n")
    assert ran.code == 0
    assert {c["outcome"] for c in checks.values()} == {"passed"}


def test_points_of_other_checks_are_kept(grader: Grader, tiny: Path) -> None:
    ran, checks = grade(grader, tiny, "def add(a, b): return a + b\n")
    assert ran.code == 1
    assert checks["adds"]["points"] == 1
    assert checks["adds_all"]["points"] == 2
    assert checks["doubles"]["outcome"] == "failed"
    assert "no `double` in tiny.py" in checks["doubles"]["message"]


def test_a_crash_costs_its_check_and_nothing_else(grader: Grader, tiny: Path) -> None:
    source = "import ctypes\ndef add(a, b): ctypes.string_at(0)\ndef double(x): return 2 * x\n"
    ran, checks = grade(grader, tiny, source)
    assert ran.code == 1
    assert "SIGSEGV" in checks["adds"]["message"]
    assert checks["doubles"]["outcome"] == "passed"


def test_the_stub_is_not_started_and_makes_no_noise(grader: Grader, tiny: Path) -> None:
    stub = (tiny / "exercises" / "intro" / "tiny" / "tiny.py").read_text()
    ran, checks = grade(grader, tiny, f"# my name\n\n{stub}")
    assert ran.code == 1
    assert {c["cause"] for c in checks.values()} == {"not_started"}
    shown = grader("check", "tiny")
    assert "not started" in shown.out
    assert "✗" not in shown.out
    assert shown.err == ""


def test_a_file_of_ones_own_is_not_said_to_be_not_installed(grader: Grader, tiny: Path) -> None:
    (tiny / "helper.py").write_text("def plus(a, b): return a + b\n", encoding="utf-8")
    source = "from helper import plus as add\ndef double(x): return 2 * x\n"
    _, checks = grade(grader, tiny, source)
    assert "No module named 'helper'" in checks["loads"]["message"]
    assert "put its code into tiny.py" in checks["loads"]["hint"]


def test_what_needs_a_compiler_is_told_as_such(grader: Grader, workspace: Path) -> None:
    course(workspace, load_seconds=30, call_seconds=60, total_seconds=90)
    source = (
        "import torch\n"
        "@torch.compile\n"
        "def plus(a, b): return torch.tensor(a) + b\n"
        "def add(a, b): return plus(a, b).item()\n"
        "def double(x): return 2 * x\n"
    )
    _, checks = grade(grader, workspace, source)
    assert "torch.compile start a compiler" in checks["adds"]["message"]


def test_of_an_object_that_is_no_data_it_is_told_what_it_is(grader: Grader, tiny: Path) -> None:
    source = "def add(a, b): return object()\ndef double(x): return 2 * x\n"
    _, checks = grade(grader, tiny, source)
    assert checks["adds"]["received"] == "object"


def test_a_function_that_is_not_written_yet(grader: Grader, tiny: Path) -> None:
    source = "def add(a, b):\n    raise NotImplementedError\ndef double(x): return 2 * x\n"
    _, checks = grade(grader, tiny, source)
    assert "`add` is not written yet" in checks["adds"]["message"]
    assert checks["doubles"]["points"] == 4


def test_the_smallest_failing_input_is_told(grader: Grader, tiny: Path) -> None:
    source = "def add(a, b): return a + b if b < 7 else 0\ndef double(x): return 2 * x\n"
    _, checks = grade(grader, tiny, source)
    assert checks["adds"]["outcome"] == "passed"
    counterexample = checks["adds_all"]["counterexample"]
    assert counterexample == {"a": "0", "b": "7"}


TOP_LEVEL = {
    "while True: pass": "stopped after 1 s of computing",
    "import time; time.sleep(100)": "waits for something",
    "import sys; sys.exit(0)": "Importing the file ended the program",
    "exit()": "Importing the file ended the program",
    "import os; os._exit(0)": "ended the Python process",
    "import no_such_package": "not installed here: No module named 'no_such_package'",
    "x = [bytes(1 << 20) for _ in range(10**6)]": "256 MB of memory",
    "import torch; x = [torch.ones(1 << 20) for _ in range(10**6)]": "256 MB of memory",
    "input()": "waits for input",
    "1 / 0": "ZeroDivisionError: division by zero",
    "raise ValueError": "ValueError: (without a message)",
    "raise BaseException('odd')": "odd",
}


def people(
    grader: Grader, folder: Path, sources: list[str], *options: str
) -> list[dict[str, dict[str, Any]]]:
    """Grade several people's work in one run, as a folder for each."""
    for number, source in enumerate(sources):
        person = folder / "class" / f"p{number:02}"
        person.mkdir(parents=True)
        (person / "tiny.py").write_text(source, encoding="utf-8")
    ran = grader("check", "class", "--json", *options, cwd=folder)
    assert ran.code == 1
    assert ran.err == ""
    reports = [json.loads(line) for line in ran.out.splitlines()]
    assert [r["submission"]["owner"] for r in reports] == [f"p{n:02}" for n in range(len(sources))]
    return [
        {c["id"].partition("/")[2]: c for e in report["exercises"] for c in e["checks"]}
        for report in reports
    ]


def test_top_level_code_that_goes_wrong(grader: Grader, tiny: Path) -> None:
    results = people(grader, tiny, list(TOP_LEVEL))
    for (source, words), checks in zip(TOP_LEVEL.items(), results, strict=True):
        assert words in checks["loads"]["message"], source
        causes = {checks[name]["cause"] for name in ("adds", "adds_all", "doubles")}
        assert causes == {"after"}, source


def test_a_syntax_error_shows_line_and_caret(grader: Grader, tiny: Path) -> None:
    _, checks = grade(grader, tiny, "x = 1\ndef add(a, b) return a\n")
    message = checks["loads"]["message"]
    first, shown, caret = message.splitlines()
    assert "line 2" in first
    assert shown.strip() == "def add(a, b) return a"
    assert shown[caret.index("^")] == "r"


def test_prints_at_the_top_are_shown_apart_and_capped(grader: Grader, tiny: Path) -> None:
    source = "print('hello ' * 10_000)\ndef add(a, b): return 'x'\n"
    _, checks = grade(grader, tiny, source)
    assert "hello" in checks["adds"]["output"]
    assert "more bytes were printed" in checks["adds"]["output"]
    assert len(checks["adds"]["output"]) < 6_000


WRONG_KINDS = {
    "def add(a): return 1": "TypeError",
    "def add(a, b): return None": "None",
    "def add(a, b): return 'two'": "str",
    "def add(a, b): return 2.0 if a == 1 else a + b": "float",
    "import torch\ndef add(a, b): return torch.tensor(a + b)": "tensor",
    "import torch\ndef add(a, b): return torch.ones(2).to_sparse()": "sparse",
    "import torch\ndef add(a, b): return torch.ones(2, device='meta')": "meta",
    "add = 3": "TypeError",
    "class add:\n  def __init__(self, a, b): pass": "add",
    "def add(a, b): return [add] * 3": "list",
    "def add(a, b): return list(range(10**6))": "more data",
    "def add(a, b): raise NotImplementedError('later')": "not written yet",
    "def add(a, b): raise SystemExit": "ended the program",
    "def add(a, b): raise KeyboardInterrupt": "KeyboardInterrupt",
    "def add(a, b): return add(a, b)": "RecursionError",
}


def test_wrong_kinds_of_things_are_failures(grader: Grader, tiny: Path) -> None:
    sources = [f"{source}\ndef double(x): return 2 * x\n" for source in WRONG_KINDS]
    results = people(grader, tiny, sources)
    for (source, words), checks in zip(WRONG_KINDS.items(), results, strict=True):
        assert checks["adds"]["outcome"] == "failed", source
        assert words in checks["adds"]["message"] + checks["adds"].get("received", ""), source
        assert checks["doubles"]["outcome"] == "passed", source


def test_answers_that_flicker_are_failures(grader: Grader, tiny: Path) -> None:
    source = "n = [0]\ndef add(a, b):\n    n[0] += 1\n    return a + b + (n[0] == 9)\n"
    ran, checks = grade(grader, tiny, source)
    assert ran.code == 1
    assert checks["adds_all"]["outcome"] == "failed"


def test_time_that_was_used_up_is_not_used_up_again(grader: Grader, tiny: Path) -> None:
    source = "def add(a, b):\n    while True: pass\ndef double(x):\n    while True: pass\n"
    (tiny / "exercises/intro/tiny/checks.py").write_text(
        CHECKS
        + "".join(
            f"\n@check(points=1)\ndef more{n}(student):\n    'More.'\n    student.double({n})\n"
            for n in range(4)
        )
    )
    ran, checks = grade(grader, tiny, source)
    assert ran.code == 1
    assert "Not run" in checks["more3"]["message"]


def test_a_check_that_fails_by_itself_is_our_fault(grader: Grader, tiny: Path) -> None:
    (tiny / "exercises/intro/tiny/checks.py").write_text(
        CHECKS.replace("expect.equal(student.double(3), 6)", "1 / 0")
    )
    ran, checks = grade(grader, tiny, "def add(a, b): return a + b\n")
    assert ran.code == 3
    assert checks["doubles"]["outcome"] == "broken"
    assert json.loads(ran.out)["broken_points"] == 4
    assert json.loads(ran.out)["max_score"] == 3


def test_checks_that_can_not_be_read_are_our_fault(grader: Grader, tiny: Path) -> None:
    (tiny / "exercises/intro/tiny/checks.py").write_text("def broken(:\n")
    (tiny / "tiny.py").write_text("def add(a, b): return a + b\n")
    ran = grader("check", "tiny")
    assert ran.code == 3
    assert "not yours" in ran.err


def test_text_of_a_student_moves_no_cursor(grader: Grader, tiny: Path) -> None:
    (tiny / "tiny.py").write_text(
        "print('\\x1b[2J\\x1b]0;title\\x07')\n"
        "def add(a, b): raise ValueError('\\x1b[31mred\\u202e')\n"
    )
    ran = grader("check", "tiny")
    assert "\x1b" not in ran.out
    assert "\x07" not in ran.out
    assert "\u202e" not in ran.out
    assert "red" in ran.out


def test_files_named_after_packages_do_not_run_in_the_grader(grader: Grader, tiny: Path) -> None:
    for name in ("torch", "conftest", "pytest", "json", "sitecustomize"):
        (tiny / f"{name}.py").write_text("raise SystemExit('a student ran in the grader')\n")
    (tiny / "pytest.ini").write_text("[pytest]\naddopts = --fail-here\n")
    ran, checks = grade(grader, tiny, "def add(a, b): return a + b\ndef double(x): return 2 * x\n")
    assert ran.code == 0
    assert "a student ran" not in ran.err


def test_shrinking_ends_after_a_number_of_runs(grader: Grader, tiny: Path) -> None:
    with (tiny / "exercises/intro/tiny/exercise.toml").open("a", encoding="utf-8") as file:
        file.write("[sandbox]\nscratch = true\n")
    source = (
        "import pathlib\ncalls = pathlib.Path('calls')\n"
        "def add(a, b):\n"
        "    calls.open('a').write('x')\n"
        "    n = calls.stat().st_size\n"
        "    print(n, flush=True)\n"
        "    return a + b if a % 7 < 3 or b < 2 else a - b\n"
        "def double(x): return 2 * x\n"
    )
    _, checks = grade(grader, tiny, source)
    assert checks["adds_all"]["outcome"] == "failed"
    assert checks["adds_all"]["counterexample"]["b"] == "2"


@pytest.mark.parametrize("options", [[], ["--level", "process"]], ids=["highest", "process"])
def test_killing_what_it_was_forked_from_costs_nobody_else(
    grader: Grader, tiny: Path, options: list[str]
) -> None:
    settings = tiny / "exercises/intro/tiny/exercise.toml"
    # A new zygote takes seconds on a busy machine, and they are the killer's own.
    roomy = settings.read_text(encoding="utf-8").replace("total_seconds = 3", "total_seconds = 99")
    settings.write_text(roomy, encoding="utf-8")
    killer = (
        "import os, signal\n"
        "def add(a, b):\n    os.kill(os.getppid(), signal.SIGKILL)\n    os._exit(0)\n"
        "def double(x): return 2 * x\n"
    )
    honest = "def add(a, b): return a + b\ndef double(x): return 2 * x\n"
    results = people(grader, tiny, [honest, killer, honest], *options)
    for checks in (results[0], results[2]):
        assert {check["outcome"] for check in checks.values()} == {"passed"}
    outcomes = {name: check["outcome"] for name, check in results[1].items()}
    assert outcomes == {"adds": "failed", "adds_all": "failed", "doubles": "passed"}
