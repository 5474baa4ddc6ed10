"""The warm process: what it does to stay quick, and that its children don't notice."""

from __future__ import annotations

import mmap
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest
import torch

from grader.sandbox.zygote import Zygote
from grader.student.lockdown import kernel
from grader.student.zygote import MANY

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="only Linux forks")


def huge_kb(pid: int) -> int:
    """How much memory of a process is in huge pages."""
    for line in Path(f"/proc/{pid}/smaps_rollup").read_text("ascii").splitlines():
        if line.startswith("AnonHugePages:"):
            return int(line.split()[1])
    return 0


def can_collapse() -> bool:
    """Whether the kernel makes huge pages when asked to: it may be too old, or out of them."""
    with mmap.mmap(-1, 16 << 20, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS) as memory:
        memory[:] = b"x" * len(memory)
        try:
            memory.madvise(kernel.MADV_COLLAPSE)
        except OSError:
            return False
    return True


def test_after_many_forks_its_memory_is_in_huge_pages(
    open_session: Any, call: Callable[..., Any]
) -> None:
    if not can_collapse() or os.geteuid() != 0:
        pytest.skip("no huge pages on this kernel, or it shows them to root alone")
    zygote = Zygote()
    try:
        for number in range(MANY + 2):
            session = open_session(
                zygote, "import torch\nx = torch.ones(3)\ndef f(y): return x + y"
            )
            assert call(session, "f", number).tolist() == [number + 1.0] * 3
            session.close()
        assert max(map(huge_kb, tree(zygote))) > 20_000
    finally:
        zygote.close()


def tree(zygote: Zygote) -> list[int]:
    top = psutil.Process(zygote._process.pid)
    return [top.pid, *(child.pid for child in top.children(recursive=True))]


def test_a_seed_gives_what_it_gives_everywhere(
    zygote: Zygote, open_session: Any, call: Callable[..., Any]
) -> None:
    source = "import torch\ndef draw(): return torch.initial_seed(), torch.rand(3), torch.randn(2)"
    session = open_session(zygote, source)
    with torch.random.fork_rng():
        for number in (3, 3728):
            session.request("probe", "probes.state.seed", [], {"number": number})
            seed, uniform, normal = call(session, "draw")
            torch.manual_seed(number)
            assert seed == torch.initial_seed() == number
            assert torch.equal(uniform, torch.rand(3))
            assert torch.equal(normal, torch.randn(2))
