# /// mistake
# fails = ["stays_on_the_cpu_without_a_gpu"]
# en = "`best_device` takes whatever `torch.accelerator` names, and that may be an accelerator of another kind, such as Intel's XPU. Only CUDA and MPS count here: look at the type of the device before you return it."
# zh = "`best_device` 直接采用 `torch.accelerator` 给出的设备，而那可能是别种加速器，例如 Intel 的 XPU。这里只有 CUDA 和 MPS 算数：返回之前先看看设备的类型。"
# ///
"""Which Python, which PyTorch, which device, and are the packages there?"""

import platform
from importlib import metadata

import torch
from packaging.requirements import Requirement


def best_device() -> torch.device:
    if torch.accelerator.is_available():
        return torch.accelerator.current_accelerator()
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
