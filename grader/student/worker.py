"""Answers requests: the loop of the student's process."""

from __future__ import annotations

import contextlib
import importlib
import io
import os
import socket
import sys
import traceback
import types
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from grader.bridge.errors import ConnectionClosed
from grader.bridge.framing import Stream
from grader.bridge.messages import (
    Raised,
    Request,
    receive_request,
    send_raised,
    send_value,
)
from grader.bridge.values import Ref
from grader.student import capture, loader
from grader.student.objects import MODULE, Objects

if TYPE_CHECKING:
    from grader.student.notebook import Executor

BROKEN_WORKER = 96
"""Exit status of a process whose loop failed."""

MAX_ITEMS = 100_000
"""How many items of an iterable are sent in one answer."""


class MissingName(AttributeError):
    """The student's module has no such name."""


class Kept:
    """Marks a value that is answered by a handle, even where it is plain data."""

    def __init__(self, value: object) -> None:
        self.value = value


class Worker:
    """One student's process, from the trusted side's first request to its last."""

    def __init__(self, stream: Stream, folder: Path) -> None:
        """`folder` is the private work folder, the current directory."""
        self._stream = stream
        self._folder = folder
        self._objects = Objects()
        self._files: tuple[str, ...] = ()
        self._notebook: Executor | None = None

    def serve(self) -> None:
        """Answer until the trusted side closes the connection."""
        while True:
            try:
                request = receive_request(self._stream, self._objects.resolve)
            except ConnectionClosed:
                return
            self._objects.release(request.released)
            answer = self._perform(request)
            _flush()
            if isinstance(answer, Raised):
                send_raised(self._stream, request.number, answer)
            else:
                try:
                    send_value(self._stream, request.number, answer, self._keep)
                except ConnectionClosed:
                    return
                except BaseException as error:
                    # An object whose class lies about itself may raise while it is read.
                    raised = capture.describe(error, self._files)
                    send_raised(self._stream, request.number, raised)

    def _keep(self, value: object) -> Ref:
        return self._objects.keep(value)

    def _perform(self, request: Request) -> object:
        """Return the answer's value, or what the student's code raised."""
        operation: Callable[..., object] = getattr(self, f"_do_{request.operation}")
        try:
            answer = operation(*request.arguments, **request.keywords)
            return self._objects.keep(answer.value) if isinstance(answer, Kept) else answer
        except BaseException as error:
            return capture.describe(error, self._files)

    def _do_load(self, files: Mapping[str, str]) -> None:
        self._files = tuple(str(self._folder / name) for name in files)
        module, self._files = loader.load(files, self._folder)
        self._objects.set_module(module)

    def _do_open(self, files: Mapping[str, str], kind: str, commands: str) -> None:
        """Begin a notebook; `files` are those that its cells may import."""
        from grader.student import notebook

        loader.offer(files, self._folder)
        self._notebook = notebook.executor(kind, commands)
        self._objects.set_module(self._notebook.module)

    def _do_cell(self, number: int, source: str) -> bool:
        self._files += (f"cell {number}",)
        return self._cells.run(number, source)

    def _do_shown(self) -> Mapping[str, Any]:
        return self._cells.shown()

    def _do_settle(self) -> list[str]:
        """End the notebook; return the names that it defines."""
        self._cells.settle()
        names = vars(self._cells.module)
        return [name for name in names if not name.startswith("_")][:MAX_ITEMS]

    @property
    def _cells(self) -> Executor:
        assert self._notebook
        return self._notebook

    def _do_call(
        self,
        target: object,
        name: str | None,
        arguments: Sequence[Any],
        keywords: Mapping[str, Any],
        keep: bool,  # noqa: FBT001 - a field of a message
    ) -> object:
        function: Any = self._target(target) if name is None else self._do_get(target, name)
        value = function(*arguments, **keywords)
        return Kept(value) if keep else value

    def _do_get(self, target: object, name: str) -> object:
        if target is None and not hasattr(self._target(None), name):
            raise MissingName(name)
        return getattr(self._target(target), name)

    def _do_item(self, target: Any, key: object) -> object:
        return target[key]

    def _do_length(self, target: Any) -> int:
        return len(target)

    def _do_items(self, target: Any) -> list[object]:
        items = []
        for item in target:
            items.append(item)
            if len(items) > MAX_ITEMS:
                raise ValueError(f"iteration gave more than {MAX_ITEMS:,} items")
        return items

    def _do_put(self, value: object) -> Kept:
        return Kept(value)

    def _do_fetch(self, value: object) -> object:
        return value

    def _do_probe(self, name: str, arguments: Sequence[Any], keywords: Mapping[str, Any]) -> object:
        """`name` is `module.function` of `grader.student.probes` or `.specimens`."""
        module_name, _, function_name = name.rpartition(".")
        module = importlib.import_module(f"grader.student.{module_name}")
        answer = getattr(module, function_name)(*arguments, **keywords)
        return Kept(answer) if module_name.startswith("specimens") else answer

    def _target(self, target: object) -> object:
        return self._objects.resolve(Ref(MODULE)) if target is None else target


def _flush() -> None:
    """Let what the student printed arrive before the answer does."""
    for stream in (sys.stdout, sys.stderr):
        # The student may have closed or replaced it.
        with contextlib.suppress(BaseException):
            stream.flush()


def serve(sock: socket.socket, folder: Path) -> None:
    """Be a student's process until the connection ends; never return to the caller's frames."""
    # What started this process is not the student's `__main__`.
    sys.modules["__main__"] = types.ModuleType("__main__")
    for stream in (sys.stdout, sys.stderr):
        # What was printed before a crash should have arrived, and in order.
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(line_buffering=True)
    try:
        Worker(Stream(sock), folder).serve()
    except BaseException:
        # The worker itself is at fault, or the student's code broke it from within.
        traceback.print_exc()
        os._exit(BROKEN_WORKER)
    os._exit(0)
