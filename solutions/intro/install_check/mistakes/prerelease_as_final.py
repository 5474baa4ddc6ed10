# /// mistake
# fails = ["places_versions_with_endings"]
# en = "The ending of a pre-release is cut off before the comparison, so `2.0rc1` counts as `2.0`. A release candidate comes before the release and may lack what the bound is about."
# zh = "比较之前把预发布的后缀去掉了，于是 `2.0rc1` 被当成了 `2.0`。候选版本早于正式版，可能恰恰缺少版本条件想要的东西。"
# ///
"""Which Python, which PyTorch, which device, and are the packages there?"""

import platform
from importlib import metadata

import torch
from packaging.requirements import Requirement
from packaging.version import Version


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
        released = Version(installed).base_version
        answers[text] = requirement.specifier.contains(released, prereleases=True)
    return answers
