"""`grader verify`, `grader stub`, `grader new`: for those who write exercises."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NoReturn

import typer

from grader.cli import exits
from grader.cli.options import CourseOption, LevelOption
from grader.model.course import Course

if TYPE_CHECKING:
    from grader.sandbox.policy import Level


def _course(path: Path | None) -> Course:
    return Course.load(path) if path else Course.find(Path.cwd())


def verify(
    exercise: Annotated[
        list[str] | None, typer.Argument(help="Exercises; all if none is named.")
    ] = None,
    only: Annotated[
        list[str] | None,
        typer.Option(
            "--only",
            help="A file to look at alone: stub, reference, or a variant's or mistake's name.",
        ),
    ] = None,
    mutants: Annotated[
        bool,
        typer.Option(
            "--mutants", help="Prove instead that the checks see each small change of a reference."
        ),
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs", min=1, help="Processes that grade mutants; one for each CPU if not given."
        ),
    ] = None,
    level: LevelOption = None,
    course: CourseOption = None,
) -> None:
    """Prove that exercises grade rightly: stub, reference, variants, mistakes."""
    if mutants:
        if only:
            raise typer.BadParameter("has no meaning with --mutants", param_hint="--only")
        _verify_mutants(_course(course), exercise or (), jobs, level.value if level else None)
    from grader.authoring.verify import Proof
    from grader.authoring.verify import verify as prove

    found = _course(course)
    exercises = [found.exercise(name) for name in exercise] if exercise else list(found.exercises)

    def show(proof: Proof) -> None:
        if proof.problem is None:
            typer.echo(f"  ok    {proof.exercise:16} {proof.kind:9} {proof.name}")
        else:
            typer.echo(f"  WRONG {proof.exercise:16} {proof.kind:9} {proof.name}: {proof.problem}")

    proofs = prove(exercises, show, only=only or (), level=level.value if level else None)
    if not proofs:
        raise typer.BadParameter(
            f"no file is called {', '.join(only or ())!r}", param_hint="--only"
        )
    wrong = sum(proof.problem is not None for proof in proofs)
    typer.echo(f"{len(proofs) - wrong} of {len(proofs)} hold.")
    raise typer.Exit(exits.FAILED if wrong else exits.PASSED)


def _verify_mutants(
    course: Course, names: Sequence[str], jobs: int | None, level: Level | None
) -> NoReturn:
    from grader.authoring.mutants import Finding, prove_mutants

    exercises = [course.exercise(name) for name in names] if names else course.exercises
    shown = sys.stderr.isatty()

    def progress(ident: str, done: int, count: int) -> None:
        if shown:
            typer.echo(f"\r\x1b[K{ident} {done}/{count}", err=True, nl=False)

    def show(finding: Finding) -> None:
        if shown:
            typer.echo("\r\x1b[K", err=True, nl=False)
        for wrong in finding.wrong:
            typer.echo("  WRONG " + wrong.replace("\n", "\n      "))
        typer.echo(
            f"{finding.exercise}: {finding.mutants} mutants, {finding.killed} killed, "
            f"{finding.equivalent} equivalent, {finding.seconds:.1f} s"
        )

    affinity = getattr(os, "sched_getaffinity", None)
    count = jobs or (len(affinity(0)) if affinity else os.cpu_count() or 1)
    start = time.monotonic()
    findings = prove_mutants(course, exercises, show, jobs=count, level=level, progress=progress)
    wrong = sum(bool(finding.wrong) for finding in findings)
    took = time.monotonic() - start
    typer.echo(f"{len(findings) - wrong} of {len(findings)} hold, after {took:.0f} s.")
    raise typer.Exit(exits.FAILED if wrong else exits.PASSED)


def table(
    document: Annotated[
        Path, typer.Argument(help="A Markdown file with the marks of the table in it.")
    ],
    course: CourseOption = None,
) -> None:
    """Write into a document what `verify` and `verify --mutants` have proved of every exercise.

    It counts; the tests run the proofs.
    """
    from grader.authoring.table import renewed, row
    from grader.errors import UsageError
    from grader.language import text

    if not document.is_file():
        raise UsageError(text("{path} is not a file.", path=document))
    before = document.read_text(encoding="utf-8")
    after = renewed(before, [row(one) for one in _course(course).exercises])
    document.write_text(after, encoding="utf-8")
    typer.echo(f"{document}")


def stub(
    exercise: Annotated[
        list[str] | None, typer.Argument(help="Exercises; all if none is named.")
    ] = None,
    course: CourseOption = None,
) -> None:
    """Write the students' stubs anew from the references, as files and as notebooks."""
    from grader.authoring.notebook_stub import notebook_stubs
    from grader.authoring.stub import make_stub
    from grader.errors import UsageError
    from grader.language import text
    from grader.model.source import read_source

    found = _course(course)
    for one in [found.exercise(name) for name in exercise] if exercise else found.exercises:
        if one.reference is None:
            raise UsageError(
                text("{id} has no reference here, which its stub is made from.", id=one.id)
            )
        source = make_stub(read_source(one.reference))
        for path, content in {one.stub: source, **notebook_stubs(one, source)}.items():
            path.write_text(content, encoding="utf-8", newline="")
            typer.echo(f"{path}")


def fingerprints(
    exercise: Annotated[
        list[str] | None, typer.Argument(help="Exercises; all if none is named.")
    ] = None,
    course: CourseOption = None,
) -> None:
    """Write anew what each mistake shows, so that a desk without them can name them."""
    from grader.authoring.fingerprints import write_fingerprints

    found = _course(course)
    exercises = [found.exercise(name) for name in exercise] if exercise else list(found.exercises)
    for path in write_fingerprints(exercises):
        typer.echo(f"{path}")


def new(
    name: Annotated[str, typer.Argument(help="The new exercise's name, such as batch_norm.")],
    track: Annotated[str, typer.Option("--track", help="The folder that it joins.")] = "intro",
    course: CourseOption = None,
) -> None:
    """Begin a new exercise: small, complete, and green by `grader verify`.

    Outside of a course, a course begins in this folder.
    """
    from grader.authoring.fingerprints import write_fingerprints
    from grader.authoring.new import new_exercise

    # Never in the course that came with the grader: that is nobody's to write to.
    found = Course.load(course) if course else Course.begin(Path.cwd())
    for path in new_exercise(found, name, track):
        typer.echo(f"{path}")
    for path in write_fingerprints([Course.load(found.root).exercise(name)]):
        typer.echo(f"{path}")
    typer.echo(f"Write yours in their place, then prove it with: grader verify {name}")


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command()(verify)
    app.command()(stub)
    app.command()(fingerprints)
    app.command()(table)
    app.command()(new)
