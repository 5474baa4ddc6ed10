# /// mistake
# fails = ["answers_each_requirement"]
# en = "The keys of the answer are the names of the packages, not the strings that were given. Two requirements for one package then overwrite each other, and the caller can't find the answer to the question that was asked."
# zh = "结果的键成了包名，而不是传入的字符串。同一个包的两条依赖会互相覆盖，调用者也没法按自己问的那一条找到答案。"
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
            answers[requirement.name] = True
            continue
        try:
            installed = metadata.version(requirement.name)
        except metadata.PackageNotFoundError:
            answers[requirement.name] = False
            continue
        answers[requirement.name] = requirement.specifier.contains(installed, prereleases=True)
    return answers
