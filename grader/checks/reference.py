"""The reference solution, loaded on the trusted side; hidden checks compare with it."""

from __future__ import annotations

import importlib.util
import sys
from functools import lru_cache
from pathlib import Path
from typing import Any

from grader.errors import CheckDefinitionError


class Reference:
    """The reference's module. What it raises is our fault, and marks the check as broken."""

    def __init__(self, path: Path) -> None:
        self._module = _load(path)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._module, name)


@lru_cache(maxsize=32)
def _load(path: Path) -> Any:
    name = f"torchgrade_reference_{path.stem}"
    spec = importlib.util.spec_from_file_location(name, path)
    if spec is None or spec.loader is None:
        raise CheckDefinitionError(f"the reference {path} can't be loaded")
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module  # dataclasses look their module up
    spec.loader.exec_module(module)
    return module
