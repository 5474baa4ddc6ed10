# /// attack
# tries = "puts modules of its own in the place of the grader's and of what compares"
# notebook = true
# wins = "points"
# stopped_by = ["separate process"]
# proof = {without = ["boundary"]}
# ///
import sys
import types

import torch


class Anything(types.ModuleType):
    def __getattr__(self, name):
        return lambda *_, **__: None


for name in (
    "grader",
    "grader.checks",
    "grader.checks.expect",
    "grader.checks.cells",
    "grader.student.notebook.outputs",
    "grader.student.notebook.shell",
    "grader.jupyter",
    "IPython.core.interactiveshell",
):
    sys.modules[name] = Anything(name)
torch.testing.assert_close = lambda *_, **__: None
torch.equal = lambda *_: True


# %%
class Equal(int):
    def __eq__(self, other):
        return True

    __hash__ = int.__hash__


def answer(number):
    return Equal()


def scale(tensor):
    return tensor


def attack():
    return False
