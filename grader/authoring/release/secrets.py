"""What a student must not find in a bundle, as strings that would give it away.

Whitespace is left aside throughout, so that code is found however it is indented, wrapped or
quoted. What a stub says too is no secret. A line alone is none either: an oracle in a visible
check, or a hint, may well hold one. What counts is the greater part of a function, or of the lines
that stand together in a module or a class, in one piece. Code that was written anew to the same
end, and a figure or a word of an answer, is not found: that stays the instructor's judgement.
"""

from __future__ import annotations

import ast
import json
import tomllib
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from typing import Any, TypeGuard

from grader.authoring.stub import make_stub
from grader.language import Text, text
from grader.model.course import Course
from grader.model.exercise import Exercise
from grader.model.mistake import read_mistake
from grader.model.source import read_source

_SHARE = 0.7
"""Of a function's characters: whoever has so many in a row has the function."""
_FUNCTION = 60
"""Characters of a function below which it is looked for in one piece."""
_PIECE = 18
"""Characters of a piece below which anybody may have written it."""
_PHRASE = 16
"""The same, of a sentence; a Chinese one says as much in half as many."""

_HIDDEN = "hidden_checks.py"
_FINGERPRINTS = "fingerprints.json"
"""As in `grader.diagnosis.fingerprints`, which loads torch."""

FORBIDDEN_NAMES = ("hidden_checks", "solutions", "mistakes", "variants", "messages", "seed")
"""How no file or folder in a bundle may be called: up to the first dot."""

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Secret:
    """Something that must not be in a bundle."""

    what: Text
    """What it is a part of, for the instructor."""
    pieces: tuple[str, ...]
    """Itself, without whitespace: one string, or the lines of a function."""
    middle: str = field(init=False, repr=False, compare=False)
    """The piece half-way: a run of more than half of it holds that."""

    def __post_init__(self) -> None:
        half, sofar = _length(self.pieces) / 2, 0
        for piece in self.pieces:
            sofar += len(piece)
            if sofar >= half:
                break
        object.__setattr__(self, "middle", piece)

    def is_in(self, haystack: str) -> bool:
        """Whether a text, without its whitespace, tells it: its greater part, in one piece."""
        if self.middle not in haystack:  # one search rules most texts out
            return False
        least = _SHARE * _length(self.pieces)
        for first in range(len(self.pieces)):
            run = ""
            for piece in self.pieces[first:]:
                if run + piece not in haystack:
                    break
                run += piece
                if len(run) >= least:
                    return True
        return False


def compact(words: str) -> str:
    """Return a text without its whitespace."""
    return "".join(words.split())


def secrets(course: Course, seeds: Iterable[str] = ()) -> list[Secret]:
    """Return what must stay with the instructor, of all exercises of a course.

    Args:
        course: all of it, whichever exercises are released.
        seeds: what the inputs of hidden checks are derived from.
    """
    stubs = "\n".join(
        compact(make_stub(read_source(path)))
        for exercise in course.exercises
        for path in _references(exercise)
    )
    found = [secret for exercise in course.exercises for secret in _of_exercise(exercise, stubs)]
    found += [Secret(text("the seed"), (compact(seed),)) for seed in seeds if compact(seed)]
    return list({secret.pieces: secret for secret in reversed(found)}.values())


def _references(exercise: Exercise) -> Iterator[Path]:
    """The reference of each file that is handed in: students get stubs of these."""
    if exercise.solution:
        for name in exercise.files:
            if (exercise.solution / name).is_file():
                yield exercise.solution / name


def _of_exercise(exercise: Exercise, stubs: str) -> Iterator[Secret]:
    if exercise.solution is None:
        return
    references = [*_references(exercise)]
    for path in sorted(exercise.solution.rglob("*.py")):
        name = path.relative_to(exercise.solution).as_posix()
        if name == _HIDDEN or not path.is_file():
            continue
        if path in references:
            what = text("the reference of {id}", id=exercise.id)
        else:
            what = text("{path} of {id}", path=name, id=exercise.id)
        yield from _of_source(read_source(path), what, stubs)
    yield from _of_hidden(exercise)


