"""What is installed here, and what can PyTorch use?"""

import platform
from importlib import metadata

import torch
from packaging.requirements import Requirement


def best_device() -> torch.device:
    """CUDA if there is any, else MPS, else the CPU."""
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def environment_report() -> dict[str, str | bool | int | None]:
    """The facts to send along with a question."""
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "cuda_available": torch.cuda.is_available(),
        "cuda_version": torch.version.cuda,
        "device_count": torch.cuda.device_count(),
        "mps_available": torch.backends.mps.is_available(),
        "device": best_device().type,
    }


def _is_met(requirement: Requirement) -> bool:
    if requirement.marker is not None and not requirement.marker.evaluate():
        return True  # it does not apply to this machine
    try:
        installed = metadata.version(requirement.name)
    except metadata.PackageNotFoundError:
        return False
    return requirement.specifier.contains(installed, prereleases=True)


def check_requirements(requirements: list[str]) -> dict[str, bool]:
    """Say of each requirement whether it is met; an invalid one raises `ValueError`."""
    # InvalidRequirement is a ValueError, so it may simply pass through.
    return {text: _is_met(Requirement(text)) for text in requirements}


if __name__ == "__main__":
    for key, value in environment_report().items():
        print(f"{key:>15}: {value}")
