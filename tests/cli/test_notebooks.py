"""Notebooks are graded by what their cells define, whatever else is in them, by either executor."""

from __future__ import annotations

import functools
import json
import os
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Grader, Ran
from tests.fakes.courses import sums
from tests.fakes.notebooks import Book, book, code, words, written

ROOT = Path(__file__).resolve().parents[2]

ADD = "def add(a, b):\n    return a + b"
DOUBLE = "def double(x):\n    return 2 * x"

EXECUTORS = {"shell": (), "kernel": ("--execute",)}
EVERY = 4

RunBoth = Callable[..., None]


@dataclass(frozen=True)
class Case:
    """A notebook, and what is to be said of it."""

    book: Book
    score: int = 3
    fails: str = ""
    """`cells`: one failed, and the rest was graded; `loads`: nothing could be."""
    says: str = ""
    """A part of that failure's message; every letter of it is the same with both executors."""
    hint: str = ""
    trace: str = ""
    notes: tuple[str, ...] = ()
    prints: str = ""
    """What the output of a failed check tells. A real kernel keeps it among the cell's outputs."""


def right(*first: str | dict[str, Any], **expected: Any) -> Case:
    """Some cells, then those that are asked for."""
    return Case(book(*first, ADD, DOUBLE), **expected)


def whole(made: Book, **expected: Any) -> Case:
    return Case(made, **expected)


def without(made: Book, *keys: str) -> Book:
    return {key: value for key, value in made.items() if key not in keys}


def broken(source: str, says: str, **expected: Any) -> Case:
    """A cell that fails among those that are asked for, which count nevertheless."""
    return Case(book(ADD, source, DOUBLE), fails="cells", says=says, **expected)


PICTURE = """
from IPython.display import HTML, display

class Plot:
    def _repr_png_(self):
        return b"\\x89PNG\\r\\n\\x1a\\n" + bytes(3000)

display(HTML("<script>alert(1)</script>"), Plot())
Plot()
"""

