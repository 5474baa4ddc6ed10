"""`grader check`: grade, and show it."""

from __future__ import annotations

import functools
import os
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from grader.cli import exits, files, formats, job, progress
from grader.cli.attempts import Attempts
from grader.cli.check_view import View
from grader.cli.options import CourseOption, LangOption, LevelOption, language
from grader.errors import NothingToGrade, UsageError
from grader.model.course import Course
from grader.model.outcome import Broken
from grader.model.report import ExerciseResult, Report

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from grader.checks.cells import Kind
    from grader.cli.files import Shown
    from grader.cli.formats import Formats
    from grader.grading.grading import Grading
    from grader.grading.locate import Portfolio
    from grader.language import Text
    from grader.model.exercise import Exercise
    from grader.model.submission import Submission
    from grader.sandbox.job_time import JobTime
    from grader.sandbox.policy import Level


def check(
    target: Annotated[
        list[str] | None,
        typer.Argument(
            help="Exercises, files, archives or folders; all that was begun here if none is named."
        ),
    ] = None,
    exercise: Annotated[
        str | None,
        typer.Option("--exercise", help="The exercise, where the file's name does not tell."),
    ] = None,
    as_json: Annotated[
        bool,
        typer.Option("--json", help="Print the report as JSON; one line each for several people."),
    ] = False,
    junit: Annotated[
        Path | None, typer.Option("--junit", help="Also write JUnit XML to this file.")
    ] = None,
    csv: Annotated[
        Path | None,
        typer.Option("--csv", help="Also write a row for each check to this file, as CSV."),
    ] = None,
    html: Annotated[
        Path | None,
        typer.Option(
            "--html", help="Also write the report to this file, as a page; - for standard output."
        ),
    ] = None,
    html_fragment: Annotated[
        Path | None,
        typer.Option("--html-fragment", hidden=True, help="The same, for a notebook's output."),
    ] = None,
    formats_asked: Annotated[
        list[str] | None,
        typer.Option(
            "--format",
            metavar="NAME[=FILE]",
            help="Also write a platform's format: github, classroom, classroom50, gradescope or "
            "exercism; to where it looks for it, to FILE, or to standard output (-).",
        ),
    ] = None,
    time_limit: Annotated[
        float | None,
        typer.Option(
            "--time-limit",
            metavar="MINUTES",
            help="Write what there is before the job is this old; the rest was not run.",
        ),
    ] = None,
    lang: LangOption = None,
    seed: Annotated[
        str | None, typer.Option("--seed", help="What the inputs of the checks are derived from.")
    ] = None,
    full: Annotated[
        bool,
        typer.Option(
            "--full", help="Tell every failure in full, hidden ones too: for instructors."
        ),
    ] = False,
    exit_zero: Annotated[
        bool, typer.Option("--exit-zero", help="Exit with 0 even where checks fail.")
    ] = False,
    execute: Annotated[
        bool,
        typer.Option("--execute", help="Run notebooks in a real Jupyter kernel: slower."),
    ] = False,
    feedback: Annotated[
        Path | None,
        typer.Option(
            "--feedback",
            help="Also write a copy of the notebook with the verdicts in it; implies --execute.",
        ),
    ] = None,
    level: LevelOption = None,
    course: CourseOption = None,
) -> None:
    """Grade work: an exercise, a file, an archive, a folder, or all that was begun here.

    Exit codes: 0 all checks passed, 1 some failed, 2 interrupted, 3 the grader failed, 4 wrong
    usage, 5 nothing to grade. With a --format that marks are taken from, 0 says that a result was
    written, whatever it says. With --format github alone, what was not begun and not named does not
    count.
    """
    speech = language(lang)
    to_stdout = str(html) == "-"
    if as_json and to_stdout:
        raise typer.BadParameter("can't go with --json", param_hint="--html -")
    chosen = formats.Formats(
        formats_asked or [], os.environ, Path.cwd(), stdout_taken=as_json or to_stdout
    )
    asked = files.Asked(junit, csv, html, html_fragment, feedback)
    if not chosen.given:  # a platform's result comes before any of them
        asked.expect_folders()
    with job.job_time(time_limit, writes=chosen.given) as time_left:
        portfolios = _found(course, target or [], exercise, chosen, speech)
        if feedback:
            files.expect_one_notebook(portfolios, feedback)
        several = len(portfolios) > 1 or portfolios[0].owner is not None
        quiet = as_json or to_stdout or chosen.prints
        goes_on = chosen.given or bool(asked)
        view = View(
            speech,
            quiet=quiet,
            several=several,
            full=full,
            page=html is not None,
            goes_on=goes_on,
        )
        reports, outputs = _graded(
            portfolios,
            view,
            seed=seed,
            level=level.value if level else None,
            notebooks=_kind(portfolios, execute=execute or feedback is not None),
            time_left=time_left,
            gives_marks=chosen.gives_marks,
        )
        shown = [(owner, r if full else r.redacted()) for owner, r in reports]
        write = functools.partial(
            chosen.write, files.together(shown), _exercises(portfolios), speech, full=full
        )
        # No mark is lost by what is written beside it.
        marks, beside = Attempts(), Attempts()
        marks.make(lambda: write(marks=True))
        if as_json:
            beside.make(lambda: _print_json([r for _, r in shown], speech, several=several))
        elif not quiet:
            beside.make(lambda: view.end(shown))
        beside.make(lambda: write(marks=False))
        asked.write(
            shown,
            lambda: files.feedback(portfolios[0].works[0], shown[0][1], outputs, speech),
            speech,
            beside,
        )
        progress.remember(Path.cwd(), _results(portfolios, reports))
        marks.end()
        _end(beside, chosen, speech)
    ignored = exit_zero or chosen.gives_marks
    raise typer.Exit(exits.PASSED if ignored else _code(portfolios, reports, target or [], chosen))


