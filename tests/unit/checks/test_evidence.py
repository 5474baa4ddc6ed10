"""What a failed check saw, in a form that is the same on every machine."""

from __future__ import annotations

import platform

import pytest
import torch

from grader.checks import evidence
from grader.checks.evidence import sketch


def test_versions_addresses_and_work_folders_are_taken_out() -> None:
    told = f"torch {torch.__version__}, Python {platform.python_version()}"
    assert sketch(told) == "torch <torch>, Python <python>"
    assert sketch("<object at 0x7f3320d334d0>") == "<object at 0x…>"
    assert sketch("/tmp/torchgrade-a8_x1/work/work-9zq/saved.pt") == "~/saved.pt"
    assert sketch("what else: 3.14159") == "what else: 3.14159"


def test_another_machine_shows_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    here = sketch([f"{torch.__version__} on {platform.python_version()}"])
    monkeypatch.setattr(torch, "__version__", "2.6.0+cu124")
    monkeypatch.setattr(platform, "python_version", lambda: "3.13.2")
    evidence._versions.cache_clear()
    try:
        assert sketch(["2.6.0+cu124 on 3.13.2"]) == here
    finally:
        evidence._versions.cache_clear()
