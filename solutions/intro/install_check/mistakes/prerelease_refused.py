# /// mistake
# fails = ["places_versions_with_endings"]
# en = "A pre-release such as `2.1rc1` is turned down even when it lies within the bounds. pip does not choose one by itself, but here it is installed already, and the task counts it. Look at the arguments of `contains`."
# zh = "像 `2.1rc1` 这样的预发布版本，即使落在范围内也被拒绝了。pip 确实不会主动选择预发布版本，但这里它已经装好了，按题目要求应当算数。看看 `contains` 有哪些参数。"
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
        answers[text] = requirement.specifier.contains(installed, prereleases=False)
    return answers
