# /// mistake
# fails = ["leaves_extras_aside"]
# en = "The extras in square brackets are looked up as a part of the name, and no package is called `torch[opt]`. The name ends where the bracket begins."
# zh = "方括号里的 extras 被当成名称的一部分去查找，而没有哪个包叫 `torch[opt]`。名称到方括号之前就结束了。"
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
        extras = ",".join(sorted(requirement.extras))
        name = f"{requirement.name}[{extras}]" if extras else requirement.name
        try:
            installed = metadata.version(name)
        except (metadata.PackageNotFoundError, ValueError):
            answers[text] = False
            continue
        answers[text] = requirement.specifier.contains(installed, prereleases=True)
    return answers
