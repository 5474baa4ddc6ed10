# /// mistake
# fails = ["stays_on_the_cpu_without_a_gpu"]
# en = "`best_device` chooses CUDA when PyTorch was built with CUDA. Such a build also runs on machines without a GPU, and there the chosen device does not exist. Built with it and able to use it are two questions."
# zh = "`best_device` 只要看到 PyTorch 编译时带了 CUDA 就选 CUDA。这样的 PyTorch 也能装在没有 GPU 的机器上，那里并不存在所选的设备。“编译时带了”和“现在能用”是两个问题。"
# ///
"""Which Python, which PyTorch, which device, and are the packages there?"""

import platform
from importlib import metadata

import torch
from packaging.requirements import Requirement


def best_device() -> torch.device:
    if torch.version.cuda is not None:
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
        answers[text] = requirement.specifier.contains(installed, prereleases=True)
    return answers
