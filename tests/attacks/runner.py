"""Runs attacks in a process of its own, as a grader would; prints one JSON line for each.

    python -m tests.attacks.runner --level full [--without landlock,seccomp] [ATTACK ...]

`--notebooks` hands all of them in as cells of notebooks, which some are anyway.
`--without` switches protections off, for proofs: names of `grader.student.lockdown.Walls.without`,
names of `SWITCHES` below, or `boundary`: everything in one process, as in `naive.py`.
"""

from __future__ import annotations

import argparse
import contextlib
import faulthandler
import json
import os
import re
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest import mock

from grader.checks import collect, reference
from grader.checks.suite import Suite
from grader.grading.grading import Grading
from grader.grading.locate import read
from grader.model.course import Course
from grader.model.report import ExerciseResult
from grader.model.submission import Submission
from grader.report.json_format import to_json
from grader.sandbox import watch
from grader.sandbox.zygote import Zygote
from tests.attacks.attack import Attack, attacks, cells
from tests.attacks.lab import Lab
from tests.attacks.switches import SWITCHES, WALLS
from tests.fakes.notebooks import book, written

HUNG_S = 90
"""By the clock, on a loaded machine: no attack may hold the grader for this long. Deadlines of the
lab's exercises are a few seconds."""
PROVED_HUNG_S = 6
"""The same where a proof has switched the deadlines off, and nothing else would end it."""


AGAIN = 6
"""So often the lab kills what is at work, before it gives up on the grader itself."""

NAIVE = Path(__file__).with_name("naive.py")


def main() -> None:
    """Run what the command line names."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--level", required=True)
    parser.add_argument("--without", default="")
    parser.add_argument("--notebooks", action="store_true")
    parser.add_argument("attacks", nargs="*")
    asked = parser.parse_args()
    without = tuple(name for name in asked.without.split(",") if name)
    chosen = [a for a in attacks() if not asked.attacks or a.name in asked.attacks]
    chosen = [replace(a, notebook=True) for a in chosen] if asked.notebooks else chosen
    if not asked.attacks and not without:
        chosen = [a for a in chosen if asked.level in a.levels]
    # What never comes back is waited for by the clock: here not as long as for honest code.
    watch.BACKSTOP = (1.0, 1.5)
    faulthandler.dump_traceback_later(HUNG_S * max(4, len(chosen)), exit=True)
    with tempfile.TemporaryDirectory(prefix="torchgrade-lab-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        (folder / "tmp").mkdir()
        (folder / "tmp").chmod(0o711)
        tempfile.tempdir = str(folder / "tmp")
        with Lab.open(folder, patient=bool(without)) as lab:
            if "boundary" in without:
                for attack in chosen:
                    tell(attack, asked.level, naive(lab, attack))
            else:
                run(lab, chosen, asked.level, without)


def tell(attack: Attack, level: str, facts: dict[str, Any]) -> None:
    """Print a result."""
    print(json.dumps({"attack": attack.name, "level": level, **facts}), flush=True)


def run(lab: Lab, chosen: Sequence[Attack], level: str, without: tuple[str, ...]) -> None:
    """Grade all of them with one warm zygote, and a harmless neighbour after each."""
    course = Course.load(lab.course)
    # A secret seed, as where marks count; an attack on the public one switches it off.
    seed = "0" if "seed" in without else secrets.token_hex(8)
    # The lab's exercises load nothing slow: pytest's plugin collects the checks of all four.
    shell = ["grader.student.notebook.shell"] if any(attack.notebook for attack in chosen) else []
    launcher = Zygote(shell, level=level, without=[name for name in without if name in WALLS])
    if any("@RECORDED@" in attack.source for attack in chosen):
        lab.recorded = repr(recorded(course, launcher))

    def use(collected: Suite) -> None:
        bench = Grading(collected, launcher)
        neighbours = {
            e.id: bench.grade(e, Submission.read(e.reference)).score for e in course.exercises
        }
        assert all(score == 10 for score in neighbours.values()), neighbours
        for attack in chosen:
            tell(attack, level, one(lab, bench, launcher, course, attack, without))

    with contextlib.ExitStack() as stack:
        for name in without:
            if name in SWITCHES:
                stack.enter_context(SWITCHES[name]())
        try:
            collect.run(course.exercises, launcher, use, seed=seed)
        finally:
            launcher.close()


def recorded(course: Course, launcher: Zygote) -> dict[int, int]:
    """What the reference answers where the seed is the public one: somebody has taken it down."""
    exercise = course.exercise("vault")
    assert exercise.reference
    module: Any = reference._load(exercise.reference)
    answer, answers = module.answer, {}

    def noted(number: int) -> int:
        answers[number] = answer(number)
        return answers[number]

    def use(collected: Suite) -> None:
        Grading(collected, launcher).grade(exercise, Submission.read(exercise.reference))

    before = set(sys.modules)
    with mock.patch.object(module, "answer", noted):
        collect.run([exercise], launcher, use, seed="0")
    # The checks are imported anew for the run that counts: this one has left its marks on them.
    for name in set(sys.modules) - before:
        if str(getattr(sys.modules[name], "__file__", "")).startswith(str(course.root)):
            del sys.modules[name]
    return answers


def submitted(lab: Lab, attack: Attack) -> Path:
    """Hand it in: as a file, or as a notebook."""
    name = f"{attack.exercise}.{'ipynb' if attack.notebook else 'py'}"
    path = lab.folder / "submitted" / name
    path.parent.mkdir(exist_ok=True)
    source = attack.filled(lab.given_away(attack.exercise))
    if attack.notebook:
        return written(path, book(*cells(source)))
    path.write_text(source, encoding="utf-8")
    return path


def one(
    lab: Lab,
    bench: Grading,
    launcher: Zygote,
    course: Course,
    attack: Attack,
    without: tuple[str, ...],
) -> dict[str, Any]:
    """Grade one hostile submission, and look around."""
    patience = PROVED_HUNG_S if "deadlines" in without else HUNG_S
    exercise = course.exercise(attack.exercise)
    lab.revive()
    path = submitted(lab, attack)
    assert exercise.reference
    launcher.wait_ready()
    zygote = launcher._process.pid
    watched = lab.watch()
    started = time.monotonic()

    hung = 0

    def give_up(*_: object) -> None:
        nonlocal hung
        hung += 1
        if hung <= AGAIN:  # it may be the attack that is at work: then this ends it
            examined = bench._suite._examiner.bench
            for session in (examined._session, *examined._extra):
                if session:
                    session._process.kill()
            signal.alarm(patience)
            return
        tell(attack, launcher.level, {"won": {"hung": f"{patience} s"}, "said": []})
        launcher._process.kill()
        lab.victim.kill()
        shutil.rmtree(lab.folder, ignore_errors=True)
        os._exit(0)

    signal.signal(signal.SIGALRM, give_up)
    signal.alarm(patience)
    result = bench.grade(exercise, read(exercise, path))
    signal.alarm(0)
    seconds = time.monotonic() - started
    won = watched.found(same_zygote=launcher._process.pid == zygote)
    won |= {"hung": f"{hung} times {patience} s"} if hung else {}
    won |= gained(lab, bench, result)
    if launcher._process.pid != zygote or not launcher.alive():
        won["victim"] = "the zygote was ended"
    if attack.wins == "printed":
        words = commands(printed(lab, launcher.level, path, without))
        won |= {"printed": words} if words else {}
    neighbour = bench.grade(exercise, Submission.read(exercise.reference))
    if neighbour.score != 10:
        won["neighbour"] = f"{neighbour.score} of 10 points"
    return {"won": won, "seconds": round(seconds, 1), "said": said(result)}


def gained(lab: Lab, bench: Grading, result: ExerciseResult) -> dict[str, str]:
    """What the report itself shows of a success."""
    from grader.model.report import Report

    won = {}
    if result.score > 0:
        won["points"] = f"{result.score}"
    if result.broken_points:
        won["broken"] = f"{result.broken_points} points are the grader's fault"
    report = Report((result,), bench.run, {}, {})
    told = to_json(report) + "".join(check.output for check in result.checks)
    if lab.flag in told or lab.flag[::-1] in told:
        won["flag"] = "the secret came back"
    for check in result.checks:
        if check.id.endswith("/is_attacked") and getattr(check.outcome, "received", "") == "True":
            won["claim"] = "attack() says so"
    return won


def printed(lab: Lab, level: str, path: Path, without: tuple[str, ...]) -> str:
    """What the real command prints about a submission, as in a CI's log."""
    start = "from grader.cli.main import run\nrun()"
    if "text" in without:
        start = (
            "from tests.attacks.switches import text\n"
            "with text():\n    from grader.cli.main import run\n    run()"
        )
    ran = subprocess.run(
        [
            *(sys.executable, "-c", start),
            *("check", str(path), "--course", str(lab.course), "--level", level, "--full"),
        ],
        env={**os.environ, "GITHUB_ACTIONS": "true"},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        timeout=HUNG_S,
        check=False,
    )
    return (ran.stdout + ran.stderr).decode("utf-8", "replace")


