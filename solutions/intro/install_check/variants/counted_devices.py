"""Concludes availability from the number of CUDA devices, and filters versions by the specifier."""

import sys
from importlib import metadata

import torch
from packaging.requirements import Requirement

REPORT = {
    "python": lambda: sys.version.split()[0],
    "torch": lambda: torch.version.__version__,
    "cuda_available": lambda: torch.cuda.device_count() > 0,
    "cuda_version": lambda: getattr(torch.version, "cuda", None),
    "device_count": torch.cuda.device_count,
    "mps_available": torch.backends.mps.is_available,
    "device": lambda: best_device().type,
}


def best_device() -> torch.device:
    if torch.cuda.device_count():
        return torch.device("cuda:0")
    return torch.device("mps:0") if torch.backends.mps.is_available() else torch.device("cpu")


def environment_report() -> dict[str, object]:
    return {key: ask() for key, ask in REPORT.items()}


def installed_versions(name: str) -> list[str]:
    return [found.version for found in metadata.distributions(name=name)][:1]


def check_requirements(requirements: list[str]) -> dict[str, bool]:
    answers = {}
    for requirement, text in [(Requirement(text), text) for text in requirements]:
        applies = requirement.marker is None or requirement.marker.evaluate()
        allowed = requirement.specifier.filter(installed_versions(requirement.name), True)
        answers[text] = not applies or bool(list(allowed))
    return answers
