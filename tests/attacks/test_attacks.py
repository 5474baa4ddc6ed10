"""No attack gains anything, and each of them would without the protection that stops it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.attacks import table
from tests.attacks.attack import LEVELS, Attack, attacks

ROOT = Path(__file__).resolve().parents[2]
ALL = {attack.name: attack for attack in attacks()}
PARTS = 4
"""Proofs are dealt out to so many tests, which can run at the same time."""


def ran(level: str, without: Sequence[str] = (), names: Sequence[str] = ()) -> dict[str, Any]:
    """Run attacks in a process of their own; return what the runner says of each."""
    command = [sys.executable, "-m", "tests.attacks.runner", "--level", level]
    process = subprocess.run(
        [*command, "--without", ",".join(without), *names],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=1500,
    )
    found = {fact["attack"]: fact for fact in map(json.loads, process.stdout.splitlines())}
    assert process.returncode == 0, f"{process.stderr[-3000:]} after {list(found)}"
    return found


@pytest.mark.parametrize("level", LEVELS)
def test_no_attack_gains_anything(
    level: str, record_property: Callable[[str, object], None]
) -> None:
    """On a machine that does not give the level this fails: it must not pass unseen."""
    found = ran(level)
    record_property("told", f"{len(found)} attacks ran at the level {level}")
    assert set(found) == {attack.name for attack in ALL.values() if level in attack.levels}
    assert {name: fact["won"] for name, fact in found.items() if fact["won"]} == {}


def test_the_table_of_the_document_is_this_one() -> None:
    assert table.written() == table.table(), "run: python -m tests.attacks.table --write"


def test_there_are_many() -> None:
    for level in LEVELS:
        assert sum(level in attack.levels for attack in ALL.values()) >= 60


def proofs() -> Iterator[list[tuple[str, tuple[str, ...], list[Attack]]]]:
    """All attacks, grouped by what their proof switches off, in a few parts."""
    groups: dict[tuple[str, tuple[str, ...]], list[Attack]] = defaultdict(list)
    for attack in ALL.values():
        groups[attack.proof_level, attack.proof_without].append(attack)
    rows = []
    for (level, without), group in sorted(groups.items(), key=lambda item: item[0]):
        # What hangs ends its runner, too; memory that one attack took is there for the next.
        alone = [a for a in group if "deadlines" in without or a.wins == "grader_memory"]
        parts = [[attack] for attack in alone]
        parts += [[attack for attack in group if attack not in alone]]
        rows += [(level, without, part) for part in parts if part]
    for part in range(PARTS):
        yield rows[part::PARTS]


@pytest.mark.parametrize("part", range(PARTS))
def test_each_attack_is_real(part: int) -> None:
    """With the protection that stops it switched off, it wins: what it says it tries."""
    failed = {}
    for level, without, group in list(proofs())[part]:
        found = ran(level, without, [attack.name for attack in group])
        for attack in group:
            if attack.wins not in found[attack.name]["won"]:
                failed[attack.name] = (without, found[attack.name])
    assert failed == {}
