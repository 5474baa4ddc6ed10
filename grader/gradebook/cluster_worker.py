"""What runs on a worker of a Dask cluster: it keeps a grading program for each of its threads."""

from __future__ import annotations

import atexit
import hashlib
import io
import threading
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from grader.errors import CheckDefinitionError, GraderError, InternalError, UsageError
from grader.gradebook.keys import grader_digest
from grader.gradebook.pool import Grader, Setting
from grader.sandbox.held import hold, let_go

_OWN = threading.local()
_LOCK = threading.Lock()
_COURSES: dict[str, Path] = {}
_GRADERS: list[Grader] = []


def course(bundle: bytes, setting: Setting, version: str) -> dict[str, Any]:
    """Return what is graded, or what went wrong, as plain data."""
    return _told(lambda: dict(_grader(bundle, setting, version).course()))


def grade(bundle: bytes, setting: Setting, version: str, task: Mapping[str, Any]) -> dict[str, Any]:
    """Grade a submission; return the answer, or what went wrong, as plain data."""

    def ask() -> dict[str, Any]:
        answer = _grader(bundle, setting, version).grade(task)
        return {"found": dict(answer.found), "worker": answer.worker}

    return _told(ask)


def opened(told: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what a worker told; raise what it says went wrong."""
    if "error" in told:
        kinds = {kind.__name__: kind for kind in (UsageError, CheckDefinitionError)}
        raise kinds.get(told["error"], InternalError)(told["message"])
    return told


def _told(ask: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return ask()
    except GraderError as error:
        return {"error": type(error).__name__, "message": str(error)}


def _grader(bundle: bytes, setting: Setting, version: str) -> Grader:
    """Return this thread's program for a course and its setting."""
    if version != grader_digest():
        raise UsageError(
            "A worker of the cluster has another torchgrade than this machine; install the same."
        )
    key = (hashlib.sha256(bundle).hexdigest(), setting)
    if getattr(_OWN, "key", None) != key:
        if hasattr(_OWN, "grader"):
            _OWN.grader.close()
        _OWN.grader = Grader(replace(setting, root=_unpacked(key[0], bundle)))
        _OWN.key = key
        _GRADERS.append(_OWN.grader)
    grader: Grader = _OWN.grader
    return grader


def _unpacked(digest: str, bundle: bytes) -> str:
    with _LOCK:
        if digest not in _COURSES:
            folder = hold("course")
            with zipfile.ZipFile(io.BytesIO(bundle)) as archive:
                archive.extractall(folder)
            _COURSES[digest] = folder
        return str(_COURSES[digest])


@atexit.register
def _end() -> None:
    for one in _GRADERS:
        one.kill()
    for folder in _COURSES.values():
        let_go(folder)
