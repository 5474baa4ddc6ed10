# /// mistake
# fails = ["finds_packages_by_their_names"]
# en = "The package is imported, and its module is asked for `__version__`. Many modules have none, typing_extensions among them, and what is imported can have another name than what pip installs. The list of installed packages knows both, names and versions."
# zh = "这里先导入包，再向模块要 `__version__`。许多模块并没有它，typing_extensions 就是其中之一；而且导入时的名称可能与 pip 安装时的名称不同。已安装包的清单里，名称和版本都有。"
# ///
"""Which Python, which PyTorch, which device, and are the packages there?"""

import importlib
import platform

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
            module = importlib.import_module(requirement.name.replace("-", "_"))
            installed = module.__version__
        except (ImportError, AttributeError):
            answers[text] = False
            continue
        answers[text] = requirement.specifier.contains(installed, prereleases=True)
    return answers
