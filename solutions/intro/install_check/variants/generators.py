"""A chain of generators throws out what is not met; one joined specifier; the device by `max`."""

import platform
from collections.abc import Iterable, Iterator
from contextlib import suppress
from importlib.metadata import Distribution, PackageNotFoundError

import torch
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet

PREFERENCE = {"cpu": 0, "mps": 1, "cuda": 2}


def usable() -> Iterator[str]:
    yield "cpu"
    if torch.backends.mps.is_available():
        yield "mps"
    yield from ["cuda"] * torch.cuda.device_count()


def best_device() -> torch.device:
    return torch.device(max(usable(), key=PREFERENCE.__getitem__))


def environment_report() -> dict[str, object]:
    kinds = list(usable())
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "cuda_available": "cuda" in kinds,
        "cuda_version": torch.version.cuda,
        "device_count": kinds.count("cuda"),
        "mps_available": "mps" in kinds,
        "device": best_device().type,
    }


def idle(requirements: Iterable[Requirement]) -> Iterator[Requirement]:
    for requirement in requirements:
        if requirement.marker is not None and not requirement.marker.evaluate():
            yield requirement


def satisfied(requirements: Iterable[Requirement]) -> Iterator[Requirement]:
    for requirement in requirements:
        with suppress(PackageNotFoundError):
            version = Distribution.from_name(requirement.name).metadata["Version"]
            bounds = SpecifierSet(str(requirement.specifier), prereleases=True)
            # Joined with "exactly this version", the bounds leave it over, or nothing.
            if any((bounds & SpecifierSet(f"=={version}")).filter([version])):
                yield requirement


def check_requirements(requirements: list[str]) -> dict[str, bool]:
    parsed = {text: Requirement(text) for text in requirements}
    met = {id(r) for r in idle(parsed.values())} | {id(r) for r in satisfied(parsed.values())}
    return {text: id(requirement) in met for text, requirement in parsed.items()}
