"""What the student's side is told about its limits, and where it may import from."""

from __future__ import annotations

import json
import sysconfig
from pathlib import Path

import msgpack
import pytest
import torch

from grader.model.exercise import Grants, Limits
from grader.sandbox.policy import FILE_MB, Policy, library_path


def test_the_message_is_plain_json() -> None:
    message = Policy(Limits(), Grants()).as_message()
    assert json.loads(json.dumps(message)) == message


def test_limits_of_the_exercise_reach_the_message() -> None:
    limits = Limits(load_seconds=2.5, total_seconds=7.0, memory_mb=99)
    message = Policy(limits, Grants()).as_message()
    assert message["memory_mb"] == 99
    assert message["file_mb"] == FILE_MB
    # The system's limit is a backstop: it must lie above all that the deadlines allow.
    assert message["cpu_seconds"] > 2.5 + 7.0
    assert type(message["cpu_seconds"]) is int


@pytest.mark.parametrize("visible", [None, "", "0", "1,3"])
def test_devices_are_hidden_unless_they_are_granted(
    monkeypatch: pytest.MonkeyPatch, visible: str | None
) -> None:
    if visible is None:
        monkeypatch.delenv("CUDA_VISIBLE_DEVICES", raising=False)
    else:
        monkeypatch.setenv("CUDA_VISIBLE_DEVICES", visible)
    hidden = Policy(Limits(), Grants()).as_message()
    granted = Policy(Limits(), Grants(devices=True)).as_message()
    assert (hidden["devices"], hidden["cuda_visible_devices"]) == (False, "")
    assert (granted["devices"], granted["cuda_visible_devices"]) == (True, visible)


def test_the_library_path_leads_to_torch_and_not_to_the_repository(root: Path) -> None:
    folders = [Path(folder) for folder in library_path()]
    assert all(folder.is_dir() for folder in folders)
    assert len(set(folders)) == len(folders)
    assert Path(sysconfig.get_paths()["stdlib"]) in folders
    for module in (torch, msgpack):
        assert Path(module.__file__ or "").parent.parent in folders
    assert root not in folders
    assert not any((folder / "solutions").exists() for folder in folders)
