"""A real kernel, and nbclient to speak to it: the reference for what a notebook does.

Both live in the student's process, under its walls, and speak over ZeroMQ's `inproc` transport:
Jupyter's protocol as it is, without a socket that anybody could reach, and nothing of it ever
arrives at the trusted side.
"""

from __future__ import annotations

import asyncio
import contextlib
import importlib
import queue
import sys
import types
from collections.abc import Mapping
from itertools import count
from typing import Any

import nbformat
import zmq
import zmq.asyncio
from ipykernel.iostream import IOPubThread
from ipykernel.ipkernel import IPythonKernel
from ipykernel.kernelapp import IPKernelApp
from ipykernel.zmqshell import ZMQInteractiveShell
from jupyter_client.asynchronous.client import AsyncKernelClient
from jupyter_core.utils import ensure_async
from nbclient import NotebookClient
from traitlets import Type, Unicode

from grader.student.notebook import outputs
from grader.student.notebook.manners import NOWHERE, CellCompiler, Manners, NoProfile, settings

sys.modules["debugpy"] = None  # type: ignore[assignment] # a quarter of a second, for nobody
importlib.import_module("ipykernel.debugger")
del sys.modules["debugpy"]
# The first cell and output compile the format's schema.
nbformat.v4.new_code_cell("", outputs=[nbformat.v4.new_output("stream")])

READY_S = 30
READY_TRIES = 20
SUBSCRIBES_S = 0.5
"""Within which a first message arrives, unless it was sent before the subscription."""
CHANNELS = ("shell", "iopub", "stdin", "control")


class KernelShell(Manners, ZMQInteractiveShell):
    """The kernel's shell, with our manners."""

    def enable_gui(self, gui: Any = None) -> None:
        """No window can open here."""

    def showtraceback(self, exc_tuple: Any = None, *rest: Any, **more: Any) -> None:
        """Leave out the frames of an endless recursion: to render a thousand takes seconds."""
        kind, error, _ = self._get_exc_info(exc_tuple)
        if issubclass(kind, RecursionError):
            self._showtraceback(kind, error, [f"{kind.__name__}: {error}"])
        else:
            super().showtraceback(exc_tuple, *rest, **more)


class SealedKernel(IPythonKernel):
    """A kernel with that shell."""

    shell_class = Type(KernelShell)
    compiler_class = Type(CellCompiler)  # type: ignore[assignment]


class SealedApp(IPKernelApp):
    """Starts the kernel in this process, without files, signals and network."""

    transport = Unicode("inproc")
    kernel_class = Type(SealedKernel)

    def init_profile_dir(self) -> None:
        """No profile."""
        self.profile_dir = NoProfile(location=NOWHERE)

    def init_connection_file(self) -> None:
        """The client is told where to connect."""

    def write_connection_file(self, **_: object) -> None:
        """Likewise."""

    def load_config_file(self, *_: object, **__: object) -> None:
        """No files of the account's."""

    def init_code(self) -> None:
        """No files that run at the start."""

    def init_extensions(self) -> None:
        """No storage of variables."""

    def init_iopub(self, context: zmq.Context[Any]) -> None:
        """As in ipykernel, without the TCP port that takes what forked processes print."""
        self.iopub_socket = context.socket(zmq.XPUB)
        self.iopub_port = self._bind_socket(self.iopub_socket, self.iopub_port)
        self.configure_tornado_logger()
        self.iopub_thread = IOPubThread(self.iopub_socket, session=self.session)
        self.iopub_thread.start()
        self.iopub_socket = self.iopub_thread.background_socket

    def init_heartbeat(self) -> None:
        """It would only say that this process lives."""

    def init_signal(self) -> None:
        """Signals stay as they are."""

    def _ipython_dir_changed(self, change: object) -> None:
        """Make no folder."""

    def _try_bind_socket(self, s: zmq.Socket[Any], port: int) -> int:  # noqa: ARG002 - ipykernel's signature
        number = next(_NUMBERS)
        s.bind(f"inproc://{self.ip}-{number}")
        return number


_NUMBERS = count(1)


class InprocClient(AsyncKernelClient):
    """Speaks to a kernel of this process."""

    transport = Unicode("inproc")


async def _ready(client: AsyncKernelClient) -> None:
    """Return when the kernel answers, and what it publishes arrives.

    jupyter_client's own way ends with a fifth of a second of silence; here the kernel lives in this
    process, and waits for nobody.
    """
    for _ in range(READY_TRIES):
        await ensure_async(client.kernel_info(reply=True, timeout=READY_S))
        with contextlib.suppress(queue.Empty):
            await client.get_iopub_msg(timeout=SUBSCRIBES_S)
            return
    raise RuntimeError("the kernel publishes nothing")


class KernelExecutor:
    """Runs cells in a kernel, by nbclient."""

    def __init__(self, commands: str) -> None:
        """`commands` as in `grader.student.notebook.executor`."""
        self._loop = asyncio.new_event_loop()
        asyncio.set_event_loop(self._loop)
        self._loop.run_until_complete(self._start(commands))
        self.module: types.ModuleType = self._shell.user_module

    async def _start(self, commands: str) -> None:
        self._app = app = SealedApp(
            ip="kernel",
            log_level=50,
            ipython_dir=NOWHERE,
            capture_fd_output=False,
            quiet=True,
            config=settings(),
        )
        app.initialize([])
        app.kernel.start()
        shell, context = app.shell, app.context
        assert isinstance(shell, KernelShell)
        assert context
        self._shell = shell
        shell.behave(commands)
        client = InprocClient(
            context=zmq.asyncio.Context.shadow(context), ip=app.ip, session=app.session
        )
        for channel in CHANNELS:
            setattr(client, f"{channel}_port", getattr(app, f"{channel}_port"))
        client.start_channels(hb=False)
        client.allow_stdin = False
        await _ready(client)
        self._notebook = nbformat.v4.new_notebook()
        self._client = NotebookClient(self._notebook, allow_errors=True, timeout=None)
        self._client.kc = client
        self._client.reset_execution_trackers()

    def run(self, number: int, source: str) -> bool:
        """See `grader.student.notebook.Executor`."""
        self._shell.name_cell(number)
        self._notebook.cells.append(nbformat.v4.new_code_cell(source))
        index = len(self._notebook.cells) - 1
        cell = self._notebook.cells[index]
        self._loop.run_until_complete(self._client.async_execute_cell(cell, index))
        if (error := self._shell.take_error()) is not None:
            raise error
        return True

    def shown(self) -> Mapping[str, Any]:
        """See `grader.student.notebook.Executor`."""
        shown = [output for cell in self._notebook.cells for output in cell.outputs]
        self._notebook.cells = []
        return {"commands": self._shell.take_commands(), "outputs": outputs.as_json(shown)}

    def settle(self) -> None:
        """See `grader.student.notebook.Executor`."""
        self._app.reset_io()
