"""`grader release`: makes both sides, proves that students are told nothing, and lays them out."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from grader.authoring.release.bundle import bundle
from grader.authoring.release.folder import Laid, Layout
from grader.authoring.release.gradescope import gradescope, seed_in
from grader.authoring.release.grading_side import SEED, grading_side, seed_of
from grader.authoring.release.scan import refuse
from grader.authoring.release.secrets import secrets
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
    side, seed = None, ""
    if order.grading is not None:
        seed = seed_of(order.grading / SEED)
        side = grading_side(order.exercises, ci=order.ci, speech=order.speech, spec=order.spec)
    upload = None
    if order.gradescope is not None:
        earlier = seed_in(order.gradescope)
        seed = seed or os.environ.get("GRADER_SEED", "") or earlier
        upload = gradescope(order.exercises, seed, speech=order.speech, spec=order.spec)
    hidden = secrets(order.course, (seed, os.environ.get("GRADER_SEED", "")))
    refuse(files, hidden)
    if side:
        public = "classroom50/autograder/"
        refuse({path: item for path, item in side.items() if path.startswith(public)}, hidden)
    plan = Layout.plan(order.student, "student", files)
    second = Layout.plan(order.grading, "grading", side) if order.grading and side else None
    if second:
        _keep(second.folder / SEED, seed)
    laid = second.lay(step) if second else None
    if order.gradescope and upload:
        _write(order.gradescope, upload)
    return Released(plan.lay(step), laid, order.gradescope)


def _keep(path: Path, seed: str) -> None:
    """Write the seed where none is, for its owner's eyes."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return
    except OSError as error:
        raise UsageError(
            text("{path} can't be written: {reason}.", path=path, reason=error.strerror)
        ) from None
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(f"{seed}\n")


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
