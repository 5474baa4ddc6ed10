"""Asks the device-neutral `torch.accelerator`, names the device with an index, checks by `in`."""

import platform
from importlib.metadata import PackageNotFoundError, distribution

import torch
import torch.backends.mps
from packaging.requirements import InvalidRequirement, Requirement


def best_device():
    if not torch.accelerator.is_available():
        return torch.device("cpu")
    kind = torch.accelerator.current_accelerator().type
    return torch.device(kind, 0) if kind in ("cuda", "mps") else torch.device("cpu")


def environment_report():
    return dict(
        device=str(best_device()).partition(":")[0],
        python=platform.python_version(),
        torch=str(torch.__version__),
        cuda_available=torch.cuda.is_available(),
        cuda_version=torch.version.cuda,
        device_count=torch.cuda.device_count(),
        mps_available=torch.backends.mps.is_available(),
    )


def check_requirements(requirements):
    def check(text):
        try:
            requirement = Requirement(text)
        except InvalidRequirement as error:
            raise ValueError(f"not a requirement: {text!r}") from error
        if requirement.marker and not requirement.marker.evaluate():
            return True
        try:
            found = distribution(requirement.name)
        except PackageNotFoundError:
            return False
        requirement.specifier.prereleases = True
        return found.version in requirement.specifier

    return dict(zip(requirements, map(check, requirements), strict=True))
