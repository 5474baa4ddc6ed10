"""A submission is loaded as the module that its file would be."""

from __future__ import annotations

import linecache
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from grader.student.loader import load


@pytest.fixture(autouse=True)
def restored(tmp_path: Path) -> Iterator[None]:
    """Take back what loading does to this process."""
    modules, path = set(sys.modules), sys.path[:]
    yield
    for name in set(sys.modules) - modules:
        del sys.modules[name]
    sys.path[:] = path
    linecache.clearcache()


def test_the_first_file_is_run_as_a_module_of_its_name(tmp_path: Path) -> None:
    module, paths = load({"mine.py": "x = __name__\ny = __file__\n"}, tmp_path)
    assert module.__name__ == module.x == "mine"
    assert module.__file__ == module.y == str(tmp_path / "mine.py")
    assert paths == (str(tmp_path / "mine.py"),)
    assert sys.modules["mine"] is module


def test_what_belongs_to_a_program_is_not_run(tmp_path: Path) -> None:
    module, _ = load(
        {"mine.py": "ran = False\nif __name__ == '__main__':\n    ran = True"}, tmp_path
    )
    assert module.ran is False


def test_helpers_are_imported_by_name_and_run_only_then(tmp_path: Path) -> None:
    files = {
        "mine.py": "from helper_of_mine import x\n",
        "helper_of_mine.py": "x = 5\n",
        "never_of_mine.py": "1 / 0\n",
    }
    module, paths = load(files, tmp_path)
    assert module.x == 5
    assert paths == tuple(str(tmp_path / name) for name in files)
    assert {path.name for path in tmp_path.glob("*.py")} == set(files)


def test_a_file_may_import_itself_by_its_name(tmp_path: Path) -> None:
    module, _ = load({"mine.py": "x = 1\nimport mine\nsame = mine.x\n"}, tmp_path)
    assert module.same == 1


def test_features_of_the_loader_do_not_leak_into_the_students_file(tmp_path: Path) -> None:
    module, _ = load({"mine.py": "def f(x: 1 + 1): pass\n"}, tmp_path)
    assert module.f.__annotations__ == {"x": 2}


def test_text_of_all_kinds_is_kept(tmp_path: Path) -> None:
    module, _ = load({"mine.py": "# 中文\nx = '😀é'\r\ny = 1\n"}, tmp_path)
    assert (module.x, module.y) == ("😀é", 1)


def test_classes_know_their_module(tmp_path: Path) -> None:
    source = "from dataclasses import dataclass\n@dataclass\nclass P:\n    x: 'int'\n"
    module, _ = load({"mine.py": source}, tmp_path)
    assert module.P(1).x == 1
    assert module.P.__module__ == "mine"


def test_what_the_file_raises_comes_out(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError):
        load({"mine.py": "1 / 0\n"}, tmp_path)
    with pytest.raises(SyntaxError) as error:
        load({"broken.py": "x = \n"}, tmp_path)
    assert error.value.filename == str(tmp_path / "broken.py")
