# /// mistake
# fails = ["stays_on_the_cpu_without_a_gpu"]
# en = "`best_device` returns a string, and the task asks for a `torch.device`. PyTorch takes either in many places, but a string has no `.type` and no `.index`, so code that relies on the promise breaks."
# zh = "`best_device` 返回的是字符串，而题目要求返回 `torch.device`。PyTorch 在很多地方两者都收，但字符串没有 `.type` 和 `.index`，依赖这一约定的代码就会出错。"
# ///
"""Which Python, which PyTorch, which device, and are the packages there?"""

import platform
from importlib import metadata

import torch
from packaging.requirements import Requirement


def best_device() -> str:
    if torch.cuda.is_available():
        return "cuda"
    if torch.backends.mps.is_available():
        return "mps"
    return "cpu"


def environment_report() -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "cuda_available": torch.cuda.is_available(),
        "cuda_version": torch.version.cuda,
        "device_count": torch.cuda.device_count(),
        "mps_available": torch.backends.mps.is_available(),
        "device": best_device(),
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