ORDINARY: dict[str, Case] = {
    "right": right("import math"),
    # Cells that fail.
    "a cell fails": broken(
        "x = [1]\n\nx[3]",
        "Cell 2 raised IndexError: list index out of range",
        hint="The checks went on",
        trace="cell 2, line 3: x[3]",
    ),
    "a definition fails": Case(
        book(ADD, "1 / 0\n" + DOUBLE),
        score=2,
        fails="cells",
        says="Cell 2 raised ZeroDivisionError",
    ),
    "two cells fail": Case(
        book(ADD, "1 / 0", DOUBLE, "2 / 0"),
        fails="cells",
        says="Cell 2 raised ZeroDivisionError",
        notes=("Cell 4 raised ZeroDivisionError: division by zero",),
    ),
    "many cells fail": Case(
        book(ADD, "1 / 0", "def double(x)\n    return x", *["1 / 0"] * 6),
        score=2,
        fails="cells",
        says="Cell 2 raised ZeroDivisionError",
        notes=(
            "Cell 3, line 1 is not valid Python: expected ':'",
            *(f"Cell {number} raised ZeroDivisionError" for number in range(4, 8)),
            "These cells failed as well: 8, 9.",
        ),
    ),
    "everything fails": Case(
        book("1 / 0", "{}['k']"),
        score=0,
        fails="loads",
        says="Cell 1 raised ZeroDivisionError",
        hint="Restart Kernel and Run All Cells",
        notes=("Cell 2 raised KeyError: 'k'",),
    ),
    "a name from below": Case(
        book("print(limit)", "limit = 3", ADD, DOUBLE),
        fails="cells",
        says="name 'limit' is not defined",
        hint="`limit` is defined further down, in cell 2",
    ),
    "a name from nowhere": Case(
        book("print(limit)", ADD, DOUBLE),
        fails="cells",
        says="name 'limit' is not defined",
        hint="The checks went on",
    ),
    "not Python": broken("x = 1\ndef f(:\n    pass", "Cell 2, line 2 is not valid Python"),
    "indented": broken("if True:\nprint(1)", "Cell 2, line 2 is not valid Python"),
    "tabs and blanks": broken("if True:\n    x = 1\n\ty = 2", "Cell 2, line 3 is not valid Python"),
    "a package that is not there": broken(
        "import no_such_package", "No module named 'no_such_package'"
    ),
    "its own kind of error": broken(
        "class Mine(Exception):\n    pass\nraise Mine('so')", "Cell 2 raised Mine: so"
    ),
    "an error without words": broken("raise BaseException", "Cell 2 raised BaseException"),
    "interrupts itself": broken("raise KeyboardInterrupt", "Cell 2 raised KeyboardInterrupt"),
    "recursion": broken("def f():\n    return f()\nf()", "Cell 2 raised RecursionError"),
    # IPython's own language.
    "%matplotlib": right("%matplotlib inline\n%config InlineBackend.figure_format = 'retina'"),
    "%time": right("%time x = sum(range(9))\nassert x == 36"),
    "%%time": right("%%time\ny = 3", "assert y == 3"),
    "%timeit": right("%timeit -n 1 -r 1 sum(range(9))"),
    "%%timeit": right("%%timeit -n 1 -r 1\nsum(range(9))"),
    "%autoreload": right("%load_ext autoreload\n%autoreload 2", "import math"),
    "%%capture": right("%%capture caught\nprint('hidden')", "assert caught.stdout == 'hidden\\n'"),
    "%config": right("%config Application.verbose_crash = True"),
    "%who": right("%who", "%whos", "%lsmagic", "%pwd", "%env HOME"),
    "help": right("?print", "print?", "len??"),
    "%precision": right("%precision 3", "3.14159"),
    "%run of nothing": broken("%run no_such_file.py", "Cell 2 raised"),
    "definition below %%time": Case(book("%%time\n" + ADD, DOUBLE)),
    "definition in %%capture": Case(book("%%capture\n" + ADD, DOUBLE)),
    "unknown magic": broken("%no_such_magic 3", "`%no_such_magic` not found"),
    "unknown cell magic": broken("%%no_such_magic\nx = 1", "`%%no_such_magic` not found"),
    "_ and __ and In": right("3", "4", "assert (_, __) == (4, 3)", "assert In[1] == '3'", "Out"),
    "input history": right("x = 2", "assert _i == 'x = 2'"),
    "__name__": right("assert __name__ == '__main__'"),
    "main block": Case(book(ADD, DOUBLE, "if __name__ == '__main__':\n    assert add(1, 1) == 2")),
    "pickled by name": right(
        "import pickle\nclass Point:\n    pass\npickle.loads(pickle.dumps(Point()))"
    ),
    "future": right("from __future__ import annotations", "def f(x: Unknown): pass"),
    "dataclass": right(
        "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: int = 3", "P()"
    ),
    "semicolon": right("3;", "x = 4; x;"),
    # Asynchronous code.
    "await": right(
        "import asyncio\nawait asyncio.sleep(0)", "assert await asyncio.sleep(0, 3) == 3"
    ),
    "async for": right(
        "async def numbers():\n    yield 1\nfound = [x async for x in numbers()]",
        "assert found == [1]",
    ),
    "await that fails": broken(
        "import asyncio\nawait asyncio.sleep(0)\n1 / 0", "Cell 2 raised ZeroDivisionError"
    ),
    "asyncio.run": broken(
        "import asyncio\nasync def main():\n    return 1\nasyncio.run(main())",
        "asyncio.run() cannot be called from a running event loop",
    ),
    # What asks for somebody, or leaves.
    "input()": broken("name = input('Who? ')", "waits for input"),
    "getpass": broken("import getpass\ngetpass.getpass()", "waits for input"),
    "exit()": broken("exit()", "Cell 2 ended the program"),
    "quit()": broken("quit()", "Cell 2 ended the program"),
    "exit": broken("exit", "Cell 2 ended the program"),
    "sys.exit()": broken("import sys\nsys.exit()", "Cell 2 ended the program"),
    "sys.exit(0)": broken("import sys\nsys.exit(0)", "Cell 2 ended the program"),
    # What is shown.
    "pictures": right(PICTURE),
    "comm": right("import comm\nc = comm.create_comm(target_name='t', data={})\nc.send({})"),
    "get_ipython().kernel": right("assert get_ipython().kernel is not None"),
    "widgets": right(
        "import ipywidgets\nslider = ipywidgets.IntSlider(value=3)\nslider",
        "assert slider.value == 3",
    ),
    "a repr that fails": right("class Odd:\n    def __repr__(self):\n        1 / 0\nOdd()"),
    "a large repr": right("'x' * 10_000_000"),
    "much is printed": right("for _ in range(100):\n    print('x' * 1_000_000)"),
    "standard error": right(
        "import sys, warnings\nwarnings.warn('old')\nprint('careful', file=sys.stderr)"
    ),
    "printed": right("print('hello')"),
    "printed before a failure": Case(
        book("import sys\nprint('hello')", "print('careful', file=sys.stderr)", DOUBLE),
        score=1,
        says="no `add` in sums.ipynb",
        prints="hello\ncareful\n",
    ),
    "clear_output": right("from IPython.display import clear_output\nprint(1)\nclear_output()"),
    "logging": right("import logging\nlogging.basicConfig()\nlogging.warning('hm')"),
    "progress": right(
        "from IPython.display import display\nh = display(1, display_id=True)\nh.update(2)"
    ),
    # What is left out.
    "tag": right(code("1 / 0", "skip-grading"), code("2 / 0", "skip-execution")),
    "first line": right("# skip-grading: trains for minutes\nimport time\ntime.sleep(10_000)"),
    "not a first line": broken("x = 1\n# skip-grading\n1 / 0", "Cell 2 raised"),
    "trains for minutes": right(code("while True:\n    pass", "skip-grading")),
    "may fail": right(code("1 / 0", "raises-exception")),
    "other cells": right(words("# Title\n```python\n1 / 0\n```"), words("1 / 0", "raw")),
    "empty cells": right("", "   \n", "# only a comment", "pass"),
    "long": right("# " + "x" * 400_000),
    "self-check": right("from grader.jupyter import check", "check('sums')"),
    "neither": Case(book("x = 3"), score=0, says="no `add` in sums.ipynb"),
}

