"""The student's code without isolation: what checks cost when they call it in their own process.

Only for comparison. It has the shape of `grader.checks.Student`, so the very same check functions
run on it; checks that start another process (`fresh`) are left out on both sides.
"""

from __future__ import annotations

import importlib
import os
import tempfile
import types
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from grader.student import loader
from grader.student.probes import state


class NeedsProcess(Exception):
    """The check asks for a process of its own."""


class _Function:
    def __init__(self, value: Any) -> None:
        self._value = value

    def __call__(self, *arguments: Any, **keywords: Any) -> Any:
        return self._value(*arguments, **keywords)

    kept = __call__

    def value(self) -> Any:
        return self._value


class _Probes:
    def __init__(self, path: str) -> None:
        self._path = path

    def __getattr__(self, name: str) -> _Probes:
        return _Probes(f"{self._path}.{name}")

    def __call__(self, *arguments: Any, shown: str = "", cpu_s: float = 0, **keywords: Any) -> Any:
        module, _, name = self._path.rpartition(".")
        function = getattr(importlib.import_module(f"grader.student.{module}"), name)
        return function(*arguments, **keywords)


class DirectStudent:
    """A submission, loaded into this process."""

    probe = _Probes("probes")
    specimen = _Probes("specimens")

    def __init__(self, files: Mapping[str, str]) -> None:
        self._folder = tempfile.TemporaryDirectory()
        os.chdir(self._folder.name)  # where the code may write its files
        self._module: types.ModuleType = loader.load(files, Path(self._folder.name))[0]

    def __getattr__(self, name: str) -> _Function:
        if name.startswith("_"):
            raise AttributeError(name)
        return _Function(getattr(self._module, name))

    def put(self, value: Any, *, shown: str = "") -> Any:
        return value

    def fetch(self, value: Any) -> Any:
        return value

    def seed(self, number: int) -> None:
        state.seed(number)

    def fresh(self, *before: Any, load: bool = True) -> Any:
        raise NeedsProcess
