"""What a release installs: a wheel of the grader that made it, and the versions it had."""

from __future__ import annotations

from collections.abc import Iterable

from grader.authoring.release.files import Files, Item
from grader.authoring.release.pins import constraints
from grader.authoring.release.wheel import wheel


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
        wanted = f"./wheels/{name}" + (f"[{','.join(extras)}]" if extras else "")
    return {
        **files,
        "constraints.txt": Item(constraints(extras).encode()),
        "requirements.txt": Item(f"-c constraints.txt\n{wanted}\n".encode()),
    }
