"""The versions that a bundle installs: those that it was made with."""

from __future__ import annotations

import importlib.metadata
import sys
from collections.abc import Iterable

from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

from grader.authoring.release.wheel import NAME, project

HEAD = "# The versions that this was made with: all that the grader needs, and what that needs.\n"


def constraints(extras: Iterable[str] = ()) -> str:
    """Return a constraints file for pip.

    Args:
        extras: what is needed beside the grader's own dependencies, such as "batch".
    """
    # A local version, such as torch's "+cpu", is a build; which one is the machine's choice.
    found = {
        name: distribution.version.partition("+")[0]
        for name, distribution in _needed(extras).items()
    }
    return HEAD + "".join(f"{name}=={version}\n" for name, version in sorted(found.items()))


def least_python(extras: Iterable[str] = ()) -> str:
    """Return the oldest Python that all of these versions run on, such as "3.12"."""
    told = (distribution.metadata for distribution in _needed(extras).values())
    said = [one["Requires-Python"] for one in told if "Requires-Python" in one]
    every = [SpecifierSet(words) for words in (project().python, *said)]
    major, here = sys.version_info[:2]
    for minor in range(here):
        # A late patch: bounds are on minor versions, but some leave out a broken patch.
        if all(one.contains(f"{major}.{minor}.99") for one in every):
            return f"{major}.{minor}"
    return f"{major}.{here}"


def _needed(extras: Iterable[str]) -> dict[str, importlib.metadata.Distribution]:
    """All that is installed of what the grader needs, and of what that needs, by name."""
    found: dict[str, importlib.metadata.Distribution] = {}
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
        found[name] = distribution
        left += [(further, asked) for further in distribution.requires or ()]
    return found


def _applies(requirement: Requirement, extras: Iterable[str]) -> bool:
    marker = requirement.marker
    return marker is None or any(marker.evaluate({"extra": extra}) for extra in extras)
