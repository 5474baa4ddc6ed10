# /// mistake
# fails = ["stays_on_the_cpu_without_a_gpu"]
# en = "`best_device` answers CUDA without asking whether there is a GPU. On a machine without one, the first tensor that goes to this device raises an error. What does PyTorch offer to ask first?"
# zh = "`best_device` 没有先问有没有 GPU，就直接回答 CUDA。在没有 GPU 的机器上，第一个放到这个设备上的张量就会报错。PyTorch 提供了什么办法，可以先问一问？"
# ///
"""Which Python, which PyTorch, which device, and are the packages there?"""

import platform
from importlib import metadata

import torch
from packaging.requirements import Requirement


def best_device() -> torch.device:
    return torch.device("cuda")


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
        answers[text] = requirement.specifier.contains(installed, prereleases=True)
    return answers
