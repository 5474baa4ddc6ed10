"""Mutants are small, valid, different from each other, and keep their names."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from grader.authoring.mutation.equivalents import read_equivalents
from grader.authoring.mutation.mutant import difference, mutants_of
from grader.errors import ExerciseFileError

BODIES = {
    "return a + b": {"return a - b", "return a", "return b", "return None"},
    "return a @ b": {"return a * b", "return b @ a", "return a", "return b", "return None"},
    "return a <= b": {"return a < b", "return a > b", "return None"},
    "return a == 'x'": {"return a != 'x'", "return a == 'xX'", "return None"},
    "return a is None": {"return a is not None", "return None"},
    "return a and b": {"return a or b", "return a", "return b", "return None"},
    "return -a": {"return a", "return None"},
    "return not a": {"return a", "return None"},
    "return 1": {"return 2", "return 0", "return None"},
    "return 0": {"return 1", "return -1", "return None"},
    "return 0.5": {"return 1.5", "return -0.5", "return None"},
    "return True": {"return False", "return None"},
    "return None": {"return 0"},
    "return (a, b)": {"return (b, a)", "return None"},
    "return f'{a:.3f}'": {"return f'{a}'", "return f'{a:.3fX}'", "return None"},
    "a += b": {"a -= b", "a = b", "pass"},
    "return f(a)": {"return a", "return None"},
    "return f(a, b)": {"return f(b, a)", "return f(a)", "return None"},
    "return f(a, k=b)": {"return a", "return f(a)", "return None"},
    "return a.item()": {"return a", "return None"},
    "return torch.rand()": {"return None"},
    "a.train()": {"a.eval()", "pass"},
    "raise a": {"pass"},
    "with a:\n        f()": {"f()", "with a:\n        pass"},
    "for x in a:\n        break": {
        "for x in list(a)[:-1]:\n        break",
        "for x in list(a)[1:]:\n        break",
        "for x in a:\n        continue",
        "for x in a:\n        pass",
    },
    "while a:\n        f()": {
        "while not a:\n        f()",
        "while False:\n        f()",
        "while a:\n        pass",
    },
    "try:\n        f()\n    finally:\n        g()": {
        "f()\n    g()",
        "try:\n        pass\n    finally:\n        g()",
        "try:\n        f()\n    finally:\n        pass",
    },
    "try:\n        f()\n    except E:\n        g()": {
        "f()",
        "try:\n        pass\n    except E:\n        g()",
        "try:\n        f()\n    except E:\n        pass",
    },
    "if a:\n        return": {
        "if not a:\n        return",
        "if True:\n        return",
        "if False:\n        return",
        "if a:\n        pass",
    },
    "f()\n    g()": {"pass\n    g()", "f()\n    pass", "g()\n    f()"},
}


def body(statements: str) -> str:
    return f"import torch\n\ndef h(a, b):\n    {statements}\n"


@pytest.mark.parametrize("statements", BODIES)
def test_what_each_operator_makes(statements: str) -> None:
    found = [ast.dump(ast.parse(mutant.source)) for mutant in mutants_of(body(statements))]
    assert len(found) == len(set(found))
    assert set(found) == {ast.dump(ast.parse(body(wanted))) for wanted in BODIES[statements]}


def test_what_is_no_work_of_a_student_stays() -> None:
    source = '''"""A docstring."""

import torch

class Row(Base):  # given
    """Kept."""
    size: int = 3

def f(a: "int" = 1) -> "str":
    """Not this."""
    b: "list[int]" = a
    return b

if __name__ == "__main__":
    print(f(1) + 1)
'''
    ids = [mutant.id for mutant in mutants_of(source)]
    assert ids == [
        "f/constant: 1 -> 2",
        "f/constant: 1 -> 0",
        "f/dropped: b: 'list[int]' = a -> nothing",
        "f/swapped: b: 'list[int]' = a; return b -> return b; b: 'list[int]' = a",
        "f/returned: return b -> return None",
    ]


def test_decorators_are_dropped() -> None:
    source = "class A:\n\n    @property\n    def x(self):\n        pass\n"
    assert [m.id for m in mutants_of(source)] == ["A/decorator: @property -> nothing"]


def test_names_outlive_edits_elsewhere() -> None:
    one = "def f(x):\n    return g(x) + 1\n\ndef h(x):\n    return x - 1\n"
    other = one.replace(
        "def h(x):\n    return", "# new\ndef new():\n    pass\n\ndef h(x):\n  return"
    )
    other = other.replace("return g(x) + 1", 'y = g( x )  # a comment\n    return y * "a"')
    of_h = [mutant.id for mutant in mutants_of(one) if mutant.function == "h"]
    assert of_h == [mutant.id for mutant in mutants_of(other) if mutant.function == "h"]
    assert of_h[0] == "h/returned: return x - 1 -> return None"
    assert "f/call dropped: g(x) -> x" in {m.id for m in mutants_of(one)}
    assert "f/call dropped: g(x) -> x" in {m.id for m in mutants_of(other)}


def test_the_difference_is_the_change() -> None:
    source = "# a comment\ndef f(x):\n    return (x +\n 1)\n"
    lines = difference(source, mutants_of(source)[1]).splitlines()
    assert [line for line in lines if line[0] in "+-"] == ["-    return x + 1", "+    return x - 1"]


def test_the_second_alike_has_a_number() -> None:
    ids = [mutant.id for mutant in mutants_of("def f():\n    g(1)\n    g(1)\n")]
    assert "f/constant: 1 -> 2" in ids
    assert "f/constant: 1 -> 2 #2" in ids


def test_a_new_variable_may_begin_anywhere_before_its_use() -> None:
    ids = [mutant.id for mutant in mutants_of("def f(m):\n    m.go()\n    x = []\n    m.on(x)\n")]
    assert [ident for ident in ids if "swapped" in ident] == [
        "f/swapped: x = []; m.on(x) -> m.on(x); x = []"
    ]


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[[mutant]]\nid = 'a'\nreason = ''", "mutant[0].reason = '': must be a sentence"),
        ("[[mutant]]\nid = 'a'\nreason = 'b'\nneeds = 'tpu'", "must be one of cuda"),
        ("[[mutant]]\nid = 'a'\nreason = 'b'\nwhy = 'c'", "is not a known key"),
        ("[[mutant]]\nid = 'a'\nreason = 'b'\n" * 2, "is there twice"),
        ("mutants = 1", "mutants = 1: is not a known key"),
        ("mutant = 1", "must be tables"),
        ("[", "is not TOML"),
    ],
)
def test_a_malformed_list_is_told(tmp_path: Path, content: str, told: str) -> None:
    path = tmp_path / "equivalent_mutants.toml"
    path.write_text(content, encoding="utf-8")
    with pytest.raises(ExerciseFileError) as error:
        read_equivalents(path)
    assert told in str(error.value)


def test_no_list_is_an_empty_list(tmp_path: Path) -> None:
    assert read_equivalents(tmp_path / "equivalent_mutants.toml") == {}
