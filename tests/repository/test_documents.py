"""What the documents claim is true."""

from __future__ import annotations

import ast
import re
import shlex
from pathlib import Path

import pytest

from grader.authoring.table import renewed, row
from grader.cli import exits
from grader.model.course import Course
from tests.conftest import Grader

ROOT = Path(__file__).resolve().parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def command(name: str) -> str:
    match = re.search(rf"<!-- command: {name} -->\n```sh\n(.+)\n```", README)
    assert match, name
    return match[1]


def test_the_gate_runs_the_readmes_own_test_command() -> None:
    script = (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "readme_command test" in script
    assert ".venv/bin/pytest" in command("test")
    assert "pytest" not in script.replace("readme_command", "").split("+ ruff")[0]


def test_both_commands_are_pinned() -> None:
    for name in ("try", "test"):
        assert "-c constraints.txt" in command(name)


def test_the_readmes_commands_exist(grader: Grader) -> None:
    shown = grader("--help").out
    for block in re.findall(r"```sh\n(.*?)```", README, re.DOTALL):
        for line in block.splitlines():
            words = shlex.split(line, comments=True)
            if words[:1] == ["grader"]:
                assert re.search(rf"^  {words[1]}\b", shown, re.MULTILINE), line


def test_options_that_the_readme_names_exist(grader: Grader) -> None:
    shown = grader("check", "--help").out
    for option in set(re.findall(r"`(--[a-z-]+)", README)):
        assert option in shown, option


def test_the_readmes_exit_codes_are_the_programs() -> None:
    table = {int(code) for code in re.findall(r"^\| (\d) \|", README, re.MULTILINE)}
    assert table == {
        exits.PASSED,
        exits.FAILED,
        exits.INTERRUPTED,
        exits.INTERNAL,
        exits.USAGE,
        exits.NOTHING,
    }


def claims() -> set[str]:
    """Checks in the course that rest on a claim, from their source."""
    found = set()
    for path in ROOT.glob("*/intro/*/*checks.py"):
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef):
                continue
            for decorator in node.decorator_list:
                if isinstance(decorator, ast.Call) and any(
                    keyword.arg == "evidence"
                    and isinstance(keyword.value, ast.Constant)
                    and keyword.value.value == "claim"
                    for keyword in decorator.keywords
                ):
                    found.add(f"{path.parent.name}/{node.name}")
    return found


def test_security_lists_every_claim() -> None:
    text = (ROOT / "SECURITY.md").read_text(encoding="utf-8")
    listed = text.partition("<!-- claims -->")[2].partition("<!-- /claims -->")[0]
    assert set(re.findall(r"^- `([\w/]+)`", listed, re.MULTILINE)) == claims()


def test_the_table_of_exercises_is_true() -> None:
    rows = [row(exercise) for exercise in Course.load(ROOT).exercises]
    text = (ROOT / "docs" / "exercises.md").read_text(encoding="utf-8")
    assert renewed(text, rows) == text, "run: grader table docs/exercises.md"
    assert min(one.variants for one in rows) >= 8


@pytest.mark.parametrize(
    "document",
    [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
        "docs/checks.md",
        "docs/class.md",
        "docs/exercises.md",
        "docs/notebooks.md",
    ],
)
def test_links_and_paths_lead_somewhere(document: str) -> None:
    text = (ROOT / document).read_text(encoding="utf-8")
    for target in re.findall(r"\]\(([^)#:]+)\)", text):
        assert ((ROOT / document).parent / target).exists(), target


def test_the_architecture_names_every_layer_and_its_files() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8")
    for folder in (ROOT / "grader").iterdir():
        if (folder / "__init__.py").exists():
            assert f"{folder.name}/" in text, folder.name
    for path in re.findall(r"`(\w+/\w+\.py)`", text):
        assert (ROOT / "grader" / path).exists(), path


def test_constraints_pin_torch() -> None:
    assert "torch==2.13.0" in (ROOT / "constraints.txt").read_text(encoding="utf-8")


def test_the_readmes_sample_is_what_the_command_prints(grader: Grader) -> None:
    match = re.search(r"<!-- output: (.+) -->\n```text\n(.+?)\n```", README, re.DOTALL)
    assert match
    ran = grader(*match[1].split(), cwd=ROOT, env={"COLUMNS": "90"})
    assert ran.out.rstrip("\n") == match[2]
