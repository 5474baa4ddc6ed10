"""Specimens of paths."""

from __future__ import annotations

from pathlib import Path


def path(name: str) -> Path:
    """A `pathlib.Path` to a file of that name in the work folder."""
    return Path.cwd() / name
