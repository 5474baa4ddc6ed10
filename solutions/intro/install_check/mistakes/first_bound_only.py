# /// mistake
# fails = ["compares_versions"]
# en = "One bound of the specifier decides and the others are not looked at. `torch>=2,<3` has two, and the installed version has to meet each of them."
# zh = "只看了版本条件中的一个界限，其余的没有看。`torch>=2,<3` 有两个界限，已装的版本必须每个都满足。"
# ///
"""Which Python, which PyTorch, which device, and are the packages there?"""

import platform
from importlib import metadata

import torch
from packaging.requirements import Requirement


def best_device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def environment_report() -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "cuda_available": torch.cuda.is_available(),
        "cuda_version": torch.version.cuda,
        "device_count": torch.cuda.device_count(),
        "mps_available": torch.backends.mps.is_available(),
        "device": best_device().type,
    }


def check_requirements(requirements: list[str]) -> dict[str, bool]:
    answers = {}
    for text in requirements:
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate():
            answers[text] = True
            continue
        try:
            installed = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            answers[text] = False
            continue
        bounds = sorted(requirement.specifier, key=str, reverse=True)
        answers[text] = not bounds or bounds[0].contains(installed, prereleases=True)
    return answers
