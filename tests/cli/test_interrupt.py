"""Ctrl-C ends cleanly: exit code 2, one word, nothing left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil

NAME = "a-submission"
"""What the submission calls its process, by which it is seen from outside (PR_SET_NAME)."""


def name_of(process: psutil.Process) -> str:
    try:
        return process.name()
    except psutil.NoSuchProcess:
        return ""


def test_an_interrupted_check(workspace: Path, tmp_path: Path) -> None:
    (workspace / "parameter_count.py").write_text(
        f"import ctypes\nctypes.CDLL(None).prctl(15, {NAME.encode()})\nwhile True: pass\n",
        encoding="utf-8",
    )
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    process = subprocess.Popen(
        [str(Path(sys.executable).with_name("grader")), "check", "parameter_count"],
        cwd=workspace,
        env={**os.environ, "TMPDIR": str(temporary), "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    for _ in range(600):
        started = psutil.Process(process.pid).children(recursive=True)
        if NAME in [name_of(one) for one in started]:
            break
        time.sleep(0.1)
    else:
        process.kill()
        raise AssertionError("the submission never ran")
    os.killpg(process.pid, signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 2
    assert err.strip() == "Interrupted."
    assert "Traceback" not in out + err
    psutil.wait_procs(started, timeout=30)
    assert not [p for p in started if p.is_running() and p.status() != psutil.STATUS_ZOMBIE]
    assert list(temporary.iterdir()) == []
