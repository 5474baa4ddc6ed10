"""`grader release`: makes both sides, proves that students are told nothing, and lays them out."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.release.bundle import bundle
from grader.authoring.release.copies import copies
from grader.authoring.release.folder import Laid, Layout
from grader.authoring.release.gradescope import gradescope
from grader.authoring.release.grading_side import grading_side
from grader.authoring.release.scan import refuse
from grader.authoring.release.secrets import secrets
from grader.authoring.release.seeds import SEED, keep, searched, seed_for
from grader.authoring.release.wording import CI
from grader.errors import UsageError
from grader.language import text
from grader.model.course import Course
from grader.model.exercise import Exercise


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be released, and where to."""

    course: Course
    exercises: Sequence[Exercise]
    student: Path
    """The students' folder."""
    grading: Path | None = None
    """The folder of the grading side."""
    gradescope: Path | None = None
    """The zip for Gradescope."""
    ci: CI = "github"
    speech: str = "en"
    spec: str | None = None
    """What pip installs as the grader; None for a wheel of this one."""


@dataclass(frozen=True, slots=True)
class Released:
    """What was done."""

    student: Laid
    grading: Laid | None
    gradescope: Path | None


def release(order: Order, step: Callable[[str], None] = lambda _: None) -> Released:
    """Make a release; nothing is written before all of it is made and proved.

    Args:
        order: what, and where to.
        step: is told each path before it is written.

    Raises:
        UsageError: something can't be made or written, or would tell students what is hidden.
    """
    _expect_apart(order)
    if order.ci == "classroom50" and order.grading is None:
        raise UsageError(
            text(
                "--ci classroom50 needs --grading FOLDER too: the autograder for your "
                "organisation's classroom50 repository goes there."
            )
        )
    files = bundle(order.exercises, ci=order.ci, speech=order.speech, spec=order.spec)
    seed = seed_for(order.grading, order.gradescope, os.environ)
    side, upload = None, None
    if order.grading is not None:
        side = grading_side(order.exercises, ci=order.ci, speech=order.speech, spec=order.spec)
    if order.gradescope is not None and seed:
        upload = gradescope(order.exercises, seed, speech=order.speech, spec=order.spec)
    public = "classroom50/autograder/"
    shown = {path: item for path, item in (side or {}).items() if path.startswith(public)}
    hidden = secrets(order.course, searched(seed, os.environ))
    whole = copies(order.course)
    refuse(files, hidden, whole)
    refuse(shown, hidden, whole)
    plan = Layout.plan(order.student, "student", files)
    laid = None
    if order.grading and side and seed:
        second = Layout.plan(order.grading, "grading", side, welcome=(SEED,))
        keep(order.grading, seed)
        laid = second.lay(step)
    if order.gradescope and upload:
        _write(order.gradescope, upload)
    return Released(plan.lay(step), laid, order.gradescope)


def _write(path: Path, content: bytes) -> None:
    fresh = path.with_name(f".{path.name}.new")
    try:
        fresh.write_bytes(content)
        fresh.chmod(0o600)  # the seed and the solutions are in it
        fresh.replace(path)
    except OSError as error:
        raise UsageError(
            text("{path} can't be written: {reason}.", path=path, reason=error.strerror)
        ) from None


def _expect_apart(order: Order) -> None:
    """What is hidden must not come to lie in what is handed out, nor either in the course."""
    student = order.student.resolve()
    for hidden in (order.grading, order.gradescope):
        if hidden and (hidden.resolve() == student or student in hidden.resolve().parents):
            raise UsageError(
                text(
                    "{path} lies in the students' folder, {folder}; name a place outside of it.",
                    path=hidden,
                    folder=order.student,
                )
            )
    if order.grading and order.grading.resolve() in student.parents:
        raise UsageError(
            text(
                "{path} lies in the folder of the grading side, {folder}; name a place outside "
                "of it.",
                path=order.student,
                folder=order.grading,
            )
        )