def _of_hidden(exercise: Exercise) -> Iterator[Secret]:
    assert exercise.solution
    path = exercise.solution / _HIDDEN
    if not path.is_file():
        return
    what = text("the hidden checks of {id}", id=exercise.id)
    source = read_source(path)
    visible = read_source(exercise.folder / "checks.py")
    checks = {node.name: node for node in ast.parse(source).body if _is_check(node)}
    seen = compact(visible)
    yield from (Secret(what, (name,)) for name in checks if "_" in name and name not in seen)
    for node in checks.values():
        yield from _function(node, source, what, "")
    phrases = [*_strings(source), *_translations(path.with_suffix(".zh.toml"))]
    for mistake in sorted((exercise.solution / "mistakes").glob("*.py")):
        read = read_mistake(mistake)
        if read.fails <= checks.keys():  # no visible check tells it
            phrases += read.told.values()
    told = compact(_visible_words(exercise.folder))
    for phrase in map(compact, phrases):
        long = len(phrase) >= (_PHRASE if phrase.isascii() else _PHRASE // 2)
        if long and phrase not in told:
            yield Secret(what, (phrase,))


def _visible_words(folder: Path) -> str:
    """What visible checks say: a sentence that both kinds use is no secret."""
    files = ("checks.py", "checks.zh.toml", _FINGERPRINTS)
    return "\n".join(
        (folder / name).read_text(encoding="utf-8") for name in files if (folder / name).is_file()
    )


def _of_source(source: str, what: Text, stubs: str) -> Iterator[Secret]:
    """What a program's functions hold, and what stands between them."""
    try:
        tree = ast.parse(source)
    except (SyntaxError, ValueError):  # no Python: a template, or a mistake in the syntax
        yield from _run(source.splitlines(), what, stubs)
        return
    lines = source.splitlines()
    for node in ast.walk(tree):
        if isinstance(node, Function):
            yield from _function(node, source, what, stubs)
        elif isinstance(node, ast.Module | ast.ClassDef):
            for between in _statements(node):
                yield from _run([line for n in between for line in _lines(n, lines)], what, stubs)


def _statements(scope: ast.Module | ast.ClassDef) -> Iterator[list[ast.stmt]]:
    """What stands together in a module or a class: tables, settings, what is run at once."""
    body = scope.body[1:] if ast.get_docstring(scope) is not None else scope.body
    apart = Definition | ast.Import | ast.ImportFrom
    for is_apart, nodes in groupby(body, key=lambda node: isinstance(node, apart)):
        if not is_apart:
            yield [*nodes]


def _lines(node: ast.stmt, lines: list[str]) -> list[str]:
    return lines[node.lineno - 1 : node.end_lineno]


def _run(lines: Iterable[str], what: Text, stubs: str) -> Iterator[Secret]:
    """Lines that stand together: the longest part of them that is in no stub."""
    longest = max(_own(lines, stubs), key=_length, default=())
    if _length(longest) >= _FUNCTION:
        yield Secret(what, longest)


def _own(lines: Iterable[str], stubs: str) -> list[tuple[str, ...]]:
    """Lines in a row that nobody was given, without comments."""
    told = [line for line in map(compact, lines) if line and not line.startswith("#")]
    groups = groupby(told, key=lambda line: line in stubs)
    return [tuple(row) for is_public, row in groups if not is_public]


def _function(node: Function, source: str, what: Text, stubs: str) -> Iterator[Secret]:
    """A function's own lines: in one piece where they are few."""
    lines = source.splitlines()
    body = node.body[1:] if ast.get_docstring(node) is not None else node.body
    if not body:
        return
    head = compact("".join(lines[node.lineno - 1 : node.body[0].lineno - 1]))
    documented = compact("".join(lines[node.lineno - 1 : body[0].lineno - 1]))
    first, last = body[0].lineno, node.end_lineno or node.lineno
    own = [compact(line) for line in lines[first - 1 : last]]
    own = [line for line in own if line and not line.startswith("#")]
    piece = head + "".join(own)
    if piece in stubs:  # given to everybody
        return
    longest = max(_own(own, stubs), key=_length, default=())
    if _length(longest) >= _FUNCTION:
        yield Secret(what, longest)
    elif len(piece) >= _PIECE:
        yield Secret(what, (piece,))
        yield Secret(what, (documented + "".join(own),))


def _length(lines: Iterable[str]) -> int:
    return sum(map(len, lines))


def _is_check(node: ast.stmt) -> TypeGuard[ast.FunctionDef]:
    return isinstance(node, ast.FunctionDef) and any(
        isinstance(d, ast.Call) and isinstance(d.func, ast.Name) and d.func.id == "check"
        for d in node.decorator_list
    )


def _strings(source: str) -> Iterator[str]:
    """Sentences in a file of checks: titles and messages, and no code that is shown."""
    for node in ast.walk(ast.parse(source)):
        if not isinstance(node, ast.Constant) or not isinstance(node.value, str):
            continue
        try:
            ast.parse(node.value)
        except (SyntaxError, ValueError):
            yield node.value


def _translations(path: Path) -> Iterator[str]:
    if not path.is_file():
        return

    def words(value: Any) -> Iterator[str]:
        if isinstance(value, dict):
            for inner in value.values():
                yield from words(inner)
        elif isinstance(value, str):
            yield value

    yield from words(tomllib.loads(path.read_text(encoding="utf-8")))


def haystack(content: str) -> str:
    """Return a file's text as secrets are looked for in it.

    Without whitespace; as it is, without comments, and the strings in JSON without their quoting.
    """
    kinds = [content]
    with suppress(ValueError):
        kinds.append("\n".join(_leaves(json.loads(content))))
    bare = [_without_comments(kind) for kind in kinds]
    return "\n".join(compact(kind) for kind in dict.fromkeys([*kinds, *bare]))


def _without_comments(content: str) -> str:
    return "\n".join(line for line in content.splitlines() if not line.lstrip().startswith("#"))


def _leaves(data: Any) -> Iterator[str]:
    if isinstance(data, dict):
        for key, value in data.items():
            yield str(key)
            yield from _leaves(value)
    elif isinstance(data, list):
        for value in data:
            yield from _leaves(value)
    else:
        yield str(data)
