"""Loads the submission's files as modules, from memory: the work folder may be read-only."""

from __future__ import annotations

import contextlib
import sys
import types
from collections.abc import Mapping, Sequence
from importlib.abc import InspectLoader, MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder
from importlib.util import spec_from_loader
from pathlib import Path

from grader.student import capture


class _Files(MetaPathFinder, InspectLoader):
    """Finds the submission's other files when they are imported."""

    def __init__(self, paths: Mapping[str, str], sources: Mapping[str, str]) -> None:
        """`paths` and `sources` are keyed by module name."""
        self._paths, self._sources = paths, sources

    def find_spec(
        self,
        name: str,
        path: Sequence[str] | None = None,
        target: types.ModuleType | None = None,  # noqa: ARG002 - importlib's signature
    ) -> ModuleSpec | None:
        if path is not None or name not in self._sources:
            return None
        spec = spec_from_loader(name, self, origin=self._paths[name])
        if spec:
            spec.has_location = True
        return spec

    def get_source(self, fullname: str) -> str:
        return self._sources[fullname]

    def exec_module(self, module: types.ModuleType) -> None:
        name = module.__name__
        code = compile(self._sources[name], self._paths[name], "exec", dont_inherit=True)
        exec(code, module.__dict__)  # noqa: S102 - running the student's code is the purpose


def offer(files: Mapping[str, str], folder: Path) -> dict[str, str]:
    """Let files be imported; return their paths, by module name.

    Where the folder can be written to, they lie there as well, for processes that the student's
    code starts.
    """
    sys.modules["grader.jupyter"] = _no_self_check()
    paths, sources = {}, {}
    for name, source in files.items():
        path, module_name = folder / name, name.removesuffix(".py")
        with contextlib.suppress(PermissionError):
            path.write_text(source, encoding="utf-8")
        paths[module_name], sources[module_name] = str(path), source
        capture.remember_source(str(path), source)
    sys.path.insert(0, str(folder))
    # Before everything that lies in folders, as the submission's own folder does on the path.
    place = sys.meta_path.index(PathFinder) if PathFinder in sys.meta_path else 0
    sys.meta_path.insert(place, _Files(paths, sources))
    return paths


def load(files: Mapping[str, str], folder: Path) -> tuple[types.ModuleType, tuple[str, ...]]:
    """Run the first file as a module; return that, and the paths of all files.

    The module has the file's name, so `if __name__ == "__main__"` stays silent, and helpers import
    one another.
    """
    paths = offer(files, folder)
    name = next(iter(paths))
    module = types.ModuleType(name)
    module.__file__ = paths[name]
    sys.modules[name] = module
    code = compile(next(iter(files.values())), paths[name], "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102 - running the student's code is the purpose
    return module, tuple(paths.values())


def _no_self_check() -> types.ModuleType:
    """A notebook, or a script made from one, may ask for its own grading: that goes on already."""
    module = types.ModuleType("grader.jupyter")

    def check(*_: object, **__: object) -> None:
        print("(the self-check is left out while this is graded)")  # noqa: T201 - to the student

    module.__dict__["check"] = check
    return module
