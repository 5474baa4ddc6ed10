"""What a failed check saw, in a form that is the same on every machine."""

from __future__ import annotations

import platform
import sys
from pathlib import Path

import pytest
import torch

from grader.checks import evidence
from grader.checks.evidence import Evidence, sketch
from grader.diagnosis.fingerprints import Fingerprint, made_here, read, to_json
from grader.diagnosis.match import agree
from grader.language import Text


def test_versions_addresses_and_work_folders_are_taken_out() -> None:
    told = f"torch {torch.__version__}, Python {platform.python_version()}"
    assert sketch(told) == "torch <torch>, Python <python>"
    assert sketch(f"Python {sys.version}!") == "Python <python's build>!"
    assert sketch(f"{'.'.join(map(str, sys.version_info[:2]))!r}") == "'<python's release>'"
    assert sketch("<object at 0x7f3320d334d0>") == "<object at 0x…>"
    assert sketch("/tmp/torchgrade-a8_x1/work/work-9zq/saved.pt") == "~/saved.pt"
    assert sketch("in (/t/torchgrade-1/work/x, '//torchgrade-2/work')") == "in (~/x, '~')"
    assert sketch("what else: 3.14159") == "what else: 3.14159"


def test_where_torch_names_no_build_its_release_is_its_version(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """macOS: what was made with 2.13.0+cpu is to be known with 2.13.0, whichever was meant."""

    def shown(*values: object) -> Evidence:
        return Evidence("value", "f('<torch>')", sketch(list(values)), None, [], {})

    monkeypatch.setattr(torch, "__version__", "2.13.0+cpu")
    evidence._versions.cache_clear()
    stored = shown("torch 2.13.0+cpu", "torch<2.13.0")
    print_ = Fingerprint("one", Text("Two."), frozenset({"check"}), {"check": stored}, None)
    file = tmp_path / "fingerprints.json"
    file.write_text(to_json([print_]), encoding="utf-8")
    (here,) = read(file)
    assert agree(shown("torch 2.13.0+cpu", "torch<2.13.0"), here.shows["check"])
    assert not agree(shown("torch 2.13.0", "torch<2.13.0"), here.shows["check"])
    monkeypatch.setattr(torch, "__version__", "2.13.0")
    evidence._versions.cache_clear()
    try:
        (there,) = read(file)
        assert agree(shown("torch 2.13.0", "torch<2.13.0"), there.shows["check"])
        assert not agree(shown("torch 2.12.0", "torch<2.13.0"), there.shows["check"])
    finally:
        evidence._versions.cache_clear()


def test_another_machine_shows_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    here = sketch([f"{torch.__version__} on {platform.python_version()}"])
    monkeypatch.setattr(torch, "__version__", "2.6.0+cu124")
    monkeypatch.setattr(platform, "python_version", lambda: "3.13.2")
    evidence._versions.cache_clear()
    try:
        assert sketch(["2.6.0+cu124 on 3.13.2"]) == here
    finally:
        evidence._versions.cache_clear()


def test_a_file_tells_whether_this_release_of_torch_made_it(tmp_path: Path) -> None:
    file = tmp_path / "fingerprints.json"
    assert made_here(file), "there is none"
    file.write_text(to_json([]), encoding="utf-8")
    assert made_here(file)
    release = str(torch.__version__).partition("+")[0]
    file.write_text(to_json([]).replace(release, "1.0.0"), encoding="utf-8")
    assert not made_here(file)
