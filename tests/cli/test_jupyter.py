"""`grader start --notebook`, and the self-check in a notebook, with a real kernel."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import nbformat
import psutil
import pytest
from jupyter_client.manager import KernelManager, start_new_kernel
from nbclient import NotebookClient

from grader.authoring.cells import to_notebook, written
from grader.jupyter import changed_since_saved, notebook_file
from tests.conftest import Grader

ROOT = Path(__file__).resolve().parents[2]
EXERCISES = ROOT / "exercises" / "intro"
REFERENCE = ROOT / "solutions" / "intro" / "parameter_count" / "parameter_count.py"
CHECK = 'from grader.jupyter import check\n\ncheck("parameter_count")'


def environment(**more: str) -> dict[str, str]:
    plain = {name: value for name, value in os.environ.items() if name != "JPY_SESSION_NAME"}
    return {**plain, "LC_ALL": "C.UTF-8", **more}


def executed(book: Any, folder: Path, **more: str) -> Any:
    """Run a notebook's cells in a kernel that works in a folder."""
    client = NotebookClient(
        book, timeout=240, kernel_name="python3", resources={"metadata": {"path": str(folder)}}
    )
    client.execute(env=environment(**more))
    return book


def book_of(*cells: str) -> Any:
    book = nbformat.v4.new_notebook()
    book.cells = [nbformat.v4.new_code_cell(source) for source in cells]
    return book


def shown(cell: Any) -> list[str]:
    """The HTML that a cell shows; it may show nothing else."""
    assert {output.output_type for output in cell.outputs} <= {"display_data"}, cell.outputs
    return [output.data["text/html"] for output in cell.outputs]


def test_start_copies_the_notebook_and_never_overwrites(grader: Grader, workspace: Path) -> None:
    ran = grader("start", "parameter_count", "--notebook")
    assert ran.code == 0
    folder = workspace / "parameter_count"
    assert sorted(p.name for p in folder.iterdir()) == ["README.md", "parameter_count.ipynb"]
    notebook = folder / "parameter_count.ipynb"
    made = EXERCISES / "parameter_count" / "parameter_count.ipynb"
    assert notebook.read_bytes() == made.read_bytes()
    assert str(Path("parameter_count", "parameter_count.ipynb")) in ran.out
    notebook.write_text("mine")
    assert "stays as it is" in grader("start", "parameter_count", "--notebook").out
    assert notebook.read_text() == "mine"


def test_start_gives_the_notebook_in_the_users_language(grader: Grader, workspace: Path) -> None:
    grader("start", "--notebook", "--lang", "zh")
    for folder in workspace.iterdir():
        made = EXERCISES / folder.name / f"{folder.name}.zh.ipynb"
        assert (folder / f"{folder.name}.ipynb").read_bytes() == made.read_bytes()


def test_list_knows_notebooks(grader: Grader, workspace: Path) -> None:
    grader("start", "parameter_count", "ddp", "--notebook")

    def rows() -> dict[str, dict[str, object]]:
        return {row["id"]: row for row in json.loads(grader("list", "--json").out)}

    assert rows()["parameter_count"]["state"] == "not started"
    assert rows()["ddp"]["state"] == "not started"
    assert rows()["training"]["state"] == "new"
    path = workspace / "parameter_count" / "parameter_count.ipynb"
    path.write_text(written(to_notebook(REFERENCE.read_text("utf-8"))), "utf-8")
    assert rows()["parameter_count"]["state"] == "begun"
    path.write_text("{")
    assert rows()["parameter_count"]["state"] == "begun"


def test_html_goes_to_a_file_or_alone_to_standard_output(grader: Grader, workspace: Path) -> None:
    (workspace / "parameter_count.py").write_text(REFERENCE.read_text("utf-8"), "utf-8")
    ran = grader("check", "parameter_count", "--html", "-", "--lang", "zh")
    assert ran.code == 0
    assert ran.err == ""
    assert ran.out.startswith("<!doctype html>\n")
    assert ran.out.endswith("</html>\n")
    assert ran.out.count("<html") == 1
    assert 'lang="zh-Hans"' in ran.out
    also = grader("check", "parameter_count", "--html", "report.html")
    assert "✓" in also.out
    assert '<tr class="tg-passed">' in (workspace / "report.html").read_text(encoding="utf-8")
    assert grader("check", "parameter_count", "--html", "-", "--json").code == 4
    assert grader("check", "parameter_count", "--html", "no/such/folder.html").code == 4


def test_a_finished_notebook_shows_its_report(grader: Grader, workspace: Path) -> None:
    """All cells are run as a student would; the last one shows full marks, and nothing else."""
    grader("start", "parameter_count", "--notebook")
    path = workspace / "parameter_count" / "parameter_count.ipynb"
    book = nbformat.read(path, 4)
    solved = {cell.id: cell.source for cell in to_notebook(REFERENCE.read_text("utf-8")).cells}
    for cell in book.cells:
        if cell.id in solved and cell.id != "code-cell":
            cell.source = solved[cell.id]
    path.write_text(written(book), encoding="utf-8")
    executed(book, path.parent, JPY_SESSION_NAME=str(path))
    assert book.cells[-1].id == "check"
    (html,) = shown(book.cells[-1])
    assert 'class="tg-report tg-cell"' in html
    assert "tg-failed" not in html.partition("</style>")[2]
    assert "tg-full" in html.partition("</style>")[2]
    tried = next(cell for cell in book.cells if cell.id == "code-try")
    assert "752" in tried.outputs[0].text


