"""docs/walkthrough.md is true: its commands are run and its files written, in their order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT

PAGE = (ROOT / "docs" / "walkthrough.md").read_text(encoding="utf-8")
BLOCK = re.compile(
    r"<!-- (run|file|output)(?:: (.+?))? -->\n```\w+\n(.*?)^```$", re.MULTILINE | re.DOTALL
)


class Walk:
    """One who does what the page says, in a folder where nothing of ours is in the way."""

    def __init__(self, folder: Path) -> None:
        self.here = folder / "torchgrade"
        self.here.mkdir()
        for part in ("exercises", "solutions"):
            shutil.copytree(
                ROOT / part, self.here / part, ignore=shutil.ignore_patterns("__pycache__")
            )
        self.summary = folder / "summary.md"
        self._state = folder / "state"
        self.shown = ""

    def write(self, path: str, content: str) -> None:
        (self.here / path).write_text(content, encoding="utf-8")

    def run(self, commands: str, code: int) -> None:
        """Run a block as it stands; a `cd` in it holds for those after it."""
        done = subprocess.run(
            ["bash", "-euo", "pipefail", "-c", f"trap 'pwd >\"$STATE\"' EXIT\n{commands}"],
            cwd=self.here,
            env={
                **{k: v for k, v in os.environ.items() if k not in ("CI", "GRADER_SEED")},
                "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
                "STATE": str(self._state),
                "GITHUB_STEP_SUMMARY": str(self.summary),
                "LC_ALL": "C.UTF-8",
                "COLUMNS": "90",
            },
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=600,
            check=False,
        )
        assert done.returncode == code, (commands, done.stdout, done.stderr)
        self.here = Path(self._state.read_text().strip())
        # A table for spreadsheets begins with a byte order mark.
        self.shown = done.stdout.removeprefix("\ufeff")


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which all of the page was done."""
    folder = tmp_path_factory.mktemp("walk")
    walk = Walk(folder)
    for kind, argument, content in BLOCK.findall(PAGE):
        match kind:
            case "file":
                walk.write(argument, content)
            case "run":
                walk.run(content, int(argument.removeprefix("exit ") or 0))
            case _:
                assert walk.shown == content
    return folder


def test_every_block_of_the_page_is_done(walked: Path) -> None:
    """What is fenced, and not marked, would be a claim that nobody checks."""
    assert len(BLOCK.findall(PAGE)) == PAGE.count("\n```\n") > 15
    assert (walked / "grading" / "results" / "report.html").is_file()


def test_the_step_of_ci_is_the_workflows_own(walked: Path) -> None:
    workflow = yaml.safe_load((walked / "bundle/.github/workflows/grade.yml").read_text())
    last = workflow["jobs"]["grade"]["steps"][-1]["run"].strip()
    assert f"<!-- run: exit 1 -->\n```sh\n{last}\n```" in PAGE


def test_the_summary_reads_like_the_report(walked: Path) -> None:
    summary = (walked / "summary.md").read_text(encoding="utf-8")
    assert "The factor is added. Which operator multiplies every element?" in summary
    assert "**2 of 2 points**" in summary


def test_the_bundle_tells_nothing_of_what_is_hidden(walked: Path) -> None:
    hidden = ("leaves_the_argument_alone", "scales_any_matrix", "t * factor", "mul_ works in place")
    for path in (walked / "bundle").rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not [words for words in hidden if words.encode() in content], path
    grading = (walked / "grading/solutions/intro/scaling/hidden_checks.py").read_text()
    assert "leaves_the_argument_alone" in grading
