"""The versions that a bundle installs, and the Python that they need."""

from __future__ import annotations

import importlib.metadata
import sys
from email.message import Message

import pytest

from grader.authoring.release import pins


def distribution(python: str) -> importlib.metadata.Distribution:
    metadata = Message()
    if python:
        metadata["Requires-Python"] = python

    class Installed:
        version = "1.0+cpu"

    Installed.metadata = metadata  # type: ignore[attr-defined]
    return Installed()  # type: ignore[return-value]


HERE = sys.version_info.minor


@pytest.mark.parametrize(
    ("asked", "least"),
    [
        ([], "3.11"),  # the grader's own
        (["", ">=3.8"], "3.11"),
        ([">=3.9,!=3.9.7", f">=3.{HERE}"], f"3.{HERE}"),
        ([">=3.99"], f"3.{HERE}"),  # installed here all the same
    ],
)
def test_the_oldest_python_that_all_versions_run_on(
    asked: list[str], least: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    needed = {f"p{number}": distribution(python) for number, python in enumerate(asked)}
    monkeypatch.setattr(pins, "_needed", lambda _: needed)
    assert pins.least_python() == least
    assert pins.constraints().splitlines()[1:] == [f"{name}==1.0" for name in sorted(needed)]
