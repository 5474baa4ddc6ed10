"""Files that lie where a student works, or beside what is handed in, never run in the grader."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.conftest import ROOT, Grader

MODULES = (
    "conftest", "sitecustomize", "usercustomize", "torch", "numpy", "hypothesis", "pytest",
    "msgpack", "typing", "json", "psutil", "checks", "hidden_checks", "grader", "evil",
)  # fmt: skip

SETTINGS = {
    "pytest.ini": "[pytest]\naddopts = -p evil\npython_files = *.py\n",
    "tox.ini": "[pytest]\naddopts = -p evil\n",
    "setup.cfg": "[tool:pytest]\naddopts = -p evil\n",
    "pyproject.toml": '[tool.pytest.ini_options]\naddopts = ["-p", "evil"]\n',
    "evil.pth": "import evil\n",
}


def plant(folder: Path, canary: Path) -> None:
    """Lay out everything that a careless grader would run; each says so in `canary`."""
    folder.mkdir(exist_ok=True)
    for name in MODULES:
        source = f"open({str(canary)!r}, 'a').write('{name} ')\n"
        (folder / f"{name}.py").write_text(source, encoding="utf-8")
    for name, content in SETTINGS.items():
        (folder / name).write_text(content, encoding="utf-8")


@pytest.mark.parametrize("handed_in", ["parameter_count.py", ".", "elsewhere", "elsewhere.file"])
def test_nothing_that_lies_about_runs_in_the_grader(
    grader: Grader, workspace: Path, tmp_path: Path, handed_in: str
) -> None:
    canary = tmp_path / "canary"
    canary.touch()
    plant(workspace, canary)
    plant(workspace / "elsewhere", canary)
    solution = ROOT / "solutions" / "intro" / "parameter_count" / "parameter_count.py"
    for folder in (workspace, workspace / "elsewhere"):
        (folder / solution.name).write_bytes(solution.read_bytes())
    target = handed_in.replace("elsewhere.file", "elsewhere/parameter_count.py")
    ran = grader("check", target, "--course", str(ROOT))
    assert ran.code == 0, ran.out + ran.err
    assert "27 of 27" in ran.out
    assert canary.read_text(encoding="utf-8") == ""
