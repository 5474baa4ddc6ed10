"""The grading side: the course with what is hidden, the seed, and how a class is graded with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from grader.authoring.release.bundle import course
from grader.authoring.release.files import Files, Item, tree
from grader.authoring.release.software import software, version
from grader.authoring.release.wording import CI, page
from grader.errors import UsageError
from grader.language import LANGUAGES, text
from grader.model.exercise import Exercise


def solutions(exercises: Sequence[Exercise], prefix: str) -> Iterator[tuple[str, Item]]:
    """Return what is hidden of the exercises, as `Course` finds it.

    Raises:
        UsageError: this course has no solutions.
    """
    for exercise in exercises:
        if exercise.solution is None:
            raise UsageError(
                text(
                    "{id} has no solution here: the grading side is made where the solutions are.",
                    id=exercise.id,
                )
            )
        yield from tree(exercise.solution, f"{prefix}/{exercise.track}/{exercise.id}")


def grading_side(
    exercises: Sequence[Exercise], *, ci: CI, speech: str, spec: str | None = None
) -> Files:
    """Return the files of the grading side, but for the seed, which belongs to the folder.

    Args:
        exercises: what is in it.
        ci: what students' pushes are graded by; Classroom 50's autograder comes along.
        speech: the language of READMEs without a language in their names, and of reports.
        spec: what pip installs as the grader; None for a wheel of this one.
    """
    files = {
        **dict(course(exercises)),
        **dict(solutions(exercises, "solutions")),
        ".gitignore": page("gitignore-grading", speech),
        ".gitattributes": page("gitattributes", speech),
        ".github/workflows/grade-class.yml": page("grade-class.yml", speech),
        "roster.example.csv": page("roster.example.csv", speech),
        "late.example.toml": page("late.example.toml", speech),
        **software(spec, ("batch",)),
    }
    for language in LANGUAGES:
        name = "README.md" if language == speech else f"README.{language}.md"
        files[name] = page(f"GRADING.{language}.md", speech, ci=ci)
    if ci == "classroom50":
        autograder = classroom50(exercises, speech=speech, spec=spec)
        files |= {f"classroom50/autograder/{path}": item for path, item in autograder.items()}
        files["classroom50/runtime.json"] = page("runtime.json", speech)
    return files


def classroom50(exercises: Sequence[Exercise], *, speech: str, spec: str | None = None) -> Files:
    """Return the files for `CLASSROOM/autograders/ASSIGNMENT/`, which anybody can read.

    Source: Classroom 50's wiki, "Advanced Autograding".
    """
    return {
        **dict(course(exercises, "course/exercises")),
        "autograder.py": page("autograder.py", speech, version=version(spec)),
        "grade.py": page("grade.py", speech),
        **software(spec),
    }
