"""A hostile submission: its file, and what its header says."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).with_name("submissions")
LEVELS = ("full", "restricted")
WINS = (
    "claim",  # attack() returns something true: it has seen its success itself
    "flag",  # the secret is found in what came back
    "points",  # a hidden check passed
    "touched",  # a file outside was changed or made
    "connected",  # one of the lab's listeners was reached
    "victim",  # another process was killed, stopped or traced
    "survivor",  # a process outlived its session
    "neighbour",  # another submission's result changed
    "hung",  # the grader did not come back
    "grader_memory",  # the grader took much more memory
    "printed",  # the report's text carries commands or control characters
)


@dataclass(frozen=True, slots=True)
class Attack:
    """One file of `submissions/`."""

    name: str
    source: str
    tries: str
    exercise: str
    wins: str
    stopped_by: tuple[str, ...]
    levels: tuple[str, ...]
    proof_level: str
    proof_without: tuple[str, ...]
    notebook: bool
    """Whether it is a notebook, with `# %%` above each cell."""

    @classmethod
    def read(cls, path: Path) -> Attack:
        """Read a file and its header: TOML in a comment block that begins with `# /// attack`."""
        source = path.read_text(encoding="utf-8")
        lines = source.splitlines()
        begin = lines.index("# /// attack") + 1
        end = lines.index("# ///", begin)
        header = tomllib.loads("\n".join(line[2:] for line in lines[begin:end]))
        proof = header.pop("proof")
        attack = cls(
            name=path.stem,
            source=source,
            tries=header.pop("tries"),
            exercise=header.pop("exercise", "vault"),
            wins=header.pop("wins"),
            stopped_by=tuple(header.pop("stopped_by")),
            levels=tuple(header.pop("levels", LEVELS)),
            proof_level=proof.pop("level", "restricted"),
            proof_without=tuple(proof.pop("without")),
            notebook=header.pop("notebook", False),
        )
        if header or proof or attack.wins not in WINS or not set(attack.levels) <= set(LEVELS):
            raise ValueError(f"{path}: the header is wrong: {header} {proof} {attack.wins}")
        return attack

    def filled(self, values: Mapping[str, str]) -> str:
        """The source with `@NAME@` replaced by what the lab gives away: attackers know a lot."""
        source = self.source
        for name, value in values.items():
            source = source.replace(f"@{name}@", value)
        return source


def cells(source: str) -> list[str]:
    """The cells of an attack: what stands between lines `# %%`."""
    return re.split(r"(?m)^# %%\n", source)


def attacks() -> Iterator[Attack]:
    """All of them, by name."""
    for path in sorted(FOLDER.glob("*.py")):
        yield Attack.read(path)
