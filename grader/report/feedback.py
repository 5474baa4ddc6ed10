"""A notebook to hand back: each check's verdict beside the cell that it concerns, a summary on top.

Whatever a student wrote stands in it as text; of what the cells showed, text and pictures are kept.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from grader.model.notebook import Cell
from grader.model.outcome import Failed, Skipped
from grader.model.report import CheckResult, ExerciseResult
from grader.report import html, safe

OURS = "torchgrade-"
"""How the ids of our cells begin: those of an earlier hand-back are replaced."""

SUMMARY = f"{OURS}summary"
"""The id of the cell on top."""

MAX_TEXT = 20_000
PICTURES = {"image/png": b"\x89PNG", "image/jpeg": b"\xff\xd8\xff"}


def feedback(
    notebook: Any,
    cells: Sequence[Cell],
    result: ExerciseResult,
    outputs: Mapping[int, str],
    language: str = "en",
) -> str:
    """Return a copy of a notebook with the verdicts in it, as JSON text.

    Args:
        notebook: as `grader.intake.notebooks.parsed` gives it; it is changed.
        cells: its code cells.
        result: of its grading, full or redacted.
        outputs: what the cells showed, by their index: JSON text that nobody has looked at yet.
        language: of the verdicts.
    """
    import nbformat

    beside: dict[int, list[CheckResult]] = defaultdict(list)
    for check in result.checks:
        if (index := _concerned(check, cells)) is not None:
            beside[index].append(check)
    out = [_markdown(SUMMARY, _summary(result, language))]
    numbers = {cell.index: cell.number for cell in cells}
    for index, cell in enumerate(notebook["cells"]):
        if cell["cell_type"] == "code":
            cell["execution_count"] = numbers.get(index) if index in outputs else None
            shown = _outputs(outputs.get(index, "[]"))
            cell["outputs"] = [nbformat.from_dict(output) for output in shown]
        if not str(cell.get("id", "")).startswith(OURS):
            out.append(cell)
        if index in beside:
            verdicts = _verdicts(beside[index], language)
            out.append(_markdown(f"{OURS}verdict-{index}", verdicts))
    notebook["cells"] = out
    notebook["nbformat"], notebook["nbformat_minor"] = 4, 5
    _give_ids(out)
    for cell in out:
        if cell["cell_type"] != "code":
            cell.pop("outputs", None)
            cell.pop("execution_count", None)
    return str(nbformat.writes(notebook)) + "\n"


def _summary(result: ExerciseResult, language: str) -> str:
    return _one_line(language, one=html.section(result, language), verdicts=())


def _verdicts(checks: Sequence[CheckResult], language: str) -> str:
    pairs = [
        (
            html.row(check, language),
            html.failure(check, check.outcome, language)
            if isinstance(check.outcome, Failed)
            else None,
        )
        for check in checks
    ]
    return _one_line(language, one=None, verdicts=pairs)


def _one_line(language: str, **values: object) -> str:
    """In Markdown an empty line ends the HTML: there is none, and line ends are entities."""
    whole = html.rendered("feedback.html.j2", language, **values)
    parts = re.split(r"(<pre>.*?</pre>)", whole, flags=re.DOTALL)
    return "".join(
        part.replace("\n", "&#10;") if number % 2 else " ".join(part.split())
        for number, part in enumerate(parts)
    )


def _concerned(check: CheckResult, cells: Sequence[Cell]) -> int | None:
    """Return the index of the cell that a check is about: where what it called is defined."""
    if check.visibility == "hidden" or isinstance(check.outcome, Skipped):
        return None
    names = list(check.concerns)
    if isinstance(check.outcome, Failed) and check.outcome.call:
        called = check.outcome.call.partition("(")[0]
        names += [name for name in check.concerns if name == called]
    for name in reversed(names):
        for cell in reversed(cells):
            if name in cell.names or name == f"cell {cell.number}":
                return cell.index
    return None


def _markdown(ident: str, source: str) -> Any:
    from nbformat.v4 import new_markdown_cell

    cell = new_markdown_cell(source, metadata={"editable": False, "deletable": True})
    cell["id"] = ident
    return cell


def _give_ids(cells: Sequence[Any]) -> None:
    """Each cell an id of its own, as nbformat 4.5 wants."""
    taken: set[str] = set()
    for number, cell in enumerate(cells):
        ident = str(cell.get("id", ""))[:64]
        plain = ident and all(c.isascii() and (c.isalnum() or c in "-_") for c in ident)
        if not plain or ident in taken:
            ident = f"cell-{number}"
            while ident in taken:
                ident += "-"
        taken.add(ident)
        cell["id"] = ident


def _outputs(raw: str) -> list[dict[str, Any]]:
    """Take outputs from the student's side: what has their form, and nothing else of it."""
    try:
        listed = json.loads(raw)
    except (ValueError, RecursionError):
        return []
    if type(listed) is not list:
        return []
    return [plain for output in listed if type(output) is dict and (plain := _output(output))]


def _output(output: Mapping[str, Any]) -> dict[str, Any] | None:
    match output.get("output_type"):
        case "stream":
            name = "stderr" if output.get("name") == "stderr" else "stdout"
            return {"output_type": "stream", "name": name, "text": _text(output.get("text"))}
        case "error":
            trace = output.get("traceback")
            lines = trace[:20] if type(trace) is list else []
            return {
                "output_type": "error",
                "ename": _text(output.get("ename")),
                "evalue": _text(output.get("evalue")),
                "traceback": [_text(line, colours=True) for line in lines],
            }
        case "display_data":
            data = output.get("data")
            return {
                "output_type": "display_data",
                "metadata": {},
                "data": _data(data if type(data) is dict else {}),
            }
        case _:
            return None


def _data(data: Mapping[str, Any]) -> dict[str, str]:
    kept = {"text/plain": _text(data.get("text/plain"))}
    for mime, magic in PICTURES.items():
        if type(picture := data.get(mime)) is str:
            try:
                content = base64.b64decode(picture)
            except (binascii.Error, ValueError):
                continue
            if content.startswith(magic):
                kept[mime] = base64.b64encode(content).decode("ascii")
    return kept


def _text(value: object, *, colours: bool = False) -> str:
    """`colours` keeps the escapes that colour a traceback: Jupyter shows them as such."""
    whole = value[:MAX_TEXT] if type(value) is str else ""
    if not colours:
        return safe.block(whole)
    return "\x1b".join(safe.block(part) for part in whole.split("\x1b"))
