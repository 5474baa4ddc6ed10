"""Real launches of the student's script, as a user would."""

from __future__ import annotations

import contextlib
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import psutil

from grader.bridge.patience import Patience

MAX_OUTPUT = 20_000

TICK = 0.5
"""Seconds between two looks at how long it was kept waiting."""

NAMELESS = re.compile(
    r"^\[W.*The hostname of the client socket cannot be retrieved.*\n", re.MULTILINE
)
"""What torch 2.15 warns of on a machine where nobody tells names, and where none are needed."""


def launch(
    arguments: Sequence[str], environment: Mapping[str, str], seconds: float
) -> dict[str, object]:
    """Run this Python with `arguments` in the work folder.

    Args:
        arguments: `["ddp.py"]`, or `["-m", "torch.distributed.run", ..., "ddp.py"]`.
        environment: added to what this process has.
        seconds: by the clock; then everything that the launch started is killed. Where the machine
            is too busy to run it, the clock stands still.

    Returns:
        status (None where it was killed), stdout and stderr.
    """
    with (
        Path("launch.out").open("w+", encoding="utf-8", errors="replace") as out,
        Path("launch.err").open("w+", encoding="utf-8", errors="replace") as err,
    ):
        process = subprocess.Popen(
            [sys.executable, "-s", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=err,
            env={**os.environ, **environment},
            start_new_session=True,
        )
        status = None
        patience = Patience(
            seconds, lambda: [process.pid, *(below.pid for below in _below(process))]
        )
        try:
            while status is None and (left := patience.left()) > 0:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    status = process.wait(min(left, TICK))
        finally:
            _kill_tree(process)
        texts = []
        for stream in (out, err):
            stream.seek(0)
            texts.append(NAMELESS.sub("", stream.read(MAX_OUTPUT)))
    return {"status": status, "stdout": texts[0], "stderr": texts[1]}


def _kill_tree(process: subprocess.Popen[bytes]) -> None:
    """Kill a launch: torchrun's workers lead sessions of their own, out of its group's reach."""
    for member in _below(process):
        with contextlib.suppress(psutil.NoSuchProcess):
            member.kill()
    process.kill()
    process.wait()


def _below(process: subprocess.Popen[bytes]) -> list[psutil.Process]:
    """Return what a launch has started; nothing where walls hide it: it ends with the check."""
    try:
        below: list[psutil.Process] = psutil.Process(process.pid).children(recursive=True)
    except (psutil.Error, PermissionError):
        return []
    return below
