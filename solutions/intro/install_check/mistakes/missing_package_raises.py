# /// mistake
# fails = ["answers_each_requirement"]
# en = "A package that is not installed ends the whole function with an error. For this function a missing package is an ordinary answer, False, and the other requirements still want theirs."
# zh = "遇到没有安装的包，整个函数就报错退出了。对这个函数来说，缺少某个包是正常的答案，即 False，其余的依赖还等着结果呢。"
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
        installed = metadata.version(requirement.name)
        answers[text] = requirement.specifier.contains(installed, prereleases=True)
    return answers
