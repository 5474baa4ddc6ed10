"""What `grader check --format` writes: one report, in the form of the platform that shows it."""

from __future__ import annotations

import functools
import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from grader.cli import files
from grader.cli.attempts import Attempts
from grader.model.report import CheckResult, Place, Report

if TYPE_CHECKING:
    from grader.language import Text
    from grader.model.exercise import Exercise
    from grader.report.platforms.classroom50 import Submission

NAMES = ("github", "classroom", "classroom50", "gradescope", "exercism")
PLACES: Mapping[str, str] = {
    "classroom50": "result.json",
    "gradescope": "results/results.json",
    "exercism": "results.json",
}
"""Where the platform looks for it, from the working directory."""


@dataclass(frozen=True, slots=True)
class Format:
    """One `--format NAME[=FILE]`."""

    name: str
    file: str | None
    """None: its natural place."""

    @property
    def gives_marks(self) -> bool:
        """Whether a mark is taken from it."""
        return self.name != "github"


class Formats:
    """All that were asked for."""

    def __init__(
        self,
        asked: Sequence[str],
        environment: Mapping[str, str],
        folder: Path,
        *,
        stdout_taken: bool,
    ) -> None:
        """Parse them.

        Args:
            asked: the values of `--format`.
            environment: what tells where CI takes results, and what Classroom 50 grades.
            folder: the working directory.
            stdout_taken: whether another option prints to standard output.

        Raises:
            typer.BadParameter: one is unknown, or two would print to standard output.
            UsageError: Classroom 50's variables are missing or wrong.
        """
        self._formats = tuple(_parsed(value) for value in asked)
        self._environment, self._folder = environment, folder
        printing = [one for one in self._formats if self._prints(one)]
        self.prints = bool(printing)
        """Whether one of them takes standard output, so that nothing else is printed there."""
        beside = any(one.name == "github" and one.file is None for one in self._formats)
        if len(printing) + stdout_taken + (beside and (self.prints or stdout_taken)) > 1:
            raise typer.BadParameter(
                "only one output can go to standard output; name a file: --format NAME=FILE",
                param_hint="--format",
            )
        self.given = bool(self._formats)
        """Whether there is one."""
        self.gives_marks = any(one.gives_marks for one in self._formats)
        """Whether a platform takes a mark from this: it gets a result whatever was handed in."""
        self._submission: Submission | None = None
        if any(one.name == "classroom50" for one in self._formats):
            from grader.report.platforms.classroom50 import Submission

            self._submission = Submission.parse(environment)

    def _prints(self, one: Format) -> bool:
        if one.name == "classroom" and one.file is None:
            return not self._environment.get("GITHUB_OUTPUT")
        return one.file == "-"

    def write(
        self,
        report: Report,
        exercises: Sequence[Exercise],
        speech: str,
        *,
        marks: bool,
        full: bool,
    ) -> None:
        """Write one person's report, as it may be shown; each format is tried.

        Args:
            report: of one person.
            exercises: what it is about.
            speech: the language.
            marks: whether to write those that marks are taken from, or the others.
            full: whether hidden checks are told in full.

        Raises:
            UsageError: a file can't be written.
        """
        advisory = self._is_advisory(exercises)

        def write(one: Format) -> None:
            from grader.report.platforms import classroom, classroom50, exercism, github, gradescope

            match one.name:
                case "github":
                    summary = github.summary(report, speech, advisory=advisory)
                    self._github(one, github.commands(report, speech), summary)
                case "classroom":
                    shown = classroom.rendered(report, speech, advisory=advisory)
                    self._classroom(one, shown)
                case "classroom50":
                    assert self._submission
                    shown = classroom50.rendered(report, self._submission, _moment(), speech)
                    self._file(one, shown)
                case "gradescope":
                    self._file(one, gradescope.rendered(report, speech, full=full))
                case _:
                    self._file(one, exercism.rendered(report, _sources(exercises), speech))

        _each(write, [one for one in self._formats if one.gives_marks is marks])

    def write_nothing(self, reason: Text, speech: str) -> None:
        """Write in each format why nothing could be graded; each is tried.

        Raises:
            UsageError: a file can't be written.
        """

        def write(one: Format) -> None:
            from grader.report.platforms import classroom, classroom50, exercism, github, gradescope

            match one.name:
                case "github":
                    said = github.commands_of_nothing(reason, speech)
                    self._github(one, said, github.summary_of_nothing(reason, speech))
                case "classroom":
                    self._classroom(one, classroom.nothing(reason, speech))
                case "classroom50":
                    assert self._submission
                    shown = classroom50.nothing(reason, self._submission, _moment(), speech)
                    self._file(one, shown)
                case "gradescope":
                    self._file(one, gradescope.nothing(reason, speech))
                case _:
                    self._file(one, exercism.nothing(reason, speech))

        _each(write, sorted(self._formats, key=lambda one: not one.gives_marks))

    def _is_advisory(self, exercises: Sequence[Exercise]) -> bool:
        """Whether the checks are the repository's own, where whoever pushes can change them."""
        workspace = self._environment.get("GITHUB_WORKSPACE")
        if not workspace:
            return False
        root = Path(workspace).resolve()
        return any(one.folder.resolve().is_relative_to(root) for one in exercises)

    def _github(self, one: Format, commands: str, summary: str) -> None:
        attempts = Attempts()
        if place := self._environment.get("GITHUB_STEP_SUMMARY"):
            attempts.make(lambda: files.append(Path(place), summary))
        if one.file is None or one.file == "-":
            attempts.make(lambda: typer.echo(commands, nl=False))
        else:
            attempts.make(lambda: self._file(one, commands))
        attempts.end()

    def _classroom(self, one: Format, encoded: str) -> None:
        place = self._environment.get("GITHUB_OUTPUT")
        if one.file is None and place:
            files.append(Path(place), f"result={encoded}\n")
        elif one.file is None:
            typer.echo(encoded)
        else:
            self._file(one, encoded + "\n")

    def _file(self, one: Format, content: str) -> None:
        if one.file == "-":
            typer.echo(content, nl=False)
            return
        path = self._folder / (one.file or PLACES[one.name])
        if one.file is None:
            path.parent.mkdir(exist_ok=True)
        # The working directory may be a student's checkout: nothing is written through its links.
        files.replace(path, content.encode())


