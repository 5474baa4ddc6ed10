"""Loads the submission's files as a module."""

from __future__ import annotations

import sys
import types
from collections.abc import Mapping
from pathlib import Path

from grader.student import capture


def load(files: Mapping[str, str], folder: Path) -> tuple[types.ModuleType, tuple[str, ...]]:
    """Write the files into `folder`, run the first one, and return its module and their paths.

    The module has the file's name, so `if __name__ == "__main__"` stays silent, helpers import one
    another, and a process that the student's code starts finds the file.
    """
    paths = {}
    for name, source in files.items():
        path = folder / name
        path.write_text(source, encoding="utf-8")
        paths[name] = str(path)
    sys.path.insert(0, str(folder))
    name, source = next(iter(files.items()))
    main = paths[name]
    module = types.ModuleType(name.removesuffix(".py"))
    module.__file__ = main
    sys.modules[module.__name__] = module
    capture.remember_source(main, source)
    code = compile(source, main, "exec", dont_inherit=True)
    exec(code, module.__dict__)  # noqa: S102 - running the student's code is the purpose
    return module, tuple(paths.values())
