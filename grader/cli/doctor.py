"""`grader doctor`: what this machine offers and lacks."""

from __future__ import annotations

import importlib.util
import platform
from pathlib import Path
from typing import Annotated

import typer

import grader
from grader.cli import exits
from grader.cli.options import LangOption, language
from grader.errors import GraderError
from grader.language import Text, text
from grader.model.course import Course

Finding = tuple[str, str, bool, Text]
"""Key, what is looked at, whether it is as one would wish, and words on it."""


def doctor(
    as_json: Annotated[bool, typer.Option("--json", help="Print the findings as JSON.")] = False,
    lang: LangOption = None,
) -> None:
    """Show what this machine offers and lacks, and whether a grading can start."""
    speech = language(lang)
    findings = [*_software(), *_sandbox(), _course()]
    if as_json:
        import json

        data = [
            {"id": key, "name": name, "ok": fine, "text": words.render(speech)}
            for key, name, fine, words in findings
        ]
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
    else:
        from rich.console import Console
        from rich.table import Table

        table = Table(box=None, pad_edge=False, show_header=False)
        for _, name, fine, words in findings:
            mark = "[green]✓[/green]" if fine else "[yellow]-[/yellow]"
            table.add_row(mark, Text(name).render(speech), words.render(speech))
        Console(highlight=False).print(table)
    essential = {"torch", "start", "course"}
    bad = [key for key, _, fine, _ in findings if key in essential and not fine]
    raise typer.Exit(exits.FAILED if bad else exits.PASSED)


def _software() -> list[Finding]:
    found: list[Finding] = [
        ("grader", "torchgrade", True, text("version {version}", version=grader.__version__)),
        ("python", "Python", True, text("version {version}", version=platform.python_version())),
    ]
    if importlib.util.find_spec("torch") is None:
        words = text("PyTorch is not installed; install it with: pip install torch")
        return [*found, ("torch", "PyTorch", False, words)]
    import torch

    found.append(("torch", "PyTorch", True, text("version {version}", version=torch.__version__)))
    for key, name, need in (
        ("cuda", "GPU (CUDA)", "cuda"),
        ("mps", "GPU (Apple)", "mps"),
        ("nccl", "NCCL", "nccl"),
    ):
        from grader.checks.needs import missing

        reason = missing(need)
        found.append((key, name, reason is None, reason or text("present")))
    return found


def _sandbox() -> list[Finding]:
    """Start a student's process for real, ask it something, and say how it was shut in."""
    from grader.model.exercise import Grants, Limits
    from grader.sandbox.capabilities import capabilities, launcher
    from grader.sandbox.deaths import Death
    from grader.sandbox.policy import Policy
    from grader.sandbox.session import Session

    started = launcher()
    try:
        session = Session(started, Policy(Limits(), Grants()))
        answer = session.request("fetch", 752)
        session.close()
        found = capabilities(started)
    except (GraderError, Death) as error:
        words = text("does not start: {reason}", reason=error)
        return [("start", "student's process", False, words)]
    finally:
        started.close()
    level = text("student code runs at the level {level}", level=started.level)
    words = text("starts and answers") if answer == 752 else text("answers wrongly")
    return [
        ("start", "student's process", answer == 752, words),
        ("sandbox", "sandbox", started.level != "process", level),
        *((c.name, c.name, c.present, c.reason) for c in found),
    ]


def _course() -> Finding:
    try:
        found = Course.find(Path.cwd())
    except GraderError as error:
        return ("course", "course", False, error.message)
    words = text("{count} exercises in {path}", count=len(found.exercises), path=found.root)
    return ("course", "course", True, words)


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(doctor)