def _found(
    course: Path | None, targets: list[str], exercise: str | None, chosen: Formats, speech: str
) -> list[Portfolio]:
    from grader.grading.assigned import assigned
    from grader.grading.locate import locate

    known = Course.load(course) if course else Course.find(Path.cwd())
    if not chosen.gives_marks:
        try:
            return locate(known, targets, Path.cwd(), exercise=exercise)
        except UsageError:
            if not chosen.given:
                raise
    # One file that can't be read must not cost the results of all others.
    try:
        return assigned(known, targets, Path.cwd(), exercise=exercise)
    except NothingToGrade as error:
        chosen.write_nothing(error.message, speech)
        if not chosen.gives_marks:
            raise
        # That is a result; whoever reads the job's log learns it as well.
        _tell(error.message, speech)
        raise typer.Exit(exits.PASSED) from None


def _tell(message: Text, speech: str) -> None:
    from grader.report import safe

    typer.echo(safe.log(safe.line(message.render(speech))), err=True)


def _end(beside: Attempts, chosen: Formats, speech: str) -> None:
    """Raise what failed beside the marks; where a platform has those, it is told only."""
    if chosen.gives_marks and isinstance(beside.error, UsageError):
        _tell(beside.error.message, speech)
    elif not isinstance(beside.error, BrokenPipeError):  # nobody listens: all else was done
        beside.end()


def _exercises(portfolios: list[Portfolio]) -> tuple[Exercise, ...]:
    return tuple({e.id: e for portfolio in portfolios for e, _ in portfolio.works}.values())


def _results(
    portfolios: list[Portfolio], reports: Shown
) -> Iterator[tuple[Exercise, Submission, ExerciseResult]]:
    for portfolio, (owner, report) in zip(portfolios, reports, strict=True):
        found = {result.id: result for result in report.exercises}
        if not owner:
            yield from ((e, work, found[e.id]) for e, work in portfolio.works if e.id in found)


def _graded(
    portfolios: list[Portfolio],
    view: View,
    *,
    seed: str | None,
    level: Level | None,
    notebooks: Kind | None,
    time_left: JobTime,
    gives_marks: bool,
) -> tuple[Shown, Mapping[int, str]]:
    from grader.grading.grading import DEFAULT_SEED, grading

    def use(bench: Grading) -> tuple[Shown, Mapping[int, str]]:
        if level is None:
            job.expect_walls(bench.level, os.environ, gives_marks=gives_marks)
        reports = []
        for portfolio in portfolios:
            view.person(portfolio.owner)
            report = bench.report(portfolio.works, view.seen)
            paths = [work.path for _, work in portfolio.works]
            reports.append((portfolio.owner or "", formats.rooted(report, paths, os.environ)))
        return reports, bench.outputs

    with view:
        return grading(
            _exercises(portfolios),
            use,
            seed=seed or DEFAULT_SEED,
            level=level,
            notebooks=notebooks,
            job=time_left,
        )


def _kind(portfolios: list[Portfolio], *, execute: bool) -> Kind | None:
    """How notebooks are to run, if there are any."""
    if all(work.cells is None for portfolio in portfolios for _, work in portfolio.works):
        return None
    return "kernel" if execute else "shell"


def _code(portfolios: list[Portfolio], reports: Shown, targets: list[str], chosen: Formats) -> int:
    exercises = [exercise for _, report in reports for exercise in report.exercises]
    if any(isinstance(check.outcome, Broken) for e in exercises for check in e.checks):
        return exits.INTERNAL
    works = [work for portfolio in portfolios for _, work in portfolio.works]
    if chosen.given and all(work.problem for work in works):
        return exits.NOTHING
    if chosen.given and all(Path(target) == Path() for target in targets):
        # A repository holds every stub from the first push on: what waits there is no failure.
        exercises = [exercise for exercise in exercises if not exercise.not_started]
    return exits.PASSED if all(exercise.passed for exercise in exercises) else exits.FAILED


def _print_json(reports: list[Report], speech: str, *, several: bool) -> None:
    from grader.report.json_format import to_json

    for report in reports:
        typer.echo(to_json(report, speech, indent=None if several else 2))


def add_to(app: typer.Typer) -> None:
    """Add the command."""
    app.command()(check)
