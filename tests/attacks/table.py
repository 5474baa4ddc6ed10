"""The table of attacks in `SECURITY.md`.

python -m tests.attacks.table        # prints it
python -m tests.attacks.table --write
"""

from __future__ import annotations

import sys
from pathlib import Path

from tests.attacks.attack import attacks

DOCUMENT = Path(__file__).resolve().parents[2] / "SECURITY.md"
BEGIN, END = "<!-- attacks -->\n", "<!-- /attacks -->"

WITHOUT = {
    "namespaces": "namespaces",
    "landlock": "Landlock",
    "seccomp": "seccomp",
    "limits": "resource limits",
    "environment": "the empty environment",
    "descriptors": "the closing of descriptors",
    "capabilities": "the dropping of capabilities",
    "processes": "the PID namespace",
    "sweep": "the adoption of orphans",
    "deadlines": "deadlines",
    "seed": "the seed's secrecy",
    "boundary": "the separate process",
    "fresh": "a process for each submission",
    "names": "plain names for exceptions",
    "verdicts": "verdicts on the trusted side",
    "claims": "verdicts that rest on no probe",
    "shown": "the cap on what a report shows",
    "unsteady": "the failure of what is unsteady",
    "shapes": "shapes compared before anything is converted",
    "copies": "checks of tensors in their place",
    "numbers": "the numbers of replies",
    "caps": "the caps on frames",
    "plain": "plain data",
    "weights": "weights loaded in a process of their own",
    "output": "the cap on output",
    "text": "the escaping of texts",
}


def table() -> str:
    """One row an attack: what it tries, what stops it, and without what it succeeds."""
    rows = ["| attack | tries | stopped by | succeeds without |", "|---|---|---|---|"]
    for attack in attacks():
        only = "" if len(attack.levels) > 1 else f" (held at {attack.levels[0]} alone)"
        without = ", ".join(WITHOUT[name] for name in attack.proof_without)
        stopped = ", ".join(attack.stopped_by)
        rows.append(f"| `{attack.name}` | {attack.tries}{only} | {stopped} | {without} |")
    return "\n".join(rows) + "\n"


def written() -> str:
    """What stands in the document."""
    return DOCUMENT.read_text(encoding="utf-8").split(BEGIN, 1)[1].split(END, 1)[0]


if __name__ == "__main__":
    if "--write" in sys.argv:
        document = DOCUMENT.read_text(encoding="utf-8")
        DOCUMENT.write_text(document.replace(BEGIN + written(), BEGIN + table()), encoding="utf-8")
    else:
        print(table(), end="")
