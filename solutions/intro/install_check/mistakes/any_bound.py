# /// mistake
# fails = ["compares_versions"]
# en = "A version counts when it meets at least one bound of the specifier. The comma in `torch>=2,<3` means and: all the bounds have to be met."
# zh = "只要满足版本条件中的任意一个界限就算通过了。`torch>=2,<3` 里的逗号是“并且”：所有界限都要满足。"
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
        bounds = list(requirement.specifier)
        answers[text] = not bounds or any(
            bound.contains(installed, prereleases=True) for bound in bounds
        )
    return answers
