"""Simulated packages: `importlib.metadata` finds them installed, though no file is there."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator, Mapping
from importlib import metadata
from pathlib import Path
from typing import Any


def install(packages: Mapping[str, str]) -> None:
    """Let packages be installed: name as it is spelled -> version. They can't be imported.

    To be called before the student's code is loaded, which may look at once.
    """
    sys.meta_path.append(_Finder(dict(packages)))


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


class _Package(metadata.Distribution):
    def __init__(self, name: str, version: str) -> None:
        self._text = f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n"

    def read_text(self, filename: str) -> str | None:
        return self._text if filename == "METADATA" else None

    def locate_file(self, path: Any) -> Path:
        return Path(path)


class _Finder(metadata.DistributionFinder):
    def __init__(self, packages: dict[str, str]) -> None:
        self._packages = packages

    def find_spec(self, *_: object) -> None:
        """No module comes with such a package."""

    def find_distributions(
        self, context: metadata.DistributionFinder.Context | None = None
    ) -> Iterator[metadata.Distribution]:
        wanted = None if context is None or context.name is None else _normalised(context.name)
        for name, version in self._packages.items():
            if wanted in (None, _normalised(name)):
                yield _Package(name, version)