def rooted(report: Report, paths: Sequence[Path | None], environment: Mapping[str, str]) -> Report:
    """Return a report whose places name files from the root of the repository.

    Args:
        report: of one person.
        paths: where each exercise's work was read, in the report's order.
        environment: `GITHUB_WORKSPACE` is that root; the working directory is, where it is not set.
    """
    root = os.path.abspath(environment.get("GITHUB_WORKSPACE") or Path.cwd())  # noqa: PTH100 - keeps links

    def moved(check: CheckResult, path: Path | None) -> CheckResult:
        if check.place is None or path is None:
            return check
        file = os.path.abspath(path.parent / check.place.file)  # noqa: PTH100
        if not file.startswith(os.path.join(root, "")):  # noqa: PTH118
            return check
        found = Path(file).relative_to(root).as_posix()
        return replace(check, place=Place(found, check.place.line, check.place.cell))

    exercises = tuple(
        replace(exercise, checks=tuple(moved(check, path) for check in exercise.checks))
        for exercise, path in zip(report.exercises, paths, strict=True)
    )
    return replace(report, exercises=exercises)


def _each(write: Callable[[Format], None], formats: Iterable[Format]) -> None:
    attempts = Attempts()
    for one in formats:
        attempts.make(functools.partial(write, one))
    attempts.end()


def _parsed(value: str) -> Format:
    name, equals, file = value.partition("=")
    if name not in NAMES:
        raise typer.BadParameter(
            f"{name!r} is not one of {', '.join(NAMES)}", param_hint="--format"
        )
    if equals and not file:
        raise typer.BadParameter(f"{value!r} names no file", param_hint="--format")
    return Format(name, file if equals else None)


def _moment() -> str:
    import datetime as dt

    return dt.datetime.now(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def _sources(exercises: Sequence[Exercise]) -> dict[str, str]:
    """Return the source of each visible check, in the order of its file."""
    import ast

    found = {}
    for exercise in exercises:
        path = exercise.folder / "checks.py"
        if not path.is_file():
            continue
        source = path.read_text(encoding="utf-8")
        lines = source.splitlines()
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and node.decorator_list:
                first = min(decorator.lineno for decorator in node.decorator_list)
                found[f"{exercise.id}/{node.name}"] = "\n".join(lines[first - 1 : node.end_lineno])
    return found
