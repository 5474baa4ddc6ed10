"""`grader list`, `grader start`, `grader hint`: a student's desk."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Annotated

import typer

from grader.cli import progress
from grader.cli.options import CourseOption, LangOption, language
from grader.errors import GraderError, UsageError
from grader.grading.reading import chosen, on_disk, untouched
from grader.language import text
from grader.model.course import Course
from grader.model.exercise import Exercise


def _course(path: Path | None) -> Course:
    return Course.load(path) if path else Course.find(Path.cwd())


def list_(
    as_json: Annotated[bool, typer.Option("--json", help="Print the list as JSON.")] = False,
    lang: LangOption = None,
    course: CourseOption = None,
) -> None:
    """List the exercises, with what was reached in this folder."""
    speech = language(lang)
    found = _course(course)
    known = progress.read(Path.cwd())
    rows = [(e, _state(e, known.get(e.id, {}))) for e in found.exercises]
    if as_json:
        import json

        data = [
            {"id": e.id, "title": e.title.render(speech), "track": e.track, **state}
            for e, state in rows
        ]
        typer.echo(json.dumps(data, ensure_ascii=False, indent=2))
        return
    from rich.console import Console
    from rich.table import Table

    table = Table(box=None, pad_edge=False, show_header=False)
    for exercise, state in rows:
        mark, words = _words(state, speech)
        table.add_row(mark, exercise.id, exercise.title.render(speech), words)
    Console(highlight=False).print(table)


def _state(exercise: Exercise, known: dict[str, object]) -> dict[str, object]:
    there = progress.own_files(Path(), exercise)
    if not there:
        return {"state": "new"}
    work, blank = there[0], False
    try:
        submission, piece = chosen(exercise, [on_disk(path, None) for path in there])
        work, blank = piece.path, untouched(exercise, submission)
    except GraderError:
        pass  # begun, if not well; `check` says what is wrong with it
    if blank:
        return {"state": "not started", "file": str(work)}
    if "score" not in known:
        return {"state": "begun", "file": str(work)}
    state = "done" if known.get("passed") else "begun"
    return {
        "state": state,
        "file": str(work),
        "score": known["score"],
        "max_score": known.get("max_score"),
    }


def _words(state: dict[str, object], speech: str) -> tuple[str, str]:
    match state:
        case {"state": "done", "score": score, "max_score": most}:
            return "[green]✓[/green]", f"[green]{score:g}/{most:g}[/green]"
        case {"state": "begun", "score": score, "max_score": most}:
            return "[yellow]…[/yellow]", f"[yellow]{score:g}/{most:g}[/yellow]"
        case {"state": "begun"}:
            return "[yellow]…[/yellow]", text("not checked yet").render(speech)
        case {"state": "not started"}:
            return "·", text("not started").render(speech)
        case _:
            return " ", ""


def start(
    exercise: Annotated[
        list[str] | None, typer.Argument(help="Exercises; all if none is named.")
    ] = None,
    into: Annotated[Path, typer.Option("--into", help="The workspace.")] = Path(),
    notebook: Annotated[
        bool, typer.Option("--notebook", help="Copy Jupyter notebooks instead of Python files.")
    ] = False,
    lang: LangOption = None,
    course: CourseOption = None,
) -> None:
    """Copy stubs and tasks into a workspace; never overwrites anything."""
    speech = language(lang)
    found = _course(course)
    wanted = [found.exercise(name) for name in exercise] if exercise else found.exercises
    for one in wanted:
        folder = into / one.id
        if folder.exists() and not folder.is_dir():
            raise UsageError(
                text("{path} is in the way: it is no folder. Move it, and try again.", path=folder)
            )
        files = _files(one, speech, notebook=notebook)
        first = next(iter(files))
        try:
            folder.mkdir(parents=True, exist_ok=True)
            made = [name for name, source in files.items() if _place(source, folder / name)]
        except OSError as error:
            raise UsageError(
                text("{path} can't be written: {reason}.", path=folder, reason=error.strerror)
            ) from None
        if first in made:
            told = text(
                "{path} is ready; the task is in {readme}",
                path=folder / first,
                readme=folder / "README.md",
            )
        else:
            told = text("{path} was there already and stays as it is", path=folder / first)
        typer.echo(told.render(speech))
    typer.echo(text("Check your work with: grader check").render(speech))


def _files(exercise: Exercise, speech: str, *, notebook: bool) -> dict[str, Path]:
    """What to copy, by the name of the copy; first the file to work in."""
    files = {name: exercise.folder / name for name in exercise.files}
    if notebook:
        from grader.authoring.notebook_stub import notebook_name

        del files[exercise.files[0]]
        source = exercise.folder / notebook_name(exercise, speech)
        if not source.is_file():
            source = exercise.folder / notebook_name(exercise, "en")
        files = {f"{exercise.id}.ipynb": source, **files}
    for name, source in files.items():
        if not source.is_file():
            raise UsageError(
                text("{id} has no stub {name} in this course.", id=exercise.id, name=name)
            )
    return {**files, "README.md": exercise.handout(speech)}


def _place(source: Path, target: Path) -> bool:
    """Copy a file to where none is; whether that was so. `x` lets no race overwrite work."""
    try:
        with target.open("xb") as file:
            file.write(source.read_bytes())
    except FileExistsError:
        return False
    shutil.copymode(source, target)
    return True


def hint(
    exercise: Annotated[str, typer.Argument(help="The exercise.")],
    again: Annotated[bool, typer.Option("--again", help="Begin with the first hint.")] = False,
    lang: LangOption = None,
    course: CourseOption = None,
) -> None:
    """Show the next hint of an exercise; each says more than the one before."""
    speech = language(lang)
    one = _course(course).exercise(exercise)
    if not one.hints:
        raise UsageError(text("{id} has no hints.", id=one.id))
    if again:
        progress.forget_hints(Path.cwd(), one.id)
    number = progress.next_hint(Path.cwd(), one.id, len(one.hints))
    head = text("Hint {number} of {count}", number=number + 1, count=len(one.hints))
    typer.echo(f"{head.render(speech)}: {one.hints[number].render(speech)}")
    if number + 1 == len(one.hints) > 1:
        last = text(
            "That was the last one. To begin again: {command}",
            command=f"grader hint {one.id} --again",
        )
        typer.echo(last.render(speech))


def add_to(app: typer.Typer) -> None:
    """Add the commands."""
    app.command(name="list")(list_)
    app.command()(start)
    app.command()(hint)
