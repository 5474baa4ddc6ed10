# /// mistake
# fails = ["heeds_markers"]
# en = "A requirement whose marker does not apply here has no answer at all. Each requirement of the list has one: where nothing is required, nothing is missing."
# zh = "标记在这里不成立的依赖，根本没有得到答案。列表里的每条依赖都要有答案：什么也不要求，也就什么都不缺。"
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
            continue
        try:
            installed = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            answers[text] = False
            continue
        answers[text] = requirement.specifier.contains(installed, prereleases=True)
    return answers
