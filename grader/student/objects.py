"""Objects that are no plain data stay here; the trusted side knows them by number."""

from __future__ import annotations

from collections.abc import Iterable

from grader.bridge.values import Ref

MODULE = 0
"""The number of the student's module."""


class Objects:
    """The table behind the handles."""

    def __init__(self) -> None:
        self._objects: dict[int, object] = {}
        self._next = MODULE + 1

    def keep(self, value: object) -> Ref:
        """Keep an object under a new number."""
        ident, self._next = self._next, self._next + 1
        self._objects[ident] = value
        return Ref(ident, type(value).__name__)

    def set_module(self, module: object) -> None:
        """Make `module` the object that attribute look-ups without a handle go to."""
        self._objects[MODULE] = module

    def resolve(self, ref: Ref) -> object:
        """Return what a reference stands for."""
        return self._objects[ref.id]

    def release(self, numbers: Iterable[int]) -> None:
        """Forget objects."""
        for number in numbers:
            self._objects.pop(number, None)
