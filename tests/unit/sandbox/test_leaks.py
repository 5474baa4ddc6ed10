"""Hundreds of children in a row leave nothing: no process, descriptor, mount, file or memory."""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.model.exercise import Grants, Limits
from grader.sandbox.policy import Level, Policy
from grader.sandbox.session import Session
from grader.sandbox.zygote import Zygote

CHILDREN = 500
WARM = 100
"""After so many, caches are filled."""
SLACK = 4 << 20
"""Bytes that an allocator may take for itself: 10 KB a child."""

SOURCE = """
import contextlib, os, pathlib, threading, torch

def live():
    pathlib.Path("file.bin").write_bytes(bytes(1 << 20))
    with contextlib.suppress(PermissionError):
        pathlib.Path("/dev/shm/shared").write_bytes(bytes(1 << 20))
    threading.Thread(target=threading.Event().wait, daemon=True).start()
    if os.fork() == 0:
        os.setsid()
        threading.Event().wait()
    return torch.ones(1000)
"""


@pytest.fixture(params=["full", "restricted"])
def zygote(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Zygote]:
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(tempfile, "tempdir", str(tmp_path))
        level: Level = request.param
        launcher = Zygote(level=level)
        launcher.wait_ready()
        yield launcher
        launcher.close()


def held(zygote: Zygote, temporary: Path) -> dict[str, Any]:
    """What is there that could pile up."""
    me = psutil.Process()
    inside = [psutil.Process(zygote._process.pid)]
    inside += inside[0].children(recursive=True)
    innermost = inside[-1]
    return {
        "processes": len(inside),
        "descriptors": [process.num_fds() for process in (me, *inside)],
        "threads": [t.name for t in threading.enumerate() if t.name.startswith("torchgrade")],
        "mounts": Path(f"/proc/{innermost.pid}/mounts").read_text().count("\n"),
        "files": len(list(temporary.rglob("work-*"))),
        "shared memory": len(list(Path("/dev/shm").glob("shared*"))),
        "memory": [process.memory_info().rss for process in (me, innermost)],
    }


def test_hundreds_of_children_leave_nothing(zygote: Zygote, tmp_path: Path) -> None:
    policies = [
        Policy(Limits(), Grants(scratch=True, processes=True)),
        Policy(Limits(), Grants(scratch=True, processes=True, network="loopback")),
    ]
    before: dict[str, Any] = {}
    for number in range(CHILDREN):
        session = Session(zygote, policies[number % 25 == 0])
        session.request("load", {"alive.py": SOURCE})
        assert session.request("call", None, "live", [], {}, False).shape == (1000,)
        session.close()
        if number == WARM:
            before = held(zygote, tmp_path)
    after = held(zygote, tmp_path)
    grown = [b - a for a, b in zip(before.pop("memory"), after.pop("memory"), strict=True)]
    assert after == before
    assert max(grown) < SLACK
    assert after["files"] == after["shared memory"] == 0
