"""Every exercise is complete, in every language."""

from __future__ import annotations

import ast
import json
import platform
import re
import tempfile
import tomllib
from pathlib import Path

import pytest
import torch

from grader.authoring.stub import make_stub
from grader.checks.definition import info_of
from grader.language import LANGUAGES
from grader.model.course import Course
from grader.model.exercise import Exercise
from grader.model.mistake import read_mistake

COURSE = Course.load(Path(__file__).resolve().parents[2])
OTHERS = [language for language in LANGUAGES if language != "en"]
FILES = [path for exercise in COURSE.exercises for path in exercise.check_files]

each_exercise = pytest.mark.parametrize("exercise", COURSE.exercises, ids=lambda e: e.id)
each_file = pytest.mark.parametrize("path", FILES, ids=lambda p: f"{p.parent.name}/{p.stem}")


def functions(path: Path) -> list[ast.FunctionDef]:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return [
        node
        for node in tree.body
        if isinstance(node, ast.FunctionDef)
        and any(
            isinstance(d, ast.Call) and isinstance(d.func, ast.Name) and d.func.id == "check"
            for d in node.decorator_list
        )
    ]


def sentences(path: Path) -> set[str]:
    """What the author says in `expect.that`, `expect.fail` and `because=`."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Attribute):
            continue
        texts = [k.value for k in node.keywords if k.arg == "because"]
        if node.func.attr == "that" and len(node.args) > 1:
            texts.append(node.args[1])
        if node.func.attr == "fail" and node.args:
            texts.append(node.args[0])
        found |= {
            t.value for t in texts if isinstance(t, ast.Constant) and isinstance(t.value, str)
        }
    return found


@each_exercise
def test_handouts_hints_checks_mistakes_and_variants(exercise: Exercise) -> None:
    assert (exercise.folder / "README.md").is_file()
    for language in OTHERS:
        assert (exercise.folder / f"README.{language}.md").is_file()
        assert exercise.title.others[language]
        assert all(hint.others[language] for hint in exercise.hints)
    assert len(exercise.hints) >= 3
    assert len(exercise.check_files) == 2
    assert exercise.solution is not None
    assert len(list((exercise.solution / "mistakes").glob("*.py"))) >= 5
    assert len(list((exercise.solution / "variants").glob("*.py"))) >= 3


@each_exercise
def test_the_stub_is_made_from_the_reference(exercise: Exercise) -> None:
    assert exercise.reference is not None
    made = make_stub(exercise.reference.read_text(encoding="utf-8"))
    assert exercise.stub.read_text(encoding="utf-8") == made


@each_exercise
def test_mistakes_name_checks_that_exist(exercise: Exercise) -> None:
    assert exercise.solution is not None
    names = {node.name for path in exercise.check_files for node in functions(path)}
    for path in sorted((exercise.solution / "mistakes").glob("*.py")):
        mistake = read_mistake(path)
        assert mistake.fails, path.name
        assert mistake.fails <= names, path.name
        for told in mistake.told.values():
            assert not re.search(r"\b([Jj]ust|[Ss]imply|[Oo]bviously)\b", told), path.name


@each_file
@pytest.mark.parametrize("language", OTHERS)
def test_titles_and_sentences_are_translated_and_nothing_is_stale(
    path: Path, language: str
) -> None:
    table = tomllib.loads(path.with_name(f"{path.stem}.{language}.toml").read_text("utf-8"))
    assert set(table.get("titles", {})) == {node.name for node in functions(path)}
    said = sentences(path)
    known = set(table.get("texts", {}))
    assert said <= known, said - known


@each_file
def test_titles_are_one_statement(path: Path) -> None:
    for node in functions(path):
        title = (ast.get_docstring(node) or "").split("\n\n")[0]
        assert title.endswith((".", "!", "?")), node.name
        assert not re.search(r"\b(just|simply|obviously)\b", title.lower()), node.name


@each_exercise
def test_visible_checks_use_nothing_of_the_solutions(exercise: Exercise) -> None:
    visible = exercise.folder / "checks.py"
    for node in functions(visible):
        assert "reference" not in {argument.arg for argument in node.args.args}, node.name
    assert "solutions" not in visible.read_text(encoding="utf-8")


def test_points_stand_in_the_decorator() -> None:
    assert info_of(lambda: None) is None
    for path in FILES:
        assert functions(path), path


@each_exercise
def test_what_mistakes_show_is_the_same_on_every_machine(exercise: Exercise) -> None:
    """A desk with another Python, or another build of PyTorch, names the same mistakes."""
    folders = [exercise.folder, *([exercise.solution] if exercise.solution else [])]
    for path in (folder / "fingerprints.json" for folder in folders):
        mistakes = json.loads(path.read_text(encoding="utf-8"))["mistakes"]
        shown = json.dumps([mistake["shows"] for mistake in mistakes.values()])
        for own in (torch.__version__, platform.python_version(), tempfile.gettempdir() + "/"):
            assert own not in shown, path
