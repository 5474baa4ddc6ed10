"""What a check's author writes with.

    from hypothesis import given
    from hypothesis.strategies import integers
    from grader.checks import check, expect, tensors

    @check(points=2)
    def counts_the_network_of_the_book(student):
        \"\"\"A network with 2 inputs and 2 outputs has 752 parameters.\"\"\"
        model = student.NeuralNetwork(2, 2)
        expect.equal(student.count_parameters(model), 752)

The names are imported when they are first used: pytest loads the plugin in this package at every
start, and must not pay for torch where no exercise is graded.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from grader.checks import expect as expect
    from grader.checks.definition import check as check
    from grader.checks.reference import Reference as Reference
    from grader.checks.saved import SavedFile as SavedFile
    from grader.checks.strategies import classification_data as classification_data
    from grader.checks.strategies import sizes as sizes
    from grader.checks.strategies import tensors as tensors
    from grader.checks.student import Handle as Handle
    from grader.checks.student import Student as Student
    from grader.checks.student import StudentRaised as StudentRaised

_HOMES = {
    "check": "definition",
    "Reference": "reference",
    "SavedFile": "saved",
    "classification_data": "strategies",
    "sizes": "strategies",
    "tensors": "strategies",
    "Handle": "student",
    "Student": "student",
    "StudentRaised": "student",
}

__all__ = [
    "Handle",
    "Reference",
    "SavedFile",
    "Student",
    "StudentRaised",
    "check",
    "classification_data",
    "expect",
    "sizes",
    "tensors",
]


def __getattr__(name: str) -> Any:
    if name == "expect":
        return importlib.import_module("grader.checks.expect")
    if name in _HOMES:
        return getattr(importlib.import_module(f"grader.checks.{_HOMES[name]}"), name)
    raise AttributeError(name)