def commands(shown: str) -> str:
    """The first thing in printed text that a terminal or a CI would obey."""
    found = re.search(r"(?m)[\x00-\x09\x0b-\x1f\x7f-\x9f]|^\s*::|##\[|##vso\[", shown)
    return repr(shown[max(0, found.start() - 40) : found.end() + 40]) if found else ""


def said(result: ExerciseResult) -> list[str]:
    """What the student is told."""
    return [
        f"{check.id.partition('/')[2]}: {type(check.outcome).__name__}: "
        f"{str(getattr(check.outcome, 'message', ''))[:200]}"
        for check in result.checks
    ]


def naive(lab: Lab, attack: Attack) -> dict[str, Any]:
    """Let the attack loose on a grader without a boundary."""
    values = lab.given_away(attack.exercise)
    path = submitted(lab, attack)
    watched = lab.watch()
    won = {}
    try:
        ran = subprocess.run(
            [sys.executable, str(NAIVE), values["REFERENCE"], str(path)],
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return {"won": {"hung": "60 s"}, "said": []}
    words = ran.stdout + ran.stderr
    if ran.returncode == 0 or "SCORE 10/10" in ran.stdout:
        won["points"] = f"exit code {ran.returncode}: {ran.stdout[-100:]}"
    if ran.returncode < 0:
        won["neighbour"] = "nobody after it would be graded: the grader itself is dead"
    if lab.flag in words:
        won["flag"] = "the secret came back"
    if "CLAIM" in ran.stdout:
        won["claim"] = "attack() says so"
    return {"won": won | watched.found(same_zygote=False), "said": [words[-300:]]}


if __name__ == "__main__":
    main()
