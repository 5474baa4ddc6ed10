"""The student's bundle: what to work in, what checks it, and what sets both up."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.authoring.notebook_stub import notebook_name
from grader.authoring.release.files import Files, Item, tree
from grader.authoring.release.pins import least_python
from grader.authoring.release.software import software
from grader.authoring.release.wording import CI, page, titles
from grader.errors import UsageError
from grader.language import LANGUAGES, text
from grader.model.exercise import Exercise


def course(exercises: Sequence[Exercise], prefix: str = "exercises") -> Iterator[tuple[str, Item]]:
    """Return the exercises as `Course` finds them, with what a student may see."""
    for exercise in exercises:
        yield from tree(exercise.folder, f"{prefix}/{exercise.track}/{exercise.id}")


def bundle(exercises: Sequence[Exercise], *, ci: CI, speech: str, spec: str | None = None) -> Files:
    """Return the files of the bundle.

    Args:
        exercises: what is in it, in their order.
        ci: where pushes are graded.
        speech: the language of READMEs without a language in their names, and of reports.
        spec: what pip installs as the grader; None for a wheel of this one.
    """
    files = dict(course(exercises))
    for exercise in exercises:
        files |= _desk(exercise, speech)
    for language in LANGUAGES:
        files[_readme(language, speech)] = page(
            f"README.{language}.md",
            speech,
            count=len(exercises),
            exercises=titles(exercises, language),
            first=exercises[0].id,
            commands=_commands(exercises[0].id, language),
            python=_python(language),
            ci=ci,
        )
    files |= {
        ".gitignore": page("gitignore", speech),
        ".gitattributes": page("gitattributes", speech),
        ".editorconfig": page("editorconfig", speech),
        ".vscode/settings.json": page("vscode-settings.json", speech),
        ".vscode/tasks.json": page("vscode-tasks.json", speech),
        ".devcontainer/devcontainer.json": page("devcontainer.json", speech),
        **software(spec),
    }
    # Classroom 50 puts a workflow of its own into students' repositories.
    if ci in ("github", "classroom"):
        files[".github/workflows/grade.yml"] = page(
            "grade.yml", speech, ci=ci, names=" ".join(e.id for e in exercises)
        )
    return files


def _desk(exercise: Exercise, speech: str) -> Files:
    """What a student works in, and reads while working."""
    files = {}
    for name in exercise.files:
        path = exercise.folder / name
        if not path.is_file():
            raise UsageError(
                text("{id} has no stub {name} in this course.", id=exercise.id, name=name)
            )
        files[f"{exercise.id}/{name}"] = Item(path.read_bytes())
    for language in (speech, "en"):
        notebook = exercise.folder / notebook_name(exercise, language)
        if notebook.is_file():
            files[f"{exercise.id}/{exercise.id}.ipynb"] = Item(notebook.read_bytes())
            break
    for language in LANGUAGES:
        handout = exercise.handout(language)
        if handout.is_file():
            name = _readme(language, speech)
            files[f"{exercise.id}/{name}"] = Item(handout.read_bytes())
    return files


def _readme(language: str, speech: str) -> str:
    """The page that opens by itself is in the language that was asked for."""
    return "README.md" if language == speech else f"README.{language}.md"


def _commands(exercise: str, language: str) -> list[str]:
    """What a student types, in columns."""
    told = {
        "grader list": text("the exercises, and how far you are"),
        f"grader check {exercise}": text("grades it; without a name, everything"),
        f"grader hint {exercise}": text("a hint; the next one says more"),
    }
    width = max(map(len, told))
    return [f"{command:{width}}  # {words.render(language)}" for command, words in told.items()]


def _python(language: str) -> str:
    return text("{version} or later", version=least_python()).render(language)
