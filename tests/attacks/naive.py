"""A grader as they are usually written: everything in one process. For proofs only.

Usage: naive.py REFERENCE SUBMISSION. It believes whatever it is told: a `==`, a type, an exit code,
a line of output.
"""

import importlib.util
import json
import sys

import torch


def run(path):
    """Run the cells of a notebook, as a kernel would."""
    from IPython.core.interactiveshell import InteractiveShell

    with open(path, encoding="utf-8") as file:
        cells = json.load(file)["cells"]
    shell = InteractiveShell.instance()
    for cell in cells:
        shell.run_cell(cell["source"])
    return shell.user_module


def load(path):
    if path.endswith(".ipynb"):
        return run(path)
    spec = importlib.util.spec_from_file_location(path.rpartition("/")[2].removesuffix(".py"), path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


def grade(reference, student):
    if hasattr(student, "attack") and student.attack():
        print("CLAIM")
    numbers = [3, 1 << 20]
    expected = [reference.answer(number) for number in numbers]
    answers = [student.answer(number) for number in numbers]
    assert answers == expected
    x = torch.linspace(-1.0, 1.0, 12).reshape(3, 4)
    actual, wanted = student.scale(x), reference.scale(x)
    assert isinstance(actual, torch.Tensor)
    assert len(actual) == 3
    torch.testing.assert_close(actual, wanted)
    assert torch.equal(actual, wanted)
    print("SCORE 10/10")


if __name__ == "__main__":
    grade(load(sys.argv[1]), load(sys.argv[2]))
