# /// mistake
# fails = ["finds_packages_by_their_names"]
# en = "The name of the package is looked up letter by letter. pip takes upper and lower case, `-`, `_` and `.` as the same, so `Typing-Extensions` and `typing_extensions` are one package. Look for a way to bring names to one form, or to ask somebody who does."
# zh = "包名是按字面逐字查找的。在 pip 看来，大小写以及 `-`、`_`、`.` 都不作区分，`Typing-Extensions` 和 `typing_extensions` 是同一个包。想一想怎样把名称统一成一种写法，或者该去问谁。"
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
    versions = {found.metadata["Name"]: found.version for found in metadata.distributions()}
    answers = {}
    for text in requirements:
        requirement = Requirement(text)
        if requirement.marker is not None and not requirement.marker.evaluate():
            answers[text] = True
            continue
        if requirement.name not in versions:
            answers[text] = False
            continue
        installed = versions[requirement.name]
        answers[text] = requirement.specifier.contains(installed, prereleases=True)
    return answers
