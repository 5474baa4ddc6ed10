"""`grader batch`: grade a class."""

from __future__ import annotations

import os
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli import exits
from grader.cli.options import CourseOption, LangOption, LevelOption, language
from grader.errors import NothingToGrade, UsageError
from grader.language import text
from grader.model.course import Course

if TYPE_CHECKING:
    from grader.gradebook.batch import Batch, Class
    from grader.gradebook.cluster import Cluster
    from grader.gradebook.pool import Pool, Setting
    from grader.language import Text


class Kept(StrEnum):
    """Which of several attempts counts."""

    LATEST = "latest"
    FIRST = "first"
    BEST = "best"


def batch(
    submissions: Annotated[
        Path, typer.Argument(help="The folder or archive with everybody's submissions.")
    ],
    results: Annotated[
        Path, typer.Option("-o", "--output", help="The folder that the gradebook is kept in.")
    ],
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", help="The exercise, where the files' names do not tell."),
    ] = None,
    layout: Annotated[
        str | None,
        typer.Option("--layout", help="folders, flat, classroom, canvas, moodle or gradescope."),
    ] = None,
    roster: Annotated[
        Path | None, typer.Option("--roster", help="A CSV file of everybody who should be there.")
    ] = None,
    late: Annotated[
        Path | None, typer.Option("--late", help="A TOML file with the policy for late work.")
    ] = None,
    keep: Annotated[
        Kept, typer.Option("--keep", help="Which of several attempts counts.")
    ] = Kept.LATEST,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="How many are graded side by side.")
    ] = None,
    cluster: Annotated[
        str | None, typer.Option("--cluster", help="The address of a Dask scheduler.")
    ] = None,
    force: Annotated[
        bool, typer.Option("--force", help="Grade everything again, also what did not change.")
    ] = False,
    replace_: Annotated[
        bool,
        typer.Option(
            "--replace",
            help="Read another folder into this gradebook, though most of its works are not there.",
        ),
    ] = False,
    seed: Annotated[
        str | None,
        typer.Option("--seed", help="What the inputs are derived from; else GRADER_SEED, or 0."),
    ] = None,
    unsandboxed: Annotated[
        bool,
        typer.Option("--allow-unsandboxed", help="Grade also where there are no walls."),
    ] = False,
    level: LevelOption = None,
    lang: LangOption = None,
    course: CourseOption = None,
) -> None:
    """Grade everybody's submissions; what is interrupted goes on with the same command.

    Exit codes: 0 all that could be read is graded, 2 interrupted, or changed meanwhile, 3 some
    marks are broken, 4 wrong usage, 5 nothing to grade.
    """
    from grader.cli.batch_view import BatchView
    from grader.gradebook.batch import Batch, setting
    from grader.gradebook.keys import Keys, devices_here
    from grader.gradebook.store import Gradebook
    from grader.grading.grading import DEFAULT_SEED

    speech = language(lang)
    found = Course.load(course) if course else Course.find(Path.cwd())
    secret = _given(seed) or _seed_around() or DEFAULT_SEED
    people = _class(found, submissions, exercise, layout, roster, late)
    width = jobs or os.cpu_count() or 1
    options = {"keep": keep.value, "jobs": width, "cluster": cluster or "", "level": level or ""}
    with (
        _connected(cluster) as far,
        Gradebook(results, make=True) as book,
        BatchView(speech) as view,
    ):
        keys = Keys(secret, far.devices() if far else devices_here())
        run = Batch(found, people, book, keys, source=submissions)
        run.prepare(options, keep.value, force=force, replace_=replace_)
        what = setting(
            found,
            run,
            seed=secret,
            level=level.value if level else "",
            language=speech,
            unsandboxed=unsandboxed,
        )
        pool = _pool(found, run, what, width, far)
        try:
            summary = run.run(pool, view)
        except BaseException:
            if pool:
                pool.kill()
            view.stopped(run.summary)
            raise
        if pool:
            pool.close()
    view.summary(summary, results, people.notes)
    if summary.broken:
        raise typer.Exit(exits.INTERNAL)
    if not people.attempts:
        raise NothingToGrade(
            text(
                "There is nothing to grade in {path}; all of the roster are missing.",
                path=submissions,
            )
        )
    raise typer.Exit(exits.INTERRUPTED if summary.changed else exits.PASSED)


def _given(seed: str | None) -> str | None:
    if seed is not None and not seed.strip():
        raise UsageError(text("The seed after --seed is empty. Give one, or leave the option out."))
    return seed


def _seed_around() -> str | None:
    """Return the environment's seed.

    Raises:
        UsageError: it is there, and empty: a secret that was forgotten must not become the seed
            that everybody knows.
    """
    seed = os.environ.get("GRADER_SEED")
    if seed is not None and not seed.strip():
        raise UsageError(
            text(
                "The environment variable GRADER_SEED is empty. Give it the seed (is the secret "
                "set, the file there?), or unset it to grade with the public seed."
            )
        )
    return seed


def _class(
    course: Course,
    source: Path,
    exercise: str | None,
    layout: str | None,
    roster: Path | None,
    late: Path | None,
) -> Class:
    from grader.gradebook.batch import Class
    from grader.gradebook.layouts import read_class

    attempts = read_class(course, source, exercise=exercise, layout=layout)
    policy = None
    if late:
        from grader.gradebook.late import read_policy

        policy = read_policy(late, known=[e.id for e in course.exercises])
    candidates = [course.exercise(exercise)] if exercise else course.exercises
    assigned = [one.id for one in candidates] if len(candidates) == 1 else []
    found = Class(attempts, {}, (), policy, assigned=assigned)
    if roster:
        from grader.gradebook.matching import match, with_groups
        from grader.gradebook.roster import read_roster

        notes: list[Text] = []
        known = read_roster(roster, notes)
        attempts = with_groups(attempts, known)
        matched = match(attempts, known)
        notes += matched.notes
        found = replace(
            found, attempts=attempts, people=matched.people, missing=matched.missing, notes=notes
        )
    if policy:
        found = replace(found, notes=(*found.notes, *policy.strange(found)))
    return found


def _connected(address: str | None) -> AbstractContextManager[Cluster | None]:
    if not address:
        return nullcontext()
    from grader.gradebook.cluster import Cluster

    return Cluster(address)


def _pool(
    course: Course, run: Batch, what: Setting, jobs: int, cluster: Cluster | None
) -> Pool | None:
    """Return who grades, or tells of what the gradebook does not know yet; None: nobody has to."""
    from grader.gradebook.pool import LocalPool

    if not run.exercises:
        return None
    if cluster:
        from grader.gradebook.cluster import ClusterPool

        return ClusterPool(what, course, cluster)
    return LocalPool(what, min(jobs, max(run.left, 1)))


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(batch)
