"""Programs that judge files which no test can run: they come with the `dev` extra."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml


def lint(
    name: str, *arguments: str | Path, stdin: str | None = None
) -> subprocess.CompletedProcess[str]:
    """Run a linter of this environment, and return what it found."""
    places = [str(Path(sys.executable).parent), os.environ.get("PATH", "")]
    binary = shutil.which(name, path=os.pathsep.join(places))
    if binary is None:
        pytest.fail(f"this test needs {name}: pip install -c constraints.txt -e '.[dev]'")
    return subprocess.run(
        [binary, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=300,
        check=False,
    )


def workflow_problems(path: Path) -> list[str]:
    """Return what three linters have against a workflow: its form, its safety, its shell."""
    found = []
    for name, *options in (
        ("check-jsonschema", "--builtin-schema", "vendor.github-workflows"),
        ("zizmor", "--offline", "--no-progress", "--persona=pedantic"),
    ):
        ran = lint(name, *options, path)
        if ran.returncode:
            found.append(f"{name}: {ran.stdout}{ran.stderr}")
    for title, shell in run_steps(path):
        # GitHub starts a step's bash with these options.
        ran = lint("shellcheck", "--shell=bash", "-", stdin=f"set -eo pipefail\n{shell}")
        if ran.returncode:
            found.append(f"{title}: {ran.stdout}{ran.stderr}")
    return found


def run_steps(path: Path) -> Iterator[tuple[str, str]]:
    """Return the name and the shell of each step that runs one."""
    workflow: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    for job in workflow["jobs"].values():
        for step in job["steps"]:
            if "run" in step:
                yield step.get("name", "?"), step["run"]
