"""`grader check` in a new process, against the imports that it can't do without."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from timing import in_turns, machine

ROOT = Path(__file__).resolve().parents[1]
GRADER = str(Path(sys.executable).with_name("grader"))
PAIRS = {
    "parameter_count": "import torch",
    "training": "import torch; torch.optim.SGD([torch.nn.Parameter(torch.ones(1))])",
}
ROUNDS = 7


def command(*arguments: str, folder: str) -> Callable[[], object]:
    """A command to time."""

    def run() -> None:
        subprocess.run(arguments, cwd=folder, check=True, stdout=subprocess.DEVNULL)

    return run


def main() -> None:
    """Print a table."""
    print(machine())
    print()
    print("| command | median s | bare import, median s | difference s (target: at most 0.5) |")
    print("|---|---|---|---|")
    for name, bare in PAIRS.items():
        with tempfile.TemporaryDirectory() as folder:
            shutil.copy(ROOT / "solutions" / "intro" / name / f"{name}.py", folder)
            found = in_turns(
                {
                    "grader": command(GRADER, "check", name, "--course", str(ROOT), folder=folder),
                    "bare": command(sys.executable, "-c", bare, folder=folder),
                },
                ROUNDS,
            )
        difference = found["grader"] - found["bare"]
        print(
            f"| `grader check {name}` | {found['grader']:.2f} | {found['bare']:.2f} "
            f"| {difference:+.2f} |"
        )


if __name__ == "__main__":
    main()
