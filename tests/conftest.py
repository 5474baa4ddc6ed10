"""Profiles and fixtures that all tests share."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

ROOT = Path(__file__).resolve().parents[1]

collect_ignore = ["attacks/lab", "attacks/submissions"]
"""Checks of a course, and hostile code."""

settings.register_profile(
    "short", max_examples=200, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "nightly", max_examples=20_000, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--nightly", action="store_true", help="property and fault tests at full length"
    )


def pytest_configure(config: pytest.Config) -> None:
    settings.load_profile("nightly" if config.getoption("--nightly") else "short")


@dataclass(frozen=True, slots=True)
class Ran:
    """A finished command."""

    code: int
    out: str
    err: str


Grader = Callable[..., Ran]


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """An empty folder to work in."""
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def grader(workspace: Path) -> Grader:
    """Run the command line in the workspace, in a process of its own, with an English locale."""

    def run(
        *arguments: str,
        cwd: Path | None = None,
        env: Mapping[str, str] | None = None,
        seconds: float = 300,
    ) -> Ran:
        command = [str(Path(sys.executable).with_name("grader")), *arguments]
        # Tests run in CI as well, where a machine without walls would refuse to grade.
        plain = {"LC_ALL": "C.UTF-8", "COLUMNS": "100", "CI": ""}
        environment = {**os.environ, **plain, **(env or {})}
        done = subprocess.run(
            command,
            cwd=cwd or workspace,
            env=environment,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=seconds,
            stdin=subprocess.DEVNULL,
            check=False,
        )
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture(scope="session")
def root() -> Path:
    """The repository."""
    return ROOT


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Print what tests have to tell beyond passing: `record_property("told", ...)`."""
    for reports in terminalreporter.stats.values():
        for report in reports:
            if getattr(report, "when", "") != "call":
                continue
            for name, words in getattr(report, "user_properties", ()):
                if name == "told":
                    terminalreporter.write_line(str(words))
