"""Every exercise has a notebook in each language, made from its handout and its stub."""

from __future__ import annotations

import ast
import json
from pathlib import Path

import nbformat
import pytest

from grader.authoring.cells import SKIP
from grader.authoring.notebook_stub import REWORDED, notebook_name, notebook_stubs
from grader.language import LANGUAGES
from grader.model.course import Course
from grader.model.exercise import Exercise

COURSE = Course.load(Path(__file__).resolve().parents[2])

each_exercise = pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda e: e.id)
each_language = pytest.mark.parametrize("language", LANGUAGES)


def read(exercise: Exercise, language: str) -> nbformat.NotebookNode:
    return nbformat.read(exercise.folder / notebook_name(exercise, language), 4)


def skipped(cell: nbformat.NotebookNode) -> bool:
    return SKIP in cell.metadata.get("tags", [])


def told(exercise: Exercise, language: str) -> str:
    cells = read(exercise, language).cells
    return "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")


def without_rest(module: ast.Module) -> ast.Module:
    """A stub without its docstring and its main block."""
    body = [node for node in module.body[1:] if not isinstance(node, ast.If)]
    return ast.Module(body, module.type_ignores)


@each_exercise
def test_the_notebooks_are_in_step_with_the_stub(exercise: Exercise) -> None:
    made = notebook_stubs(exercise, exercise.stub.read_text(encoding="utf-8"))
    assert len(made) == len(LANGUAGES)
    for path, content in made.items():
        assert path.read_text(encoding="utf-8") == content, f"run: grader stub {exercise.id}"


@each_exercise
@each_language
def test_a_notebook_is_valid_and_was_never_run(exercise: Exercise, language: str) -> None:
    book = read(exercise, language)
    nbformat.validate(book)
    assert (book.nbformat, book.nbformat_minor) == (4, 5)
    assert book.metadata.kernelspec.name == "python3"
    for cell in book.cells:
        if cell.cell_type == "code":
            assert cell.execution_count is None
            assert cell.outputs == []
    assert book.cells[-1].source == f'from grader.jupyter import check\n\ncheck("{exercise.id}")'
    assert skipped(book.cells[-1])


@each_exercise
def test_the_code_is_that_of_the_stub_in_every_language(exercise: Exercise) -> None:
    books = [read(exercise, language) for language in LANGUAGES]
    codes = [[(c.id, c.source) for c in b.cells if c.cell_type == "code"] for b in books]
    assert all(code == codes[0] for code in codes)
    assert [cell.id for cell in books[0].cells] == [cell.id for cell in books[-1].cells]
    stub = exercise.stub.read_text(encoding="utf-8")
    if exercise.notebooks.script:
        assert codes[0][0][1].rstrip() == f"%%writefile {exercise.files[0]}\n{stub}".rstrip()
        return
    graded = [c.source for c in books[0].cells if c.cell_type == "code" and not skipped(c)]
    assert ast.dump(ast.parse("\n\n".join(graded))) == ast.dump(without_rest(ast.parse(stub)))


@each_exercise
@each_language
def test_the_text_fits_a_notebook(exercise: Exercise, language: str) -> None:
    words = told(exercise, language)
    assert f"grader check {exercise.id}" not in words
    assert f"grader hint {exercise.id}" in words
    if not exercise.notebooks.script:
        assert exercise.files[0] not in words, f"add to REWORDED: {REWORDED.get(language)}"
        assert f"import {exercise.id}" not in words
        assert f"from {exercise.id} import" not in words


@each_exercise
@each_language
def test_each_task_stands_right_above_its_code(exercise: Exercise, language: str) -> None:
    ids = [cell.id for cell in read(exercise, language).cells]
    tasks = [ident for ident in ids if ident.startswith("task-")]
    assert tasks or exercise.notebooks.script
    for task in tasks:
        assert ids[ids.index(task) + 1] == task.replace("task-", "code-")


@each_exercise
@each_language
def test_nothing_of_the_handout_is_lost(exercise: Exercise, language: str) -> None:
    words = told(exercise, language)
    for line in exercise.handout(language).read_text(encoding="utf-8").splitlines():
        if ".py`" in line or "grader " in line or line.startswith((">>> from", "```")):
            continue
        assert line in words, line


def test_the_file_is_plain_json() -> None:
    for exercise in COURSE.exercises:
        raw = (exercise.folder / notebook_name(exercise, "zh")).read_text(encoding="utf-8")
        plain = json.dumps(json.loads(raw), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
        assert plain == raw
