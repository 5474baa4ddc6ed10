"""Jupyter notebooks: the code cells, joined, are the submission's source.

This is how a notebook is graded for now: its cells run in their order as one module, and nothing of
IPython is there. An executor that runs it cell by cell is to come.

Outputs and metadata are never shown nor run, so what nbformat's schema says of them is not asked;
the cells are checked one by one.
"""

from __future__ import annotations

import io
import json
import tokenize
import warnings
from collections.abc import Iterable
from pathlib import Path
from typing import Any, NoReturn

from grader.errors import UsageError
from grader.language import Text, text
from grader.model.source import MAX_BYTES, read_bytes

MAX_NOTEBOOK = 16 << 20
"""Bytes of a notebook; pictures in its outputs are most of that."""
MAX_DEPTH = 64
"""How deep its JSON may be nested. nbformat walks it by recursion; real ones stay below ten."""

LANGUAGES = ("", "python", "python3", "ipython", "ipython3")
"""What a Python kernel calls its language; notebooks made by hand don't say."""

_LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT}


def read_notebook(path: Path, *, inside: Path | None = None) -> str:
    """Return the source of a notebook's code cells; `inside` as in `read_bytes`.

    Raises:
        UsageError: it can't be read, is no notebook, or is none of plain Python.
    """
    return source_of(read_bytes(path, MAX_NOTEBOOK, inside=inside), path)


def source_of(raw: bytes, path: Path) -> str:
    """Return the code cells as one module; a comment, `# cell 2`, stands above each.

    Cells are counted from 1, code cells only. A notebook without code gives "".

    Raises:
        UsageError: it is no notebook, or none of plain Python; the message says why.
    """
    notebook = _parsed(raw, path)
    if (language := _language(notebook)) not in LANGUAGES:
        problem = text(
            "{path} is a notebook for {language}; a Python notebook is asked for.",
            path=path,
            language=repr(language),
        )
        raise UsageError(problem)
    sources = _code(notebook, path)
    for number, source in enumerate(sources, 1):
        if found := _magic(source):
            line, words = found
            problem = text(
                "{path}, code cell {cell}, line {line}: {words} is for IPython only; take such "
                "lines out, and try again.",
                path=path,
                cell=number,
                line=line,
                words=repr(words),
            )
            raise UsageError(problem)
    module = "\n\n".join(
        f"# cell {number}\n{source.rstrip()}\n"
        for number, source in enumerate(sources, 1)
        if source.strip()
    )
    if len(module.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        problem = text(
            "The code of {path} is too long: it has more than {limit} bytes.",
            path=path,
            limit=MAX_BYTES,
        )
        raise UsageError(problem)
    return module


def _parsed(raw: bytes, path: Path) -> Any:
    """Return the notebook in version 4 of the format."""
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
                cell.update(metadata={}, outputs=[])
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


def _code(notebook: Any, path: Path) -> list[str]:
    cells = notebook.get("cells")
    if not isinstance(cells, list):
        raise _refused(path, text("it has no cells"))
    sources = []
    for cell in cells:
        if not isinstance(cell, dict):
            raise _refused(path, text("a cell is malformed"))
        if cell.get("cell_type") != "code":
            continue
        source = cell.get("source")
        if not isinstance(source, str) or "\0" in source:
            raise _refused(path, text("a cell is malformed"))
        # A lone surrogate has no UTF-8; in a program it could only stand in a string or a comment.
        whole = source.encode("utf-8", "replace").decode("utf-8")
        sources.append(whole.replace("\r\n", "\n").replace("\r", "\n"))
    return sources


def _magic(source: str) -> tuple[int, str] | None:
    """Return line number and text of the first line that only IPython understands.

    A `%` or `!` that begins a logical line: within an expression a line may well begin with `%`.
    Tokens are looked at, nothing is compiled: hostile source can exhaust the compiler.
    """
    begins = True
    try:
        for token in tokenize.generate_tokens(io.StringIO(source).readline):
            if token.type in _LAYOUT:
                continue
            if begins and token.string[:1] in ("%", "!", "?"):
                return token.start[0], token.line.strip()[:40]
            begins = token.type == tokenize.NEWLINE
    except (tokenize.TokenError, SyntaxError):
        pass  # loading the module says so, with Python's own words
    return None


def _refused(path: Path, problem: Text) -> UsageError:
    return UsageError(
        text("{path} can't be read as a notebook: {problem}.", path=path, problem=problem)
    )
