"""Starts the student's side from its staged copy, with nothing inherited."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from grader.sandbox.policy import library_path

START_SECONDS = 120.0
"""A cold disk can take its time to read torch."""


def start(
    folder: Path,
    options: dict[str, object],
    *,
    descriptors: Sequence[int] = (),
    output: int | None = None,
    log: Path | None = None,
) -> subprocess.Popen[bytes]:
    """Start the student's side from its staged copy.

    With an environment of ours alone, no current folder on the path (`-P`), no folder of the user's
    (`-s`), without `site` (`-S`: no editable installation comes in by a .pth file), with nothing
    inherited.

    Args:
        folder: the staged copy.
        options: what `grader.student.start` reads.
        descriptors: what it inherits.
        output: a descriptor for all that it prints, or else
        log: a file for what it writes to its standard error.
    """
    options = {"path": [str(folder), *library_path()], **options}
    script = folder / "grader" / "student" / "start.py"
    with (log or Path(os.devnull)).open("wb") as errors:
        process = subprocess.Popen(
            [sys.executable, "-s", "-P", "-S", "-B", str(script)],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL if output is None else output,
            stderr=errors if output is None else output,
            pass_fds=descriptors,
            cwd=folder,
            env=_environment(),
            start_new_session=True,  # Ctrl-C is for us: we end it in good order
        )
    assert process.stdin
    process.stdin.write(json.dumps(options).encode() + b"\n")
    process.stdin.close()
    return process


def _environment() -> dict[str, str]:
    """The least that Python and torch start with; one thread, so that forking is safe."""
    environment = {
        "PATH": os.defpath,
        "LANG": "C.UTF-8",
        # Sets in one order: the same submission prints the same in every run.
        "PYTHONHASHSEED": "0",
        "OMP_NUM_THREADS": "1",
        "OPENBLAS_NUM_THREADS": "1",
        "MKL_NUM_THREADS": "1",
        # Nothing may touch a device before the fork.
        "CUDA_VISIBLE_DEVICES": "",
    }
    if "SYSTEMROOT" in os.environ:
        environment["SYSTEMROOT"] = os.environ["SYSTEMROOT"]
    return environment
