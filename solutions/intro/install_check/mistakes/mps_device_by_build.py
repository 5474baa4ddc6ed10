# /// mistake
# fails = ["stays_on_the_cpu_without_a_gpu"]
# en = "`is_built` tells whether PyTorch was built with MPS, not whether it can use it now. On an older macOS or in a virtual machine the first can be true and the second false, and then the device that was chosen is not there."
# zh = "`is_built` 说明的是 PyTorch 编译时是否带 MPS，而不是现在能不能用。在旧版 macOS 或虚拟机上，前者可能为真而后者为假，这时选中的设备并不存在。"
# ///
"""Which Python, which PyTorch, which device, and are the packages there?"""

import platform
from importlib import metadata

import torch
from packaging.requirements import Requirement


def best_device() -> torch.device:
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_built():
        return torch.device("mps")
    return torch.device("cpu")


def environment_report() -> dict[str, object]:
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "cuda_available": torch.cuda.is_available(),
        "cuda_version": torch.version.cuda,
        "device_count": torch.cuda.device_count(),
        "mps_available": torch.backends.mps.is_built(),
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