DEADLY: dict[str, Case] = {
    "os._exit(0)": Case(
        book(ADD, "import os\nos._exit(0)", DOUBLE),
        score=0,
        fails="loads",
        says="ended the Python process",
    ),
    "SIGSEGV": Case(
        book(ADD, "import ctypes\nctypes.string_at(0)", DOUBLE),
        score=0,
        fails="loads",
        says="SIGSEGV",
    ),
    "abort": Case(
        book(ADD, "import os\nos.abort()", DOUBLE),
        score=0,
        fails="loads",
        says="made the Python process crash",
    ),
    "endless": Case(
        book(ADD, "while True:\n    pass", DOUBLE),
        score=0,
        fails="loads",
        says="Cell 2 was stopped after 2 s",
    ),
    "endless, all caught": Case(
        book(
            "while True:\n    try:\n        while True:\n            pass\n"
            "    except BaseException:\n        pass"
        ),
        score=0,
        fails="loads",
        says="Cell 1 was stopped after 2 s",
    ),
    "sleeps": Case(
        book("import time", "time.sleep(10_000)", ADD),
        score=0,
        fails="loads",
        says="waits for something",
    ),
    "awaits": Case(
        book("import asyncio", "await asyncio.sleep(10_000)", ADD),
        score=0,
        fails="loads",
        says="waits for something",
    ),
    "much memory": broken("x = [bytes(1 << 20) for _ in range(10**6)]", "256 MB of memory"),
}

V3 = {
    "nbformat": 3,
    "nbformat_minor": 0,
    "metadata": {"name": "old"},
    "worksheets": [
        {
            "metadata": {},
            "cells": [
                {"cell_type": "heading", "level": 1, "source": "Old", "metadata": {}},
                *(
                    {
                        "cell_type": "code",
                        "collapsed": False,
                        "input": source.splitlines(keepends=True),
                        "language": "python",
                        "metadata": {},
                        "outputs": [],
                        "prompt_number": 1,
                    }
                    for source in (ADD, DOUBLE)
                ),
            ],
        }
    ],
}

