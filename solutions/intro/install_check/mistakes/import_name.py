# /// mistake
# fails = ["finds_packages_by_their_names"]
# en = "Whether a package is there is asked of `import`, by the name of the requirement. The name that pip knows and the name that is imported can differ, and modules of Python itself are no packages of pip. The list of installed packages is what counts."
# zh = "判断包在不在时，用的是依赖的名称去问 `import`。pip 所用的名称和导入时的名称可能不同，而 Python 自带的模块也不是 pip 装的包。应当以已安装包的清单为准。"
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
            module = importlib.import_module(requirement.name)
        except ImportError:
            answers[text] = False
            continue
        installed = getattr(module, "__version__", "0")
        answers[text] = requirement.specifier.contains(installed, prereleases=True)
    return answers
