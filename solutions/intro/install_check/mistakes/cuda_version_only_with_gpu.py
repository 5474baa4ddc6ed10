# /// mistake
# fails = ["reports_what_is_there"]
# en = "`cuda_version` is None whenever no GPU can be used. The key asks what PyTorch was built with, and a CUDA build keeps its version on a machine without a GPU. That very difference helps to find out why a GPU is not seen."
# zh = "只要没有可用的 GPU，`cuda_version` 就成了 None。这一项问的是 PyTorch 编译时用的版本，带 CUDA 的 PyTorch 装在没有 GPU 的机器上，版本号依然在。排查“为什么看不到 GPU”时，靠的正是这个差别。"
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
        "cuda_version": torch.version.cuda if torch.cuda.is_available() else None,
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
