"""Jupyter notebooks: from bytes to code cells.

Outputs and metadata are never shown nor run, so what nbformat's schema says of them is not asked;
the cells are checked one by one.
"""

from __future__ import annotations

import json
import re
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from grader.errors import UsageError
from grader.language import Text, text
from grader.model.notebook import Cell
from grader.model.source import MAX_BYTES, read_bytes

MAX_NOTEBOOK = 16 << 20
"""Bytes of a notebook; pictures in its outputs are most of that."""
MAX_DEPTH = 64
"""How deep its JSON may be nested. nbformat walks it by recursion; real ones stay below ten."""

LANGUAGES = ("", "python", "python3", "ipython", "ipython3")
"""What a Python kernel calls its language; notebooks made by hand don't say."""

_WRITES = re.compile(r"%%(?:writefile|file)[ \t]+(-a[ \t]+)?([^\n]*?)[ \t]*\n")


def read_notebook(path: Path, *, inside: Path | None = None) -> tuple[Cell, ...]:
    """Return a notebook's code cells; `inside` as in `read_bytes`.

    Raises:
        UsageError: it can't be read, is no notebook, or is none of Python.
    """
    return cells_of(read_bytes(path, MAX_NOTEBOOK, inside=inside), path)


def cells_of(raw: bytes, path: Path) -> tuple[Cell, ...]:
    """Return the code cells that are not empty.

    Raises:
        UsageError: it is no notebook, or none of Python; the message says why.
    """
    notebook = parsed(raw, path)
    if (language := _language(notebook)) not in LANGUAGES:
        problem = text(
            "{path} is a notebook for {language}; a Python notebook is asked for.",
            path=path,
            language=repr(language),
        )
        raise UsageError(problem)
    cells = _code(notebook, path)
    if sum(len(cell.source.encode("utf-8", "surrogatepass")) for cell in cells) > MAX_BYTES:
        problem = text(
            "The code of {path} is too long: it has more than {limit} bytes.",
            path=path,
            limit=MAX_BYTES,
        )
        raise UsageError(problem)
    return cells


def joined(cells: Iterable[Cell]) -> str:
    """Return the cells as one text, a comment, `# cell 2`, above each."""
    return "\n\n".join(f"# cell {cell.number}\n{cell.source.rstrip()}\n" for cell in cells)


def written_file(cells: Iterable[Cell], name: str, path: Path) -> str:
    """Return the source of a file that a notebook writes: `%%writefile NAME`.

    Raises:
        UsageError: no cell of it does.
    """
    source = ""
    found = False
    for cell in cells:
        if (match := _WRITES.match(cell.source)) and Path(match[2].strip("\"'")).name == name:
            body = cell.source[match.end() :]
            source, found = (source + body if match[1] else body), True
    if not found:
        problem = text(
            "{path} holds no cell that writes {name}. This exercise is handed in as a script: its "
            "code stands in a cell that begins with %%writefile {name}.",
            path=path,
            name=name,
        )
        raise UsageError(problem)
    return source


def parsed(raw: bytes, path: Path) -> Any:
    """Return a notebook in version 4 of the format, without outputs and most metadata.

    Raises:
        UsageError: it can't be read as one.
    """
    try:
        data = json.loads(raw.decode("utf-8-sig"), parse_constant=_no_number)
    except UnicodeDecodeError:
        raise _refused(path, text("it is not UTF-8 text")) from None
    except RecursionError:
        raise _refused(path, text("it is nested too deeply")) from None
    except ValueError:
        raise _refused(path, text("it is not JSON")) from None
    if not isinstance(data, dict) or not {"cells", "worksheets"} & data.keys():
        raise _refused(path, text("it has no cells"))
    if _depth_exceeds(data, MAX_DEPTH):
        raise _refused(path, text("it is nested too deeply"))
    import nbformat

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # identifiers that are missing or double
            return nbformat.convert(nbformat.reader.reads(json.dumps(_bare(data))), 4)
    except Exception:  # noqa: BLE001 - its converters fall over malformed input in any way there is
        problem = text("nbformat can't read it; save it anew with Jupyter")
        raise _refused(path, problem) from None


def _bare(data: dict[str, Any]) -> dict[str, Any]:
    """Return a notebook without what is not used: metadata that is missing or odd stops nobody."""
    sheets = data.get("worksheets")  # until version 3
    for sheet in (data, *(sheets if isinstance(sheets, list) else ())):
        cells = sheet.get("cells") if isinstance(sheet, dict) else None
        for cell in cells if isinstance(cells, list) else ():
            if isinstance(cell, dict):
                tags = _tags(cell["metadata"]) if isinstance(cell.get("metadata"), dict) else ()
                cell["metadata"] = {"tags": sorted(tags)}
                if "outputs" in cell:
                    cell["outputs"] = []
    metadata = data.get("metadata")
    return {**data, "metadata": metadata if isinstance(metadata, dict) else {}}


def _no_number(name: str) -> NoReturn:
    """Python's own reader takes NaN and Infinity, which JSON does not have."""
    raise ValueError(name)


def _depth_exceeds(data: Any, limit: int) -> bool:
    level = [data]
    for _ in range(limit):
        level = [child for parent in level for child in _children(parent)]
        if not level:
            return False
    return True


def _children(value: Any) -> Iterable[Any]:
    match value:
        case dict():
            return value.values()
        case list():
            return value
        case _:
            return ()


def _language(notebook: Any) -> str:
    metadata = notebook["metadata"]
    for table, key in (("language_info", "name"), ("kernelspec", "language")):
        found = metadata.get(table)
        if isinstance(found, dict) and isinstance(name := found.get(key), str):
            return name.lower()
    return ""


def _code(notebook: Any, path: Path) -> tuple[Cell, ...]:
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise _refused(path, text("it has no cells"))
    found: list[Cell] = []
    for index, cell in enumerate(cells):
        if not isinstance(cell, dict):
            raise _refused(path, text("a cell is malformed"))
        if cell.get("cell_type") != "code":
            continue
        source = cell.get("source")
        if not isinstance(source, str) or "\0" in source:
            raise _refused(path, text("a cell is malformed"))
        # A lone surrogate has no UTF-8; in a program it could only stand in a string or a comment.
        whole = source.encode("utf-8", "replace").decode("utf-8")
        plain = whole.replace("\r\n", "\n").replace("\r", "\n")
        if plain.strip():
            found.append(Cell(len(found) + 1, index, plain, _tags(cell["metadata"])))
    return tuple(found)


def _tags(metadata: dict[str, Any]) -> frozenset[str]:
    tags = metadata.get("tags")
    return (
        frozenset(tag for tag in tags if isinstance(tag, str))
        if isinstance(tags, list)
        else (frozenset())
    )


def _refused(path: Path, problem: Text) -> UsageError:
    return UsageError(
        text("{path} can't be read as a notebook: {problem}.", path=path, problem=problem)
    )
