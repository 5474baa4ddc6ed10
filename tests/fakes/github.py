"""GitHub, as its `gh` shows it to a workflow: repositories to clone, and what earlier runs kept."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

_GH = """#!/usr/bin/env bash
set -euo pipefail
case "$1 $2" in
  "repo list") cat "$GITHUB/repositories" ;;
  "repo clone")
    cat >/dev/null # a program that reads what it is given
    name=${3##*/}
    mkdir -p "$4/.git/objects"
    if [ -e "$GITHUB/flaky/$name" ]; then rm "$GITHUB/flaky/$name"; echo "$name: no" >&2; exit 1; fi
    cp -R "$GITHUB/clones/$name/." "$4/" ;;
  "run list") ls -r "$GITHUB/runs" ;;
  "run download") cp -R "$GITHUB/runs/$3/$5" "$7" ;;
  *) exit 2 ;;
esac
"""


@dataclass(frozen=True, slots=True)
class GitHub:
    """An organisation called Org; `.../bin/gh` finds it by the variable GITHUB."""

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> GitHub:
        """Begin one without repositories."""
        for name in ("bin", "clones", "flaky", "runs"):
            (folder / name).mkdir(parents=True)
        (folder / "bin" / "gh").write_text(_GH)
        (folder / "bin" / "gh").chmod(0o755)
        (folder / "repositories").touch()
        return cls(folder)

    def repository(self, name: str, *, template: bool = False) -> Path:
        """List one more; it can be cloned once there is something in the folder."""
        with (self.folder / "repositories").open("a") as file:
            file.write(f"{str(template).lower()} Org/{name}\n")
        return self.folder / "clones" / name

    def fails_once(self, name: str) -> None:
        """The first attempt to clone it ends half-way."""
        (self.folder / "flaky" / name).touch()

    def artifact(self, run: int, name: str) -> Path:
        """Where a run's artifact lies."""
        (self.folder / "runs" / str(run)).mkdir()
        return self.folder / "runs" / str(run) / name

    def variables(self, checkout: Path, prefix: str) -> dict[str, str]:
        """What the workflow that grades a class finds set."""
        return {
            "GITHUB": str(self.folder),
            "GITHUB_WORKSPACE": str(checkout),
            "GITHUB_REPOSITORY": f"Org/{prefix}-side",
            "GITHUB_REF_NAME": "main",
            "ORGANISATION": "Org",
            "PREFIX": prefix,
            "GH_TOKEN": "token",
            "ANEW": "false",
            "GRADER_SEED": (checkout / "seed").read_text().strip(),
        }
