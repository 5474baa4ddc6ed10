"""Makes an inventory of all installed packages under normalised names, then looks them up."""

import platform
from importlib.metadata import distributions

import torch
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def best_device() -> torch.device:
    candidates = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available()}
    return torch.device(next((kind for kind, there in candidates.items() if there), "cpu"))


def environment_report() -> dict[str, object]:
    report: dict[str, object] = {}
    report["python"] = ".".join(platform.python_version_tuple())
    report["torch"] = torch.__version__
    report["cuda_available"] = torch.cuda.is_available()
    report["cuda_version"] = torch.version.cuda
    report["device_count"] = torch.cuda.device_count()
    report["mps_available"] = torch.backends.mps.is_available()
    report["device"] = best_device().type
    return report


def check_requirements(requirements: list[str]) -> dict[str, bool]:
    parsed = [(text, Requirement(text)) for text in requirements]
    inventory: dict[str, str] = {}
    for found in distributions():
        # The first one on the path is the one that is imported.
        inventory.setdefault(canonicalize_name(found.metadata["Name"]), found.version)

    def met(requirement: Requirement) -> bool:
        version = inventory.get(canonicalize_name(requirement.name))
        return version is not None and requirement.specifier.contains(version, prereleases=True)

    return {
        text: not (need.marker is None or need.marker.evaluate()) or met(need)
        for text, need in parsed
    }
