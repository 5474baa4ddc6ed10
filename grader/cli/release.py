"""`grader release`: the students' bundle, and the grading side."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli.options import CourseOption, LangOption, language
from grader.model.course import Course

if TYPE_CHECKING:
    from grader.authoring.release.folder import Laid


class Platform(StrEnum):
    """Where students' pushes are graded."""

    GITHUB = "github"
    CLASSROOM = "classroom"
    CLASSROOM50 = "classroom50"
    NONE = "none"


def release(
    folder: Annotated[Path, typer.Argument(help="The students' folder: empty, or of a release.")],
    exercise: Annotated[
        list[str] | None, typer.Argument(help="Exercises; all if none is named.")
    ] = None,
    ci: Annotated[
        Platform, typer.Option("--ci", help="What grades students' pushes.")
    ] = Platform.GITHUB,
    grading: Annotated[
        Path | None,
        typer.Option("--grading", help="Also make the grading side, with what is hidden, there."),
    ] = None,
    gradescope: Annotated[
        Path | None, typer.Option("--gradescope", help="Also write the zip for Gradescope.")
    ] = None,
    spec: Annotated[
        str | None,
        typer.Option(
            "--grader",
            help="What pip installs as the grader; else a wheel of this one comes along.",
        ),
    ] = None,
    lang: LangOption = None,
    course: CourseOption = None,
) -> None:
    """Make what students receive, without solutions; and what you grade with.

    Run again, it renews what it made: what anybody changed stays as it is.
    """
    from grader.authoring.release.release import Order
    from grader.authoring.release.release import release as make

    speech = language(lang)
    found = Course.load(course) if course else Course.find(Path.cwd())
    wanted = [found.exercise(name) for name in dict.fromkeys(exercise)] if exercise else None
    done = make(
        Order(
            found,
            wanted or found.exercises,
            student=folder,
            grading=grading,
            gradescope=gradescope,
            ci=ci.value,
            speech=speech,
            spec=spec,
        )
    )
    if not any(e.solution for e in found.exercises):
        from grader.language import text

        told = text(
            "{path} has no solutions: nothing could be looked for in the bundle.", path=found.root
        )
        typer.echo(told.render(speech), err=True)
    _tell(folder, done.student, speech)
    if grading and done.grading:
        _tell(grading, done.grading, speech)
    if done.gradescope:
        typer.echo(done.gradescope)


def _tell(folder: Path, laid: Laid, speech: str) -> None:
    from grader.language import text
    from grader.report import safe

    for name in laid.kept:
        told = text("{path} was changed and stays as it is.", path=folder / name)
        typer.echo(safe.line(told.render(speech)))
    for held in laid.held:
        told = text(
            "{path} installs {wheel}, of an earlier release, which stays for it. For the grader of "
            "this release, put this line there instead: {line}",
            path=folder / held.by,
            wheel=held.wheel,
            line=held.line,
        )
        typer.echo(safe.line(told.render(speech)))
    told = text(
        "{path}: {written} written, {removed} removed, {kept} kept.",
        path=folder,
        written=len(laid.written),
        removed=len(laid.removed),
        kept=len(laid.kept),
    )
    typer.echo(safe.line(told.render(speech)))


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(release)
