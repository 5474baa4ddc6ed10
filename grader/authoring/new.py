"""Begins a new exercise: a small one that is complete, and passes `grader verify` as it stands."""

from __future__ import annotations

import keyword
from pathlib import Path
from string import Template

from grader.authoring.stub import make_stub
from grader.errors import UsageError
from grader.language import text
from grader.model.course import Course

SCAFFOLD = Path(__file__).with_name("scaffold")


def new_exercise(course: Course, name: str, track: str) -> list[Path]:
    """Write the files of a new exercise, and return their paths.

    Args:
        course: where it goes.
        name: its id, a Python identifier.
        track: the folder of exercises that it joins.

    Raises:
        UsageError: the name is no identifier, or taken; nothing is written then.
    """
    if not SCAFFOLD.is_dir():
        raise UsageError(
            text(
                "This grader came with a students' bundle, and can't begin exercises; "
                "install torchgrade itself for that."
            )
        )
    if not name.isidentifier() or keyword.iskeyword(name) or name != name.lower():
        raise UsageError(
            text(
                "An exercise's name is a lower-case Python identifier such as 'batch_norm', "
                "not {name}.",
                name=repr(name),
            )
        )
    if not track.isidentifier():
        raise UsageError(
            text("A track's name is a Python identifier, not {name}.", name=repr(track))
        )
    folders = {
        "exercises": course.root / "exercises" / track / name,
        "solutions": course.root / "solutions" / track / name,
    }
    for folder in folders.values():
        if folder.exists():
            raise UsageError(text("{path} exists already; choose another name.", path=folder))
    order = max((e.order for e in course.exercises), default=0) + 1
    values = {"name": name, "order": order, "title": name.replace("_", " ").capitalize()}
    written = []
    for source in sorted(SCAFFOLD.rglob("*")):
        if not source.is_file() or source.suffix == ".pyc":
            continue
        part, *rest = source.relative_to(SCAFFOLD).parts
        target = folders[part].joinpath(*rest)
        if source.name == "reference.py":
            target = folders[part] / f"{name}.py"
        target.parent.mkdir(parents=True, exist_ok=True)
        content = Template(source.read_text(encoding="utf-8")).substitute(values)
        target.write_text(content, encoding="utf-8")
        written.append(target)
    stub = folders["exercises"] / f"{name}.py"
    reference = (folders["solutions"] / f"{name}.py").read_text(encoding="utf-8")
    stub.write_text(make_stub(reference), encoding="utf-8")
    return sorted([*written, stub])
