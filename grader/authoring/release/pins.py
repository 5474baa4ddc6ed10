"""The versions that a bundle installs: those that it was made with."""

from __future__ import annotations

import importlib.metadata
from collections.abc import Iterable

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from grader.authoring.release.wheel import NAME, project

HEAD = "# The versions that this was made with: all that the grader needs, and what that needs.\n"


def constraints(extras: Iterable[str] = ()) -> str:
    """Return a constraints file for pip.

    Args:
        extras: what is needed beside the grader's own dependencies, such as "batch".
    """
    found: dict[str, str] = {}
    seen: set[tuple[str, frozenset[str]]] = set()
    left = [(line, frozenset(("", *extras))) for line in project().requirements]
    while left:
        line, wanted = left.pop()
        requirement = Requirement(line)
        name = canonicalize_name(requirement.name)
        asked = frozenset(("", *requirement.extras))
        if not _applies(requirement, wanted) or (name, asked) in seen or name == NAME:
            continue
        seen.add((name, asked))
        try:
            distribution = importlib.metadata.distribution(name)
        except importlib.metadata.PackageNotFoundError:
            continue  # an extra that this environment does without
        # A local version, such as torch's "+cpu", is a build; which one is the machine's choice.
        found[name] = distribution.version.partition("+")[0]
        left += [(further, asked) for further in distribution.requires or ()]
    return HEAD + "".join(f"{name}=={version}\n" for name, version in sorted(found.items()))


def _applies(requirement: Requirement, extras: Iterable[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)
