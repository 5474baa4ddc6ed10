# /// mistake
# fails = ["compares_versions"]
# en = "Versions are compared letter by letter, as strings. Then `2.9` looks newer than `2.10`, since the letter 9 comes after 1. A version has to be compared number by number."
# zh = "版本是当作字符串逐字符比较的。这样 `2.9` 看起来就比 `2.10` 新，因为字符 9 排在 1 后面。版本应当逐段按数值比较。"
# ///
"""Which Python, which PyTorch, which device, and are the packages there?"""

import operator
import platform
from importlib import metadata

import torch
from packaging.requirements import Requirement


COMPARE = {
    "==": operator.eq,
    "!=": operator.ne,
    ">=": operator.ge,
    "<=": operator.le,
    ">": operator.gt,
    "<": operator.lt,
}


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
        met = True
        for specifier in requirement.specifier:
            if specifier.operator in COMPARE and not specifier.version.endswith(".*"):
                met = met and COMPARE[specifier.operator](installed, specifier.version)
            else:
                met = met and specifier.contains(installed, prereleases=True)
        answers[text] = met
    return answers