FORMS: dict[str, Case] = {
    "no metadata": whole(without(book(ADD, DOUBLE), "metadata")),
    "no metadata of cells": whole(
        book(*({"cell_type": "code", "source": s, "outputs": []} for s in (ADD, DOUBLE)))
    ),
    "odd metadata": whole(book(code(ADD, metadata=[3], outputs="none"), DOUBLE, metadata=7)),
    "lines": whole(book(code([f"{line}\n" for line in ADD.splitlines()]), DOUBLE)),
    "carriage returns": whole(book(ADD.replace("\n", "\r\n"), DOUBLE.replace("\n", "\r"))),
    "no ids": whole(book(ADD, DOUBLE, nbformat_minor=4)),
    "no ids where they are due": whole(
        {**book(ADD, DOUBLE, nbformat_minor=4), "nbformat_minor": 5}
    ),
    "one id twice": whole(book(code(ADD, id="a"), code(DOUBLE, id="a"))),
    "an odd id": whole(book(code(ADD, id="a b/ü" * 90), code(DOUBLE, id=3))),
    "format 3": whole(V3),
    "newer minor": whole(book(ADD, DOUBLE, nbformat_minor=9)),
    "a key of a plugin's": whole(book(code(ADD, attachments={}, jupytext={}), DOUBLE)),
    "another kernel": whole(
        book(
            ADD,
            DOUBLE,
            metadata={"kernelspec": {"name": "my-env", "display_name": "x", "language": "python"}},
        )
    ),
    "language_info alone": whole(
        book(ADD, DOUBLE, metadata={"language_info": {"name": "python", "version": "2.7"}})
    ),
    "outputs": whole(
        book(
            code(
                ADD,
                execution_count=7,
                outputs=[
                    {
                        "output_type": "display_data",
                        "metadata": {},
                        "data": {"text/html": "<b>x</b>", "image/png": "AAAA" * 100_000},
                    }
                ],
            ),
            code(DOUBLE, execution_count=3),
        )
    ),
    "julia": Case(
        book(ADD, metadata={"kernelspec": {"name": "julia-1.9", "language": "julia"}}),
        score=0,
        fails="loads",
        says="is a notebook for 'julia'",
    ),
    "R": Case(
        book(ADD, metadata={"language_info": {"name": "R"}}),
        score=0,
        fails="loads",
        says="is a notebook for 'r'",
    ),
    "600 kB": Case(book("# " + "x" * 600_000, ADD), score=0, fails="loads", says="is too long"),
    "no cells": Case(
        {"nbformat": 4, "metadata": {}}, score=0, fails="loads", says="it has no cells"
    ),
}


def graded(
    grader: Grader, folder: Path, cases: Mapping[str, Case], *options: str
) -> dict[str, Any]:
    """Grade all of them in one run; return their reports."""
    for number, case in enumerate(cases.values()):
        written(folder / "class" / f"{number:02}" / "sums.ipynb", case.book)
    ran = grader("check", "class", "--json", *options, cwd=folder, seconds=600)
    assert ran.err == "", ran.err[-3000:]
    reports = [json.loads(line) for line in ran.out.splitlines()]
    assert len(reports) == len(cases), ran.out[-3000:]
    assert ran.code == int(any(r["score"] < 3 or _beside(r) for r in reports))
    return dict(zip(cases, reports, strict=True))


