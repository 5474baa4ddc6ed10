"""The self-check in a notebook: `check("parameter_count")` in its last cell shows the report.

What is graded is the saved file, by `grader check` in a process of its own: the kernel's variables
play no part, as little as they will when the work is handed in.
"""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from grader.errors import GraderError
from grader.language import LANGUAGES, Text, language_of_locale, text

_START = (sys.executable, "-P", "-c", "from grader.cli.main import run; run()")
"""`-P`: a student's folder may hold a torch.py."""
_KERNELS_OWN = ("JPY_", "IPY", "PYDEVD", "MPLBACKEND", "CLICOLOR", "FORCE_COLOR", "PAGER", "TERM")
"""Variables that a kernel sets for what runs in it."""
_PATIENCE = 5.0
"""Seconds for the grader to end after an interrupt, before it is asked again, and then made to."""


def check(exercise: str | None = None, *, lang: str | None = None) -> None:
    """Grade this notebook as it was saved, and show the report below the cell.

    Outside of Jupyter, the report is printed.

    Args:
        exercise: the exercise's name; if not given, the name of the notebook tells it.
        lang: `"en"` or `"zh"`; if not given, the locale's.
    """
    language = lang if lang in LANGUAGES else language_of_locale()
    options = ["--lang", lang] if lang else []
    shell = _kernel()
    if shell is None:
        _run([*([exercise] if exercise else []), *options], None)
        return
    try:
        target, changed = _target(shell, exercise)
    except GraderError as error:
        _show_notice(error.message, language)
        return
    if isinstance(target, Text):
        _show_notice(target, language)
        return
    if changed:
        notice = text(
            "The notebook was changed since it was saved: save it (Ctrl+S) and run this cell again."
        )
        _show_notice(notice, language)
    named = ["--exercise", exercise] if exercise else []
    with tempfile.TemporaryDirectory(prefix="torchgrade-") as folder:
        page = Path(folder, "report.html")
        told = _run([str(target), *named, *options, "--html-fragment", str(page)], page)
        if told is None:
            _display(page.read_text(encoding="utf-8"))
        else:
            _show_notice(told, language)


def _kernel() -> Any:
    """Return IPython's shell if this is a notebook's kernel."""
    if "IPython" not in sys.modules:
        return None
    from IPython import get_ipython

    shell = get_ipython()
    return shell if hasattr(shell, "kernel") else None


def _target(shell: Any, exercise: str | None) -> tuple[Path | Text, bool]:
    """Return the file to grade, and whether the kernel has run what is not in it.

    In place of the file there may be a sentence: why there is none, and what to do.
    """
    from grader.model.course import Course

    found = Course.find(Path.cwd()).exercise(exercise) if exercise else None
    path = notebook_file(shell.user_ns, exercise)
    if found is not None and found.notebooks.script:
        script = (path.parent if path else Path.cwd()) / found.files[0]
        if not script.is_file():
            missing = text(
                "There is no {path} yet: run the cell that begins with %%writefile, then this one.",
                path=script,
            )
            return missing, False
        return script, False
    if path is None:
        return (
            text(
                "The file of this notebook was not found. Save it as {name} in {folder}, and run "
                "this cell again.",
                name=f"{exercise or 'EXERCISE'}.ipynb",
                folder=Path.cwd(),
            ),
            False,
        )
    wanted = _defined(found.stub.read_text(encoding="utf-8")) if found else set()
    return path, changed_since_saved(path, shell.history_manager.input_hist_raw, wanted)


def notebook_file(variables: dict[str, Any], exercise: str | None) -> Path | None:
    """Return where the notebook that runs this lies, if that can be known.

    Jupyter's server tells its kernels by an environment variable, VS Code by a variable of the
    user's; else it is the file of the exercise in the working directory.
    """
    here = Path.cwd()
    candidates = []
    if session := os.environ.get("JPY_SESSION_NAME"):
        # The whole path, or one from the server's folder, which is here or above.
        candidates += [parent / session for parent in (here, *here.parents)]
    if isinstance(vscode := variables.get("__vsc_ipynb_file__"), str):
        candidates.append(Path(vscode))
    if exercise:
        candidates.append(here / f"{exercise}.ipynb")
    return next((c for c in candidates if c.suffix == ".ipynb" and c.is_file()), None)


def changed_since_saved(path: Path, history: Sequence[str], wanted: set[str]) -> bool:
    """Whether a function or class was last defined by a cell that the file does not hold.

    Args:
        path: the notebook's file.
        history: the cells that were run, in their order.
        wanted: names that matter also where the file does not define them. A name that neither the
            exercise asks for nor the file has is of the past.
    """
    try:
        cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
        saved = {"".join(cell["source"]).strip() for cell in cells if cell["cell_type"] == "code"}
    except (OSError, ValueError, KeyError, TypeError):
        return False  # the grader says what is wrong with the file
    known = wanted.union(*(_defined(source) for source in saved))
    last = {name: source.strip() for source in history for name in _defined(source)}
    return any(name in known and source not in saved for name, source in last.items())


def _defined(source: str) -> set[str]:
    """Return the functions and classes that a cell defines; none if it is no plain Python."""
    try:
        body = ast.parse(source).body
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return set()
    kinds = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    return {node.name for node in body if isinstance(node, kinds)}


def _run(arguments: Sequence[str], page: Path | None) -> Text | None:
    """Run `grader check`; return what to tell where it wrote no page, else None.

    Args:
        arguments: what follows the command's name.
        page: where it writes its page; None leaves it to print.
    """
    quiet = None if page is None else subprocess.PIPE
    process = subprocess.Popen(
        [*_START, "check", *arguments],
        stdin=subprocess.DEVNULL,
        stdout=quiet,
        stderr=quiet,
        env=dict(_environment()),
    )
    try:
        _, problem = process.communicate()
    except KeyboardInterrupt:
        _end(process)
        return text("Interrupted.")
    if page is None or page.is_file():
        return None
    lines = [line.strip() for line in problem.decode("utf-8", "replace").splitlines()]
    # Above a wrong option typer shows how the command is used, which nobody typed here.
    said = [line.removeprefix("Error: ") for line in lines if line and not _is_usage(line)]
    return Text(" ".join(said))


def _is_usage(line: str) -> bool:
    return line.startswith(("Usage:", "Try "))


def _end(process: subprocess.Popen[bytes]) -> None:
    """Wait until an interrupted grader has cleaned up: Jupyter interrupts the children too."""
    for ask in (process.poll, lambda: process.send_signal(_interrupt()), process.kill):
        try:
            ask()
            process.communicate(timeout=_PATIENCE)
        except (subprocess.TimeoutExpired, KeyboardInterrupt):
            continue
        return


def _interrupt() -> signal.Signals:
    return signal.SIGTERM if sys.platform == "win32" else signal.SIGINT


def _environment() -> Iterator[tuple[str, str]]:
    for name, value in os.environ.items():
        if not name.startswith(_KERNELS_OWN):
            yield name, value
    yield "PYTHONIOENCODING", "utf-8"


def _show_notice(words: Text, language: str) -> None:
    from grader.report.html import notice

    _display(notice(words, language, wrong=True))


def _display(html: str) -> None:
    from IPython.display import HTML, display

    display(HTML(html))
