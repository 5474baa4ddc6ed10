"""Most kinds of bounds are worked out by hand, from the parts of the version, by operator."""

import operator
import platform
from collections.abc import Callable
from functools import partial
from importlib import metadata

import torch
from packaging.requirements import Requirement
from packaging.specifiers import Specifier
from packaging.version import Version


def best_device() -> torch.device:
    ranks = [("cuda", torch.cuda.is_available), ("mps", torch.backends.mps.is_available)]
    found = [torch.device(kind) for kind, available in ranks if available()]
    return (found + [torch.device("cpu")])[0]


def environment_report() -> dict[str, object]:
    cuda = {
        "cuda_available": torch.cuda.is_available(),
        "cuda_version": torch.version.cuda,
        "device_count": torch.cuda.device_count(),
    }
    mps = {"mps_available": torch.backends.mps.is_available()}
    versions = {"python": platform.python_version(), "torch": str(torch.__version__)}
    return versions | cuda | mps | {"device": best_device().type}


def public(version: Version) -> Version:
    return Version(version.public)


def equal(version: Version, bound: str) -> bool:
    if bound.endswith(".*"):
        stem = Version(bound.removesuffix(".*"))
        padded = version.release + (0,) * len(stem.release)
        return version.epoch == stem.epoch and padded[: len(stem.release)] == stem.release
    return (version if "+" in bound else public(version)) == Version(bound)


def compatible(version: Version, bound: str) -> bool:
    limit = Version(bound)
    series = ".".join(map(str, limit.release[:-1]))
    return public(version) >= limit and equal(version, f"{limit.epoch}!{series}.*")


RULES: dict[str, Callable[[Version, str], bool]] = {
    ">=": lambda version, bound: operator.ge(public(version), Version(bound)),
    "<=": lambda version, bound: operator.le(public(version), Version(bound)),
    "==": equal,
    "!=": lambda version, bound: not equal(version, bound),
    "~=": compatible,
    "===": lambda version, bound: str(version).lower() == bound.lower(),
}


def allows(version: Version, bound: Specifier) -> bool:
    if bound.operator in RULES:
        return RULES[bound.operator](version, bound.version)
    # Strictly above 2.0 leaves out 2.0.post1 as well, and the like: too fine for a rule of ours.
    return bound.contains(version, prereleases=True)


def check_requirements(requirements: list[str]) -> dict[str, bool]:
    answers = {}
    for text, requirement in zip(requirements, map(Requirement, requirements), strict=True):
        if requirement.marker is not None and not requirement.marker.evaluate():
            answers[text] = True
            continue
        try:
            version = Version(metadata.version(requirement.name))
        except metadata.PackageNotFoundError:
            answers[text] = False
        else:
            answers[text] = all(map(partial(allows, version), requirement.specifier))
    return answers