def _checks(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {c["id"].partition("/")[2]: c for c in report["exercises"][0]["checks"]}


def _beside(report: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {n: c for n, c in _checks(report).items() if n in ("cells", "loads")}


def faults(case: Case, report: dict[str, Any], executor: str) -> Iterator[str]:
    """What is not as it should be."""
    checks, beside = _checks(report), _beside(report)
    if report["score"] != case.score:
        yield f"score {report['score']}"
    if list(beside) != ([case.fails] if case.fails else []):
        yield f"failed beside the checks: {beside}"
        return
    told = beside.get(case.fails) or checks["adds"]
    if case.says not in told.get("message", ""):
        yield f"message: {told.get('message')}"
    if case.hint not in told.get("hint", ""):
        yield f"hint: {told.get('hint')}"
    if case.trace not in told.get("traceback", ""):
        yield f"traceback: {told.get('traceback')}"
    notes = report["exercises"][0].get("notes", [])
    for words_, note in zip(case.notes, notes, strict=False):
        if words_ not in note:
            yield f"note: {note}"
    if len(notes) != len(case.notes):
        yield f"notes: {notes}"
    printed = [check.get("output", "") for check in checks.values()]
    if executor == "shell" and not any(case.prints in output for output in printed):
        yield "what it printed is not told"


def differences(case: Case, one: dict[str, Any], other: dict[str, Any]) -> Iterator[str]:
    """What two executors disagree on."""
    both = _checks(one), _checks(other)
    if list(both[0]) != list(both[1]):
        yield f"{list(both[0])} and {list(both[1])}"
        return
    for name, check in both[0].items():
        for key in ("outcome", "points", "message", "hint", "traceback"):
            values = check.get(key), both[1][name].get(key)
            if values[0] != values[1]:
                yield f"{name}, {key}: {values[0]} and {values[1]}"


@pytest.fixture
def both(grader: Grader, workspace: Path, pytestconfig: pytest.Config) -> RunBoth:
    """Both executors say what is expected, and the same; in the short form of one in four cases."""
    nightly = pytestconfig.getoption("--nightly")
    return functools.partial(_run_both, grader, workspace, nightly)


def _run_both(
    grader: Grader, folder: Path, nightly: bool, cases: Mapping[str, Case], *more: str
) -> None:
    some = cases if nightly else dict(list(cases.items())[::EVERY])
    reports = {
        name: graded(grader, folder / name, cases if name == "shell" else some, *options, *more)
        for name, options in EXECUTORS.items()
    }
    wrong = {
        f"{name}, {executor}": found
        for executor in EXECUTORS
        for name, report in reports[executor].items()
        if (found := list(faults(cases[name], report, executor)))
    }
    wrong |= {
        name: found
        for name in some
        if (
            found := list(differences(cases[name], reports["shell"][name], reports["kernel"][name]))
        )
    }
    assert wrong == {}, json.dumps(wrong, indent=1)


def test_cells_are_graded_by_what_they_define(both: RunBoth, workspace: Path) -> None:
    sums(workspace)
    both(ORDINARY)


def test_cells_that_end_everything(both: RunBoth, workspace: Path) -> None:
    sums(workspace, "[limits]\nload_seconds = 2\ntotal_seconds = 20\nmemory_mb = 256\n")
    both(DEADLY)


def test_forms_of_notebooks(both: RunBoth, workspace: Path) -> None:
    sums(workspace)
    both(FORMS)


@pytest.mark.parametrize("level", ["full", "restricted", "process"])
def test_both_run_at_every_level(both: RunBoth, workspace: Path, level: str) -> None:
    """Without a home folder, and without a folder to write in."""
    sums(workspace)
    names = ("right", "a cell fails", "widgets")
    both({name: ORDINARY[name] for name in names}, "--level", level)


def test_many_cells_together_take_no_more_than_the_exercise_has(
    grader: Grader, workspace: Path
) -> None:
    """No cell is too slow by itself."""
    sums(workspace, "[limits]\nload_seconds = 2\ntotal_seconds = 1\n")
    nap = "import time\ntime.sleep(1.5)"
    made = book(*[nap] * 60, ADD, DOUBLE)
    written(workspace / "sums.ipynb", made)
    ran = grader("check", "sums", "--json", seconds=100)
    assert (ran.code, ran.err) == (1, "")
    assert "loads" in _checks(json.loads(ran.out))


COMMANDS = {
    "!": "!echo from-a-shell",
    "%pip": "%pip install no-such-package-here",
    "!pip": "!pip install no-such-package-here",
    "%%bash": "%%bash\necho from-a-shell",
    "%%sh": "%%sh\necho from-a-shell",
    "assigned": "lines = !echo from-a-shell\nlines",
    "%sx": "%sx echo from-a-shell",
    "%system": "%system echo from-a-shell",
    "%%!": "%%!\necho from-a-shell",
    "%%script": "%%script sh\necho from-a-shell",
    "among code": "x = 3\nif x:\n    !echo from-a-shell",
    "%conda": "%conda install no-such-package-here",
}


def commands_under(policy: str) -> dict[str, Case]:
    if policy == "skip":
        return {
            **{name: right(source, notes=("Cell 1: `",)) for name, source in COMMANDS.items()},
            "as it is written": right("%pip install x", notes=("Cell 1: `%pip install x` was",)),
            "an answer": right("files = !ls\nassert files == []", notes=("Cell 1: `!ls` was",)),
            "several": right("!a\n!b", "!c", notes=("`!a`", "`!b`", "Cell 2: `!c`")),
        }
    if policy == "refuse":
        return {name: broken(source, "Cell 2 was refused") for name, source in COMMANDS.items()}
    return {
        "!": right("!echo from-a-shell"),
        "assigned": right("lines = !echo from-a-shell", "assert lines == ['from-a-shell']"),
        "%%bash": right("%%bash --out found\necho from-a-shell", "assert 'from-a' in found"),
        "%sx": right("found = %sx echo from-a-shell", "assert found == ['from-a-shell']"),
        "a command that fails": right("!exit 3", "assert _exit_code == 3"),
        "a script that fails": broken("%%bash\nexit 3", "Cell 2 raised CalledProcessError"),
    }


@pytest.mark.parametrize("policy", ["skip", "refuse", "run"])
def test_commands_for_the_systems_shell(both: RunBoth, workspace: Path, policy: str) -> None:
    grants = "[sandbox]\nprocesses = true\nscratch = true\n" if policy == "run" else ""
    # Behind the walls there is no shell to run them.
    options = ("--level", "process") if policy == "run" else ()
    sums(workspace, f'[notebook]\ncommands = "{policy}"\n{grants}')
    both(commands_under(policy), *options)


def alone(grader: Grader, folder: Path, made: Book, *options: str, **more: Any) -> Ran:
    """Grade one notebook by its name."""
    ran = grader("check", str(written(folder / "sums.ipynb", made)), *options, **more)
    assert "Traceback" not in ran.out + ran.err
    return ran


@pytest.mark.parametrize(
    ("made", "code_", "says"),
    [
        (book(), 5, "sums.ipynb is empty"),
        (book(words("# Title"), words("x = 1", "raw")), 5, "sums.ipynb is empty"),
        (book("", " \n"), 5, "sums.ipynb is empty"),
        (book(ADD, metadata={"kernelspec": {"language": "julia"}}), 4, "'julia'"),
        (book("# " + "x" * 600_000), 4, "too long"),
    ],
    ids=["no cells", "no code", "empty cells", "julia", "600 kB"],
)
def test_nothing_to_run(grader: Grader, workspace: Path, made: Book, code_: int, says: str) -> None:
    sums(workspace)
    ran = alone(grader, workspace, made)
    assert (ran.code, ran.out) == (code_, "")
    assert says in ran.err
    assert len(ran.err.splitlines()) == 1


def test_a_failed_cell_is_shown_with_what_to_do(grader: Grader, workspace: Path) -> None:
    sums(workspace)
    made = book(ADD, "print(limit)", "limit = 3\n" + DOUBLE)
    ran = alone(grader, workspace, made)
    shown = re.sub(r"\s+", " ", ran.out)
    assert ran.code == 1
    assert "Every cell of the notebook runs, from top to bottom." in shown
    assert "Cell 2 raised NameError: name 'limit' is not defined" in shown
    assert "cell 2, line 1: print(limit)" in shown
    assert "move that cell up, then Restart Kernel and Run All Cells" in shown
    assert "3 of 3 points" in shown
    told = alone(grader, workspace, made, "--lang", "zh")
    shown = re.sub(r"\s+", "", told.out)
    assert told.code == 1
    assert "笔记本的每个单元格都能从上到下运行" in shown
    assert "NameError" in shown
    assert not re.search(r"defined further|Restart Kernel and|raised", told.out)


def test_notes_are_told(grader: Grader, workspace: Path) -> None:
    sums(workspace)
    made = book("!pip install torch", ADD, DOUBLE)
    english = alone(grader, workspace, made)
    assert english.code == 0
    assert "`!pip install torch` was not run" in re.sub(r"\s+", " ", english.out)
    chinese = alone(grader, workspace, made, "--lang", "zh")
    assert "`!pipinstalltorch`" in re.sub(r"\s+", "", chinese.out)
    assert "was not run" not in chinese.out


def test_a_script_beside_a_notebook(grader: Grader, workspace: Path) -> None:
    """The newer one counts, and the report says so."""
    sums(workspace)
    notebook = written(workspace / "sums.ipynb", book(ADD, DOUBLE))
    script = workspace / "sums.py"
    script.write_text(f"{ADD}\n")
    os.utime(notebook, (1e9, 1e9))
    ran = grader("check", "sums", "--json")
    report = json.loads(ran.out)
    assert (ran.code, report["score"]) == (1, 2)
    assert report["exercises"][0]["notes"] == [
        "sums.py was graded, which is newer than sums.ipynb."
    ]
    os.utime(script, (9e8, 9e8))
    ran = grader("check", "sums", "--json")
    report = json.loads(ran.out)
    assert (ran.code, report["score"]) == (0, 3)
    assert report["exercises"][0]["notes"] == [
        "sums.ipynb was graded, which is newer than sums.py."
    ]
    shown = grader("check", "sums")
    assert "newer than sums.py" in shown.out
    # A stub that nobody has touched never counts beside work.
    script.write_text((workspace / "exercises/intro/sums/sums.py").read_text())
    report = json.loads(grader("check", "sums", "--json").out)
    assert report["score"] == 3
    assert not report["exercises"][0].get("notes")


@pytest.mark.parametrize("exercise", ["parameter_count", "ddp"])
def test_the_notebook_as_it_was_handed_out_is_not_started(
    grader: Grader, workspace: Path, exercise: str
) -> None:
    ran = grader("start", exercise, "--notebook", "--course", str(ROOT))
    assert (ran.code, ran.err) == (0, "")
    assert (workspace / exercise / f"{exercise}.ipynb").is_file()
    ran = grader("check", exercise, "--json", "--course", str(ROOT))
    checks = _checks(json.loads(ran.out)).values()
    assert {check.get("cause") for check in checks} <= {"not_started", "needs"}
    if exercise != "ddp":
        shown = grader("check", exercise, "--course", str(ROOT))
        assert (shown.code, shown.err) == (1, "")
        assert "not started" in shown.out


def test_notebooks_that_jupyter_wrote(grader: Grader, workspace: Path) -> None:
    for executor, options in EXECUTORS.items():
        found = {}
        for name in ("parameter_count", "tensors", "autograd"):
            path = ROOT / "tests" / "notebooks" / f"{name}.ipynb"
            ran = grader("check", str(path), "--json", "--course", str(ROOT), *options)
            assert ran.err == ""
            found[name] = (ran.code, json.loads(ran.out))
        code_, report = found["parameter_count"]
        assert (code_, report["score"]) == (0, report["max_score"]), executor
        code_, report = found["tensors"]
        failed = [c for c in _checks(report).values() if c["outcome"] == "failed"]
        named = {check["diagnosis"]["mistake"] for check in failed}
        assert named == {"float64_for_float32", "elementwise_with_the_transpose"}
        assert report["exercises"][0].get("notes", []) == []
        assert (code_, "cells" in _checks(report)) == (1, False)
        code_, report = found["autograd"]
        assert (code_, report["score"]) == (1, report["max_score"])
        cells = _checks(report)["cells"]
        assert "Cell 4 raised TypeError: forward() missing 1" in cells["message"]
        assert cells["traceback"].startswith("cell 4, line 3")
        assert "`!echo done` was not run" in report["exercises"][0]["notes"][0]


LIES = {
    "commands that are none": "worker_do('shown', {'commands': 3, 'outputs': ['x']})",
    "commands that are no texts": "worker_do('shown', {'commands': [1, None, ['!ls']]})",
    "long commands": "worker_do('shown', {'commands': ['!' + 'x' * 900_000]})",
    "many commands": "worker_do('shown', {'commands': ['!ls'] * 20_000})",
    "commands that speak": (
        r"worker_do('shown', {'commands': ['\n::error::\x1b[2J[red]</script>']})"
    ),
    "no JSON": "worker_do('shown', {'outputs': 'not JSON'})",
    "deep JSON": "worker_do('shown', {'outputs': '[' * 500_000})",
    "other JSON": "worker_do('shown', {'outputs': '{\"output_type\": 3}'})",
    "JSON with pages": (
        "import json\n"
        "data = {kind: '<script>alert(1)</script>' for kind in ('text/html', 'image/png')}\n"
        "data['image/svg+xml'] = '<svg onload=alert(1)>'\n"
        "shown = {'output_type': 'display_data', 'metadata': {}, 'data': data}\n"
        "worker_do('shown', {'outputs': json.dumps([shown])})"
    ),
    "large pictures": (
        "import json\nworker_do('shown', {'outputs': json.dumps([{'output_type': 'display_data', "
        "'metadata': {}, 'data': {'image/png': 'A' * 900_000}}])})"
    ),
    "nothing shown": "worker_do('shown', None)",
    "shown raises": "worker_do('shown', 1 / 0 if 0 else print)",
    "names that are none": "worker_do('settle', 3)",
    "names that are no texts": "worker_do('settle', [1, None, ['add']])",
    "names that do not exist": "worker_do('settle', ['add', 'double', 'nobody', ''] * 1000)",
    "cells that answer anything": "worker_do('cell', 'anything')",
    "cells that ask for a kernel": "worker_do('cell', False)",
    "outputs patched": (
        "import sys, types\nfake = types.ModuleType('outputs')\n"
        "fake.as_json = lambda shown: {'not': 'text'}\n"
        "sys.modules['grader.student.notebook.outputs'] = fake\n"
        "kernel = sys.modules.get('grader.student.notebook.kernel')\n"
        "if kernel:\n    kernel.outputs = fake"
    ),
}
"""What a cell does to the code that runs it. Nothing of that is worth a point."""

LIAR = """
def worker_do(operation, answer):
    from grader.student.worker import Worker

    setattr(Worker, f"_do_{operation}", lambda worker, *_, **__: answer)
"""


@pytest.mark.parametrize("executor", EXECUTORS)
def test_cells_that_lie_about_themselves(grader: Grader, workspace: Path, executor: str) -> None:
    sums(workspace)
    for number, source in enumerate(LIES.values()):
        made = book(LIAR, source, "x = 3", "1 / 0")
        written(workspace / "class" / f"{number:02}" / "sums.ipynb", made)
    options = ("check", "class", "--html", "page.html", *EXECUTORS[executor])
    ran = grader(*options, "--json", seconds=300)
    assert (ran.code, ran.err) == (1, "")
    reports = [json.loads(line) for line in ran.out.splitlines()]
    assert [report["score"] for report in reports] == [0] * len(LIES)
    assert [report["broken_points"] for report in reports] == [0] * len(LIES)
    sizes = {name: len(json.dumps(r)) for name, r in zip(LIES, reports, strict=True)}
    assert {name: size for name, size in sizes.items() if size > 20_000} == {}
    page = (workspace / "page.html").read_text(encoding="utf-8")
    assert "<script>alert" not in page
    assert "onload=alert" not in page.replace("&lt;svg onload=alert", "")
    for name in LIES:
        path = f"class/{list(LIES).index(name):02}/sums.ipynb"
        if executor == "kernel" and "JSON" in name:
            ran = grader("check", path, "--feedback", "told.ipynb")
            assert (ran.code, ran.err) == (1, ""), name
            told = (workspace / "told.ipynb").read_text(encoding="utf-8")
            assert "<script>alert" not in re.sub(r'"source": \[[^]]*\]', "", told)
            assert len(told) < 100_000, name
    person = list(LIES).index("commands that speak")
    ran = grader("check", f"class/{person:02}/sums.ipynb", *EXECUTORS[executor])
    assert (ran.code, ran.err) == (1, "")
    assert "\x1b" not in ran.out
    assert not re.search(r"(?m)^\s*::", ran.out)
