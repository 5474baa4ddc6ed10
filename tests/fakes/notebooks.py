"""Notebooks made by hand, as plain data: also such as nbformat would refuse to write."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

Book = dict[str, Any]


def code(source: str, *tags: str, **more: Any) -> dict[str, Any]:
    """A code cell that was never run."""
    metadata = {"tags": list(tags)} if tags else {}
    plain = {"cell_type": "code", "source": source, "metadata": metadata, "outputs": []}
    return {**plain, "execution_count": None, **more}


def words(source: str, kind: str = "markdown") -> dict[str, Any]:
    """A cell of another kind."""
    return {"cell_type": kind, "source": source, "metadata": {}}


def book(*cells: str | dict[str, Any], **more: Any) -> Book:
    """A notebook of format 4; a string is a code cell. `more` replaces what it says of itself."""
    made = [code(cell) if isinstance(cell, str) else cell for cell in cells]
    if more.get("nbformat_minor", 5) >= 5:
        for number, cell in enumerate(made):
            cell.setdefault("id", f"cell-{number}")
    kernel = {"display_name": "Python 3", "language": "python", "name": "python3"}
    whole = {"nbformat": 4, "nbformat_minor": 5, "metadata": {"kernelspec": kernel}, "cells": made}
    return {**whole, **more}


def written(path: Path, made: Book) -> Path:
    """Write a notebook."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(made, ensure_ascii=False), encoding="utf-8")
    return path
