"""What the grading step of a released workflow costs over the same check at a desk.

    python benchmarks/ci.py [--rounds 5] [EXERCISE ...]

A bundle is released, the references are put where students work, and two commands are run in it in
turns: `grader check`, and the last step of the bundle's workflow as it stands, with the files that
GitHub gives to a step.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from timing import in_turns, machine

from grader.model.course import Course

ROOT = Path(__file__).resolve().parents[1]
EXERCISES = ("parameter_count", "training")


def step(workflow: Path) -> str:
    """Return the last command of a workflow: a line `run: ...`."""
    lines = workflow.read_text(encoding="utf-8").splitlines()
    return [line.partition("run: ")[2] for line in lines if line.strip().startswith("run: ")][-1]


def main() -> None:
    """Measure, and print a table."""
    parser = argparse.ArgumentParser(description="What does the step of a workflow cost?")
    parser.add_argument("exercises", nargs="*", default=EXERCISES)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    course = Course.load(ROOT)
    own = Path(sys.executable).parent
    with tempfile.TemporaryDirectory() as given:
        bundle = Path(given, "bundle")
        release = [own / "grader", "release", bundle, *options.exercises, "--course", ROOT]
        subprocess.run(release, check=True, stdout=subprocess.DEVNULL)
        for name in options.exercises:
            reference = course.exercise(name).reference
            assert reference
            shutil.copy(reference, bundle / name / f"{name}.py")
        command = step(bundle / ".github" / "workflows" / "grade.yml")
        files = {name: str(Path(given, name)) for name in ("GITHUB_STEP_SUMMARY", "GITHUB_OUTPUT")}
        desk = {**os.environ, "PATH": f"{own}{os.pathsep}{os.environ['PATH']}"}
        ci = {**desk, **files, "CI": "true", "GITHUB_WORKSPACE": str(bundle)}

        def run(line: str, environment: dict[str, str]) -> None:
            subprocess.run(
                ["bash", "-e", "-c", line],
                check=True,
                cwd=bundle,
                env=environment,
                stdout=subprocess.DEVNULL,
            )

        seconds = in_turns(
            {"desk": lambda: run("grader check", desk), "step": lambda: run(command, ci)},
            options.rounds,
        )
    print(machine())
    print()
    print(f"| {' and '.join(options.exercises)}, median of {options.rounds} | s | ratio |")
    print("|---|---|---|")
    print(f"| `grader check` at a desk | {seconds['desk']:.2f} | |")
    ratio = seconds["step"] / seconds["desk"]
    print(f"| `{command}` | {seconds['step']:.2f} | {ratio:.2f} (target: at most 2) |")


if __name__ == "__main__":
    main()
