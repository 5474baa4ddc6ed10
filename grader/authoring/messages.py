"""What a student reads who makes a mistake: kept word by word, so that every change is read too.

`messages.en.txt` and `messages.zh.txt` stand beside the mistakes; each holds, mistake by mistake,
what `grader check` tells of the checks that fail.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from rich.console import Console

from grader.language import LANGUAGES
from grader.model.exercise import Exercise
from grader.model.outcome import Failed
from grader.model.report import ExerciseResult
from grader.report import failures

WIDTH = 88
RULE = "=" * WIDTH


def files(exercise: Exercise) -> Mapping[str, Path]:
    """Return where the messages of an exercise stand, by language."""
    assert exercise.solution
    return {code: exercise.solution / f"messages.{code}.txt" for code in LANGUAGES}


def message(result: ExerciseResult, language: str) -> str:
    """Return what a student reads: the first failure in full, and whatever else went wrong."""
    console = Console(file=io.StringIO(), width=WIDTH, highlight=False, color_system=None)
    for check in result.checks:
        if isinstance(check.outcome, Failed):
            shown = check.redacted()
            # Where PyTorch is installed is this machine's own: its warnings say so.
            shown = replace(shown, output=_INSTALLED.sub("…/", shown.output))
            console.print(failures.failure(shown, language))
    assert isinstance(console.file, io.StringIO)
    return "\n".join(line.rstrip() for line in console.file.getvalue().splitlines()).strip("\n")


_INSTALLED = re.compile(r"/\S*/(?=site-packages/)")


def to_text(messages: Mapping[str, str]) -> str:
    """Return the text of a file of messages, by mistake."""
    return "\n".join(f"{RULE}\n{name}\n{RULE}\n{said}\n" for name, said in sorted(messages.items()))


def read(path: Path) -> dict[str, str]:
    """Read a file of messages; empty where there is none."""
    if not path.is_file():
        return {}
    _, *parts = path.read_text(encoding="utf-8").split(f"{RULE}\n")
    return {
        name.strip(): said.strip("\n") for name, said in zip(parts[::2], parts[1::2], strict=True)
    }


def alike(one: str, two: str) -> bool:
    """Whether two messages say the same; the last digits of numbers differ between machines."""
    return _rounded(one) == _rounded(two)


def _rounded(said: str) -> list[str]:
    # Digits that round to another length move the line breaks.
    words = " ".join(said.split())
    return _NUMBER.sub(lambda found: f"{float(found[0]):.3g}", words).split()


_NUMBER = re.compile(r"-?\d+\.\d+(?:e[-+]\d+)?")
