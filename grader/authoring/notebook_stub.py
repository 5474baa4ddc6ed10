"""The student's notebook, made from the handout and the stub: each task right above its code.

The text is cut where the handout cuts itself: at its headings, and where a paragraph begins with a
function in bold, as in **`count(model)`**. Whatever it says of a file or a command is put in the
words of a notebook. Making it again gives the same file.
"""

from __future__ import annotations

import ast
import itertools
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from grader.authoring.cells import SKIP, Ids, Piece, code, notebook, pieces, words, written
from grader.language import LANGUAGES, text
from grader.model.exercise import Exercise

GOES_ON = "raises-exception"
"""The tag with which Jupyter's "Run All" goes on to the next cell after an error."""

_TASK = re.compile(r"^\*\*`(\w+)\(", re.MULTILINE)
_HEADING = re.compile(r"^## ", re.MULTILINE)
_FENCE = re.compile(r"^```.*?^```$|\Z", re.MULTILINE | re.DOTALL)

REWORDED = {
    "en": (
        (r"In `NAME\.py`", "In the cells below"),
        (r"The\s+file\s+itself,\s+started\s+with\s+`python NAME\.py`,", "The cell below"),
        (r"^`python NAME\.py`", "The cell below"),
        (r"`python NAME\.py`", "the cell below"),
    ),
    "zh": (
        (r"在 ?`NAME\.py` ?[中里]", "在下面的单元格中"),
        (r"(?:直接)?运行 ?`python NAME\.py` ?", "运行下面的单元格"),
    ),
}
"""How a handout speaks of the file, and what stands there in a notebook."""


@dataclass(frozen=True, slots=True)
class Handout:
    """A task's text, cut for a notebook."""

    opening: str
    """Up to the first function: the title, what it is about, and how "What to write" begins."""
    tasks: dict[str, str]
    """By the name of the function or class."""
    sections: tuple[str, ...]
    """The example, what is checked."""


def notebook_stubs(exercise: Exercise, stub: str) -> dict[Path, str]:
    """Return the notebooks of an exercise by the paths that they belong at, one a language.

    Args:
        exercise: its handout is read.
        stub: the source of its stub, as `make_stub` gives it.
    """
    return {
        exercise.folder / notebook_name(exercise, language): written(
            _made(exercise, stub, language)
        )
        for language in LANGUAGES
    }


def notebook_name(exercise: Exercise, language: str) -> str:
    """Return the name of the notebook in a language, in the exercise's folder."""
    return f"{exercise.id}.ipynb" if language == "en" else f"{exercise.id}.{language}.ipynb"


def _made(exercise: Exercise, stub: str, language: str) -> Any:
    handout = exercise.handout(language).read_text(encoding="utf-8")
    make = _script if exercise.notebooks.script else _cells
    last = text(
        "Save the notebook (Ctrl+S), then run the cell below: it grades what you saved, and shows "
        "the report. For a hint, run `grader hint {id}` in a terminal.",
        id=exercise.id,
    )
    return notebook(
        [
            *make(exercise, handout, stub, language),
            words(last.render(language), "text-check"),
            code(f'from grader.jupyter import check\n\ncheck("{exercise.id}")', "check", skip=True),
        ]
    )


def _script(exercise: Exercise, handout: str, stub: str, language: str) -> Iterator[Any]:
    """The cells of an exercise that has to stay a script."""
    name = exercise.files[0]
    why = text(
        "This exercise stays a script, also in a notebook. Its functions run in processes of "
        "their own, which import the file; what a notebook defines lies in no file that they "
        "could import. So write your code in the cell below. Running that cell saves it as "
        "`{name}`.",
        name=name,
    )
    yield words(_without_commands(handout, exercise.id), "task")
    yield words(why.render(language), "text-script")
    yield code(f"%%writefile {name}\n{stub.rstrip()}\n", "code-script")


