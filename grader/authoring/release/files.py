"""The files of a release, before they lie anywhere: content by path, and as a zip.

Everything here is the same byte for byte whenever it is made from the same things.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from grader.errors import UsageError
from grader.language import text

EPOCH = (1980, 1, 1, 0, 0, 0)
"""The first date that a zip can hold."""

_LEFT_OUT = ("__pycache__",)


@dataclass(frozen=True, slots=True)
class Item:
    """One file."""

    content: bytes
    executable: bool = False
    private: bool = False
    """Only its owner may read it."""

    @property
    def mode(self) -> int:
        """Its permissions."""
        if self.private:
            return 0o600
        return 0o755 if self.executable else 0o644


Files = Mapping[str, Item]
"""Files by their paths: relative, with `/`."""


def tree(folder: Path, prefix: str) -> Iterator[tuple[str, Item]]:
    """Read all files below a folder, but for hidden ones and caches.

    Args:
        folder: where they lie.
        prefix: what their paths begin with, without a `/` at its end.

    Raises:
        UsageError: there is a link, which would lead out of the release.
    """
    for path in sorted(folder.rglob("*")):
        parts = path.relative_to(folder).parts
        if any(part.startswith(".") or part in _LEFT_OUT for part in parts):
            continue
        if path.is_symlink():
            raise UsageError(
                text("{path} is a link; put the file itself there to release it.", path=path)
            )
        if path.is_file():
            yield f"{prefix}/{'/'.join(parts)}", Item(path.read_bytes())


def zipped(files: Files) -> bytes:
    """Return a zip of the files, in the order of their paths."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path, item in sorted(files.items()):
            info = zipfile.ZipInfo(path, EPOCH)
            info.create_system = 3  # Unix, whatever made it: else permissions are lost
            info.external_attr = (0o100000 | item.mode) << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, item.content, compresslevel=9)
    return buffer.getvalue()
