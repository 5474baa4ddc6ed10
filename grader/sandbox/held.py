"""Folders that last as long as their process: what a killed one left behind, the next removes.

A folder is locked by whoever made it, and the system lets go of the lock however that process ends.
So a folder that nobody holds is nobody's.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from pathlib import Path

PREFIX = "torchgrade-held-"
_HOLDS: dict[Path, int] = {}
"""The descriptor that locks each folder of this process."""


def hold(purpose: str) -> Path:
    """Make a folder that only this account can look into, and return it.

    On the way, what other processes of this account left behind is removed.
    """
    home = Path(tempfile.gettempdir())
    sweep(home)
    # Locked first and named then: a sweep never finds it between the two.
    made = Path(tempfile.mkdtemp(prefix="torchgrade-new-", dir=home))
    lock = _locked(made)
    folder = home / f"{PREFIX}{purpose}-{secrets.token_hex(4)}"
    made.rename(folder)
    if lock is not None:
        _HOLDS[folder] = lock
    return folder


def let_go(folder: Path) -> None:
    """Remove a folder, whatever student code made in it."""
    remove(folder)
    if (lock := _HOLDS.pop(folder, None)) is not None:
        os.close(lock)


def sweep(home: Path) -> None:
    """Remove what nobody holds."""
    with contextlib.suppress(OSError):
        for folder in home.glob(f"{PREFIX}*"):
            if (lock := _locked(folder)) is not None:
                remove(folder)
                os.close(lock)


def remove(folder: Path) -> None:
    """Remove a folder, whatever student code made in it.

    Folders can be nested deeper than a recursion goes, and than a path can be long. So what lies in
    a folder is first moved up to the top.
    """
    number = 0
    with contextlib.suppress(OSError):
        while entries := list(os.scandir(folder)):
            for entry in entries:
                if not entry.is_dir(follow_symlinks=False):
                    os.unlink(entry.path)  # noqa: PTH108 - thousands of them: be quick
                    continue
                os.chmod(entry.path, 0o700)  # noqa: PTH101 - it may be shut to its owner
                for below in list(os.scandir(entry.path)):
                    number += 1
                    os.rename(below.path, folder / f"\N{BULLET}{number}")  # noqa: PTH104
                os.rmdir(entry.path)  # noqa: PTH106
        folder.rmdir()


def _locked(folder: Path) -> int | None:
    """Lock a folder until the descriptor is closed; None where somebody has, or nobody can."""
    try:
        import fcntl
    except ImportError:  # pragma: no cover - Windows has none, and leftovers stay there
        return None
    try:
        descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC)
    except OSError:
        return None
    try:
        # In /tmp, others make what they like, and root may open it.
        if os.fstat(descriptor).st_uid != os.getuid():
            raise PermissionError
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(descriptor)
        return None
    return descriptor
