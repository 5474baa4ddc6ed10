"""No attack gains anything, and each of them would without the protection that stops it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from tests.attacks import table
from tests.attacks.attack import LEVELS, Attack, attacks

ROOT = Path(__file__).resolve().parents[2]
ALL = {attack.name: attack for attack in attacks()}
SAMPLE = 4
"""Without `--nightly`, one attack in so many runs in the other situations."""

PROVED = 2
"""Without `--nightly`, so many attacks of a group with one proof are proved."""

PARTS = 8
"""Proofs are dealt out to so many tests, which can run at the same time."""

TRIES = 3
"""A proof may be tried so often."""

CELLS = 6
"""Without `--nightly`, one attack in so many is handed in as a notebook."""

SITUATION = ROOT / "tests" / "unit" / "sandbox" / "situation.py"
SITUATIONS: dict[str, tuple[str, dict[str, Any]]] = {
    "full": ("full", {}),
    "restricted": ("restricted", {}),
    "full, for an ordinary account": ("full", {"open": True, "account": 65534}),
    "restricted, in a container": (
        "restricted",
        {"open": True, "account": 1000, "container": True},
    ),
}
"""The level, and what root can put a process into: see `situation.py`."""


def ran(
    level: str,
    without: Sequence[str] = (),
    names: Sequence[str] = (),
    situation: Mapping[str, Any] | None = None,
    *,
    notebooks: bool = False,
) -> dict[str, Any]:
    """Run attacks in a process of their own; return what the runner says of each."""
    command = [sys.executable, "-m", "tests.attacks.runner", "--level", level]
    command += ["--without", ",".join(without), *(["--notebooks"] if notebooks else []), *names]
    if situation:
        command = [sys.executable, str(SITUATION), json.dumps({**situation, "command": command})]
    process = subprocess.run(
        command,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=1500,
    )
    found = {fact["attack"]: fact for fact in map(json.loads, process.stdout.splitlines())}
    assert process.returncode == 0, f"{process.stderr[-3000:]} after {list(found)}"
    return found


@pytest.mark.parametrize("where", SITUATIONS)
def test_no_attack_gains_anything(
    where: str, record_property: Callable[[str, object], None], request: pytest.FixtureRequest
) -> None:
    """On a machine that does not give the level this fails: it must not pass unseen."""
    level, situation = SITUATIONS[where]
    expected = [name for name, attack in ALL.items() if level in attack.levels]
    if situation and os.geteuid() != 0:
        pytest.skip("an ordinary account is in the first two situations already")
    if situation and not request.config.getoption("--nightly"):
        expected = expected[::SAMPLE]
    found = ran(level, names=expected, situation=situation)
    record_property("told", f"{len(found)} attacks ran at the level {where}")
    assert set(found) == set(expected)
    assert {name: fact["won"] for name, fact in found.items() if fact["won"]} == {}


@pytest.mark.parametrize("level", LEVELS)
def test_no_attack_gains_anything_in_a_notebook(
    level: str, record_property: Callable[[str, object], None], request: pytest.FixtureRequest
) -> None:
    """The same code, run by IPython's shell."""
    expected = [n for n, attack in ALL.items() if level in attack.levels and not attack.notebook]
    if not request.config.getoption("--nightly"):
        expected = expected[::CELLS]
    found = ran(level, names=expected, notebooks=True)
    record_property("told", f"{len(found)} attacks ran in notebooks at the level {level}")
    assert set(found) == set(expected)
    assert {name: fact["won"] for name, fact in found.items() if fact["won"]} == {}


def test_the_table_of_the_document_is_this_one() -> None:
    assert table.written() == table.table(), "run: python -m tests.attacks.table --write"


def test_there_are_many() -> None:
    for level in LEVELS:
        assert sum(level in attack.levels for attack in ALL.values()) >= 60


def proofs(*, nightly: bool) -> Iterator[list[tuple[str, tuple[str, ...], list[Attack]]]]:
    """All attacks, grouped by what their proof switches off, in a few parts.

    Without `--nightly` each group is proved by its first three: every switch is seen to matter.
    """
    groups: dict[tuple[str, tuple[str, ...]], list[Attack]] = defaultdict(list)
    for attack in ALL.values():
        group = groups[attack.proof_level, attack.proof_without]
        if nightly or len(group) < PROVED:
            group.append(attack)
    rows = []
    for (level, without), group in sorted(groups.items(), key=lambda item: item[0]):
        # Memory that one attack took is there for the next.
        alone = [attack for attack in group if attack.wins == "grader_memory"]
        parts = [[attack] for attack in alone]
        parts += [[attack for attack in group if attack not in alone]]
        rows += [(level, without, part) for part in parts if part]
    for part in range(PARTS):
        yield rows[part::PARTS]


@pytest.mark.parametrize("part", range(PARTS))
def test_each_attack_is_real(part: int, request: pytest.FixtureRequest) -> None:
    """With the protection that stops it switched off, it wins: what it says it tries.

    One win shows that it can. An attack that lost on a machine busy with other work (the
    runner's patience is seconds) has its second and third try alone.
    """
    failed = {}
    nightly = request.config.getoption("--nightly")
    for level, without, group in list(proofs(nightly=nightly))[part]:
        found = ran(level, without, [attack.name for attack in group])
        for attack in group:
            tries = [found[attack.name]]
            while len(tries) < TRIES and attack.wins not in tries[-1]["won"]:
                tries.append(ran(level, without, [attack.name])[attack.name])
            if attack.wins not in tries[-1]["won"]:
                failed[attack.name] = (without, tries)
    assert failed == {}
