"""What a release installs: a wheel of the grader that made it, and the versions it had."""

from __future__ import annotations

from collections.abc import Iterable

from packaging.requirements import InvalidRequirement, Requirement

import grader
from grader.authoring.release.files import Files, Item
from grader.authoring.release.pins import constraints
from grader.authoring.release.wheel import NAME, project, wheel


def software(spec: str | None = None, extras: Iterable[str] = ()) -> Files:
    """Return `requirements.txt`, `constraints.txt` and, without a `spec`, the wheel.

    Args:
        spec: what pip is to install in place of the wheel.
        extras: which extras of the grader are needed.
    """
    extras = tuple(extras)
    files: dict[str, Item] = {}
    wanted = spec
    if wanted is None:
        name, content = wheel()
        files[f"wheels/{name}"] = Item(content)
        wanted = f"./wheels/{name}"
    if extras:
        wanted = _with(wanted, extras)
    return {
        **files,
        "constraints.txt": Item(constraints(extras).encode()),
        "requirements.txt": Item(f"-c constraints.txt\n{wanted}\n".encode()),
    }


def version(spec: str | None = None) -> str:
    """Return the version that an installation of this release says it is.

    Args:
        spec: as for `software`; one that pins no version is taken to install this grader's.
    """
    if spec is None:
        return wheel()[0].split("-")[1]
    try:
        pins = [one for one in Requirement(spec).specifier if one.operator in ("==", "===")]
    except InvalidRequirement:
        pins = []
    if len(pins) == 1 and "*" not in pins[0].version:
        return pins[0].version
    return project().version or grader.__version__


def _with(spec: str, extras: Iterable[str]) -> str:
    """Add extras to what pip is to install; an option of pip's stays as it is."""
    try:
        requirement = Requirement(spec)
    except InvalidRequirement:
        if spec.startswith("-") or "]" in spec:
            return spec
        listed = f"[{','.join(extras)}]"
        return f"{NAME}{listed} @ {spec}" if "://" in spec else f"{spec}{listed}"
    requirement.extras |= {*extras}
    return str(requirement)