def _cells(exercise: Exercise, handout: str, stub: str, language: str) -> Iterator[Any]:
    plain = _without_commands(_without_imports(handout, exercise.id), exercise.id)
    for pattern, there in REWORDED.get(language, ()):
        said = pattern.replace("NAME", re.escape(exercise.id))
        plain = re.sub(said, there, plain, flags=re.MULTILINE)
    found = pieces(_without_docstring(stub))
    parts = cut(plain, {piece.name for piece in found if piece.name})
    ids = Ids()
    yield words(parts.opening, ids.take("task"))
    for piece in found:
        if piece.main:
            continue
        if piece.name in parts.tasks:
            yield words(parts.tasks[piece.name], ids.take(f"task-{piece.name}"))
        yield code(piece.source, ids.take(f"code-{piece.name or 'setup'}"))
    tries = [code(_tried(piece), ids.take("code-try"), skip=True) for piece in found if piece.main]
    for cell in tries:
        cell.metadata.tags = [GOES_ON, SKIP]
    # What a program shows belongs to the example, the first section; what is checked comes last.
    for number, section in enumerate(parts.sections):
        yield words(section, ids.take(f"text-{number + 1}"))
        if number == 0:
            yield from tries
    if not parts.sections:
        yield from tries


def cut(handout: str, names: set[str]) -> Handout:
    """Cut a handout at its headings, and at the paragraphs that begin with one of the names."""
    opening, *sections = _split(_HEADING, handout)
    tasks: dict[str, str] = {}
    rest = []
    for section in sections:
        head, *blocks = _split(_TASK, section)
        if tasks or not any(_task(block) in names for block in blocks):
            rest.append(section.strip())
            continue
        opening = f"{opening.rstrip()}\n\n{head}"
        for block in blocks:
            if (name := _task(block)) in names:
                tasks[name] = block.strip()
            else:
                opening = f"{opening.rstrip()}\n\n{block}"
    return Handout(opening.strip(), tasks, tuple(rest))


def _task(block: str) -> str:
    match = _TASK.match(block)
    return match[1] if match else ""


def _split(pattern: re.Pattern[str], handout: str) -> list[str]:
    """Split before each match that stands in no fenced block."""
    fences = [match.span() for match in _FENCE.finditer(handout)]
    places = [
        match.start()
        for match in pattern.finditer(handout)
        if not any(first <= match.start() < last for first, last in fences)
    ]
    edges = [0, *places, len(handout)]
    return [handout[first:last] for first, last in itertools.pairwise(edges)]


def _without_commands(handout: str, name: str) -> str:
    """Take out what tells to type `grader check NAME`: a fenced block, or a paragraph."""
    command = re.escape(f"grader check {name}")
    fenced = rf"^```\w*\n(?:grader .*\n)*{command}\n(?:grader .*\n)*```$"
    handout = re.sub(fenced, "", handout, flags=re.MULTILINE)
    paragraphs = handout.split("\n\n")
    kept = [one for one in paragraphs if not re.search(rf"`{command}`", one)]
    return "\n\n".join(kept).rstrip() + "\n"


def _without_imports(handout: str, name: str) -> str:
    """Take the import of the file out of examples: in a notebook its names are there."""
    return re.sub(
        rf"^>>> from {re.escape(name)} import .*\n(?:\.\.\. .*\n)*", "", handout, flags=re.MULTILINE
    )


def _without_docstring(stub: str) -> str:
    """A notebook has the handout in its place."""
    tree = ast.parse(stub)
    if ast.get_docstring(tree) is None:
        return stub
    return "\n".join(stub.split("\n")[tree.body[0].end_lineno or 0 :])


def _tried(piece: Piece) -> str:
    """Return what an `if __name__ == "__main__":` block does, without the `if`."""
    block = ast.parse(piece.source).body[0]
    assert isinstance(block, ast.If)
    lines = piece.source.split("\n")
    head = block.test.end_lineno or 1
    if block.body[0].lineno == head:
        # Offsets of the syntax tree count bytes of UTF-8.
        first = lines[head - 1].encode()[block.body[0].col_offset :].decode()
        return "\n".join([first, *lines[head:]])
    plain = textwrap.dedent("\n".join(lines[head:])).strip("\n")
    return plain if not plain[:1].isspace() else piece.source
