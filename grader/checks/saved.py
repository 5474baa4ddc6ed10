"""Files that a student's code saved: examined as data, opened only in a clean process."""

from __future__ import annotations

import io
import pickletools
import zipfile
from typing import Any

import torch

from grader.checks.expect import Mismatch
from grader.checks.student import Student, StudentRaised
from grader.language import text

MAX_FILE = 64 << 20
MAX_MEMBERS = 20_000
"""Entries of the archive that `torch.save` writes: one for each tensor, and a few."""
MAX_INSTRUCTIONS = 2 << 20
"""Bytes of the pickle in it, read instruction by instruction: enough for 10,000 tensors."""

STATE_DICT_GLOBALS = frozenset(
    {
        "collections OrderedDict",
        "torch._utils _rebuild_tensor_v2",
        "torch._utils _rebuild_parameter",
    }
)
"""What the instructions of a saved state dict refer to, storages aside."""


class SavedFile:
    """A file as bytes. Nothing of it is ever run on the trusted side."""

    def __init__(self, data: bytes) -> None:
        self.data = data

    @classmethod
    def read(cls, student: Student, path: str) -> SavedFile:
        """Fetch a file that the student's code wrote in its work folder.

        Raises:
            Mismatch: there is none, or it is too large.
        """
        content = student.probe.files.read(path, MAX_FILE, shown="the saved file")
        if (
            not isinstance(content, torch.Tensor)
            or content.dtype != torch.uint8
            or content.ndim != 1
            or content.numel() > MAX_FILE
        ):
            message = text("No file was written at the path that was asked for: {path}.", path=path)
            raise Mismatch(message, expected=path, received="no file")
        return cls(content.numpy().tobytes())

    @property
    def tensor(self) -> torch.Tensor:
        """The bytes as a uint8 tensor, to send them elsewhere."""
        if not self.data:
            return torch.empty(0, dtype=torch.uint8)
        return torch.frombuffer(bytearray(self.data), dtype=torch.uint8)

    def globals(self) -> frozenset[str] | None:
        """Return the classes and functions that unpickling would import, as "module name".

        Read from the pickle's instructions without running them. None where the file is no archive
        of torch's (format of `torch.save` since 1.6), which is never compressed.
        """
        if self.data.count(b"PK\x01\x02") > MAX_MEMBERS:
            return None
        try:
            with zipfile.ZipFile(io.BytesIO(self.data)) as archive:
                found = [i for i in archive.infolist() if i.filename.endswith("data.pkl")]
                if len(found) != 1 or found[0].compress_type != zipfile.ZIP_STORED:
                    return None
                with archive.open(found[0]) as file:
                    instructions = file.read(MAX_INSTRUCTIONS + 1)
            return (
                frozenset(_globals(instructions)) if len(instructions) <= MAX_INSTRUCTIONS else None
            )
        except (zipfile.BadZipFile, ValueError, LookupError, RuntimeError, EOFError, OSError):
            return None

    def classes(self) -> frozenset[str]:
        """What a state dict has no need of: classes of modules, functions of the student's."""
        found = self.globals() or frozenset()
        return frozenset(
            name
            for name in found
            if name not in STATE_DICT_GLOBALS and not name.startswith("torch ")
        )

    def load(self, student: Student) -> dict[str, torch.Tensor] | None:
        """Load it with `weights_only=True`, in a process that never ran student code.

        Returns the tensors by name; None where it does not load so, or is no flat dict of tensors.
        """
        clean = student.fresh(load=False)
        path = clean.probe.files.write("saved.pt", self.tensor, shown="the saved file")
        try:
            loaded: Any = clean.probe.files.load_weights(
                path, shown="torch.load(path, weights_only=True)"
            )
        except StudentRaised:
            return None
        if type(loaded) is not dict or not all(
            type(key) is str and isinstance(value, torch.Tensor) for key, value in loaded.items()
        ):
            return None
        return loaded


def _globals(instructions: bytes) -> list[str]:
    """Protocols up to 3 name a global in one instruction, later ones take two strings before it."""
    found: list[str] = []
    strings: list[str] = []
    for opcode, argument, _ in pickletools.genops(instructions):
        if opcode.name in ("GLOBAL", "INST"):
            found.append(str(argument))
        elif opcode.name == "STACK_GLOBAL":
            found.append(" ".join(strings[-2:]))
        elif "UNICODE" in opcode.name and isinstance(argument, str):
            strings.append(argument)
    return found