def test_a_change_that_is_not_saved_is_told_above_the_report(workspace: Path) -> None:
    source = REFERENCE.read_text(encoding="utf-8")
    (workspace / "parameter_count.ipynb").write_text(written(to_notebook(source)), "utf-8")
    book = book_of("def count_parameters(model):\n    return 1", CHECK)
    notice, report = shown(executed(book, workspace).cells[-1])
    assert "save it (Ctrl+S) and run this cell again" in notice
    assert "points</strong>" in report


def test_what_is_missing_or_wrong_is_one_sentence(workspace: Path) -> None:
    book = book_of(
        CHECK,
        "check('parameter_cuont')",
        "check('ddp')",
        "open('parameter_count.ipynb', 'w').write('{')",
        "check('parameter_count')",
        "check('parameter_count', lang='zh')",
        "check('parameter_count', lang='fr')",
    )
    cells = executed(book, workspace).cells
    told = [shown(cells[number])[0].partition("</style>")[2] for number in (0, 1, 2, 4, 5, 6)]
    assert "Save it as parameter_count.ipynb in" in told[0]
    assert "Did you mean parameter_count?" in told[1]
    assert "%%writefile" in told[2]
    assert "parameter_count.ipynb" in told[3]
    assert "parameter_count.ipynb" in told[4]
    assert "不" in told[4]
    assert "fr" in told[5]
    assert not any("Traceback" in one or "Usage:" in one for one in told)


def test_an_exercise_that_stays_a_script(grader: Grader, workspace: Path) -> None:
    grader("start", "ddp", "--notebook")
    path = workspace / "ddp" / "ddp.ipynb"
    book = executed(nbformat.read(path, 4), path.parent)
    (html,) = shown(book.cells[-1])
    assert (workspace / "ddp" / "ddp.py").read_bytes() == (EXERCISES / "ddp/ddp.py").read_bytes()
    assert "not started" in html


@pytest.fixture
def kernel(workspace: Path) -> Iterator[tuple[KernelManager, Any]]:
    manager, client = start_new_kernel(kernel_name="python3", cwd=str(workspace), env=environment())
    yield manager, client
    client.stop_channels()
    manager.shutdown_kernel(now=True)


def test_an_interrupt_ends_the_grader(kernel: tuple[KernelManager, Any], workspace: Path) -> None:
    manager, client = kernel
    endless = REFERENCE.read_text(encoding="utf-8") + "\n\nwhile True:\n    pass\n"
    (workspace / "parameter_count.ipynb").write_text(written(to_notebook(endless)), "utf-8")
    asked = client.execute(CHECK)
    me = psutil.Process(manager.provisioner.pid)
    deadline = time.monotonic() + 60
    while len(me.children(recursive=True)) < 2:  # the grader, and the student's side
        assert time.monotonic() < deadline
        time.sleep(0.05)
    manager.interrupt_kernel()
    told = []
    while True:
        message = client.get_iopub_msg(timeout=60)
        if message["parent_header"].get("msg_id") != asked:
            continue
        if message["msg_type"] == "display_data":
            told.append(message["content"]["data"]["text/html"])
        assert message["msg_type"] != "error"
        if message["msg_type"] == "status" and message["content"]["execution_state"] == "idle":
            break
    assert "Interrupted." in told[-1]
    assert not me.children(recursive=True)


def test_outside_of_jupyter_the_report_is_printed(workspace: Path) -> None:
    (workspace / "parameter_count.py").write_text(REFERENCE.read_text("utf-8"), "utf-8")
    ran = subprocess.run(
        [sys.executable, "-c", CHECK],
        cwd=workspace,
        env=environment(),
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
    )
    assert "✓" in ran.stdout
    assert "<" not in ran.stdout
    assert ran.stderr == ""


def saved(folder: Path, *cells: str) -> Path:
    path = folder / "saved.ipynb"
    nbformat.write(book_of(*cells), path)
    return path


@pytest.mark.parametrize(
    ("history", "changed"),
    [
        (["def f(): return 2", CHECK], True),
        (["def f(): return 1\n", CHECK], False),
        (["def f(): return 2", "def f(): return 1"], False),  # an older version
        (["def f(): return 1", "def f(): return 2"], True),
        (["def g(): return 2"], False),  # a name of the past
        (["def wanted(): return 2"], True),
        (["x = 3", "%timeit f()", "def f(:", ""], False),
        (["class f: ..."], True),
    ],
)
def test_when_a_notebook_counts_as_changed(
    tmp_path: Path, history: list[str], changed: bool
) -> None:
    path = saved(tmp_path, "def f(): return 1", CHECK)
    assert changed_since_saved(path, history, {"wanted"}) == changed


def test_a_file_that_cannot_be_compared_is_left_to_the_grader(tmp_path: Path) -> None:
    (tmp_path / "a.ipynb").write_text("[]")
    assert not changed_since_saved(tmp_path / "a.ipynb", ["def f(): ..."], {"f"})


def test_where_the_notebook_lies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    below = tmp_path / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    assert notebook_file({}, "net") is None
    for name in ("net.ipynb", "vscode.ipynb", "session.ipynb"):
        (below / name).write_text("{}")
    assert notebook_file({}, None) is None
    assert notebook_file({}, "net") == below / "net.ipynb"
    vscode = {"__vsc_ipynb_file__": str(below / "vscode.ipynb")}
    assert notebook_file(vscode, "net") == below / "vscode.ipynb"
    for session in (str(below / "session.ipynb"), "below/session.ipynb", "session.ipynb"):
        monkeypatch.setenv("JPY_SESSION_NAME", session)
        assert notebook_file({}, "net") == below / "session.ipynb"
    monkeypatch.setenv("JPY_SESSION_NAME", str(below / "renamed.ipynb"))
    assert notebook_file({}, "net") == below / "net.ipynb"
