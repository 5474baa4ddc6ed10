# /// mistake
# fails = ["reports_what_is_there"]
# en = "`sys.version` is a whole line with the build date and the compiler in it. The report asks for the version number alone. Which module describes the platform?"
# zh = "`sys.version` 是一整行文字，里面还有编译日期和编译器。报告只要版本号本身。哪个模块是专门描述平台的？"
# ///
"""Which Python, which PyTorch, which device, and are the packages there?"""

import sys
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
        "python": sys.version,
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
        answers[text] = requirement.specifier.contains(installed, prereleases=True)
    return answers
