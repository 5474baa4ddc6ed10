"""Real launchers and real processes."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from grader.errors import UsageError
from grader.model.exercise import Grants, Limits
from grader.sandbox.capabilities import can_fork
from grader.sandbox.fresh import FreshProcesses
from grader.sandbox.policy import Level, Policy
from grader.sandbox.process import Launcher
from grader.sandbox.session import Session
from grader.sandbox.zygote import Zygote

MARKER = "marker-of-the-trusted-side"
"""Stands in the environment and in an inheritable descriptor of whoever starts launchers."""

HOSTILE = Path(__file__).with_name("hostile.py").read_text(encoding="utf-8")

Call = Callable[..., Any]


@pytest.fixture(scope="session")
def marked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Give this process something that must not be found in the student's."""
    path = tmp_path_factory.mktemp("secret") / MARKER
    path.touch()
    descriptor = os.open(path, os.O_RDONLY)
    os.set_inheritable(descriptor, True)
    os.environ["GRADER_SECRET"] = MARKER
    os.environ["PYTHONPATH"] = f"/{MARKER}"
    yield MARKER
    os.close(descriptor)
    del os.environ["GRADER_SECRET"], os.environ["PYTHONPATH"]


@pytest.fixture(scope="session")
def zygote(marked: str) -> Iterator[Zygote]:
    """One warm zygote for all tests: that it outlives each of them is part of what they show."""
    if not can_fork():
        pytest.skip("no fork on this system")
    launcher = Zygote()
    yield launcher
    launcher.close()


@pytest.fixture(scope="session")
def full(zygote: Zygote) -> Zygote:
    """The same, where it shuts in by namespaces."""
    if zygote.level != "full":
        pytest.skip("no namespaces on this machine")
    return zygote


def _at(level: Level) -> Iterator[Zygote]:
    if not can_fork():
        pytest.skip("no fork on this system")
    launcher = Zygote(level=level)
    try:
        launcher.wait_ready()
    except UsageError as error:
        launcher.close()
        pytest.skip(str(error))
    yield launcher
    launcher.close()


@pytest.fixture(scope="session")
def restricted(marked: str) -> Iterator[Zygote]:
    """One without namespaces: its children are not process 1 of anything."""
    yield from _at("restricted")


@pytest.fixture(scope="session")
def unwalled(marked: str) -> Iterator[Zygote]:
    """One that has the limits of resources alone."""
    yield from _at("process")


@pytest.fixture(scope="session")
def fresh(marked: str) -> Iterator[FreshProcesses]:
    launcher = FreshProcesses()
    yield launcher
    launcher.close()


@pytest.fixture(params=["zygote", "restricted", "unwalled"])
def each_level(request: pytest.FixtureRequest) -> Zygote:
    """A zygote of each level in turn."""
    found: Zygote = request.getfixturevalue(request.param)
    return found


@pytest.fixture(params=["zygote", "restricted", "fresh"])
def launcher(request: pytest.FixtureRequest) -> Launcher:
    """Each launcher in turn."""
    found: Launcher = request.getfixturevalue(request.param)
    return found


class Sessions:
    """Starts sessions with the hostile submission loaded, and closes each of them once."""

    def __init__(self) -> None:
        self._open: list[Session] = []

    def __call__(
        self,
        launcher: Launcher,
        source: str | None = HOSTILE,
        name: str = "hostile.py",
        grants: Grants | None = None,
        **limits: Any,
    ) -> Session:
        session = Session(launcher, Policy(Limits(**limits), grants or Grants()))
        self._open.append(session)
        if source is not None:
            assert session.request("load", {name: source}, cpu_s=60.0) is None
        return session

    def close(self, session: Session) -> None:
        self._open.remove(session)
        session.close()

    def close_all(self) -> None:
        while self._open:
            self._open.pop().close()


@pytest.fixture
def open_session() -> Iterator[Sessions]:
    """Sessions that end with the test."""
    sessions = Sessions()
    yield sessions
    sessions.close_all()


@pytest.fixture(scope="session")
def call() -> Call:
    """Call a function of the submission."""

    def of(session: Session, name: str, *arguments: object, **keywords: object) -> Any:
        call_seconds = session.policy.limits.call_seconds
        return session.request(
            "call", None, name, list(arguments), keywords, False, cpu_s=call_seconds, what=name
        )

    return of


def _descendants() -> set[int]:
    found = set()
    for process in psutil.Process().children(recursive=True):
        found.add(process.pid)
    return found


@pytest.fixture
def descendants() -> Callable[[], set[int]]:
    """The processes below this one."""
    return _descendants


@pytest.fixture
def gone() -> Callable[[int], bool]:
    """Whether a process ends; a killed one may take a moment."""

    def ended(pid: int) -> bool:
        for _ in range(200):
            try:
                if psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
                    return True
            except psutil.NoSuchProcess:
                return True
            time.sleep(0.01)
        return False

    return ended
