"""What a release wrote into a folder: so that the next one knows its own files from people's work.

`.torchgrade-release.json` holds for each file the digests that are ours. It is written before the
files, with the old digests and the new, and again after them with the new alone: wherever a release
is interrupted, the next knows what lies there.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from grader.errors import UsageError
from grader.language import text

FILE = ".torchgrade-release.json"
SCHEMA = "torchgrade/release/v1"


@dataclass(frozen=True, slots=True)
class Manifest:
    """The files of an earlier release."""

    side: str
    """Whose folder it is: "student" or "grading"."""
    files: Mapping[str, tuple[str, ...]]
    """Digests that are ours, by path."""

    @classmethod
    def read(cls, folder: Path) -> Manifest | None:
        """Read a folder's manifest; None where there is none.

        Raises:
            UsageError: it is malformed.
        """
        path = folder / FILE
        try:
            data = json.loads(path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            raise _malformed(path, error) from None
        try:
            if data["schema"] != SCHEMA:
                raise _malformed(path, f"schema is {data['schema']!r}")
            files = {str(name): tuple(map(str, ours)) for name, ours in data["files"].items()}
            side = str(data["side"])
        except (LookupError, TypeError, AttributeError) as error:
            raise _malformed(path, repr(error)) from None
        for name in files:
            parts = PurePosixPath(name)
            if parts.is_absolute() or ".." in parts.parts or "\\" in name or ":" in name:
                raise _malformed(path, f"{name!r} lies outside of the folder")
        return cls(side, files)

    def to_json(self) -> str:
        """Return the text of the file."""
        files = {name: list(ours) for name, ours in sorted(self.files.items())}
        data = {"schema": SCHEMA, "side": self.side, "files": files}
        return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def digest(content: bytes) -> str:
    """Return what a file is known by."""
    return hashlib.sha256(content).hexdigest()


def _malformed(path: Path, reason: object) -> UsageError:
    return UsageError(
        text(
            "{path} can't be read as the list of what was released: {reason}. "
            "Restore it, or release into an empty folder.",
            path=path,
            reason=reason,
        )
    )
