# /// mistake
# fails = ["reports_what_is_there"]
# en = "The Python version in the report has two numbers and lacks the third. `3.11.4` and `3.11.7` then look alike, and bugs that were fixed in between can't be told apart."
# zh = "报告里的 Python 版本只有两段，少了第三段。这样 `3.11.4` 和 `3.11.7` 看起来一样，两者之间修掉的错误就无从分辨了。"
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
        "python": f"{sys.version_info.major}.{sys.version_info.minor}",
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
