import platform
from importlib.metadata import PackageNotFoundError, version

import requirements as reqfile  # pip install requirements-parser
import torch
from packaging.specifiers import SpecifierSet


def best_device():
    if torch.cuda.is_available():
        return torch.device("cuda")
    if torch.backends.mps.is_available():
        return torch.device("mps")
    return torch.device("cpu")


def environment_report():
    return {
        "python": platform.python_version(),
        "torch": torch.__version__,
        "cuda_available": torch.cuda.is_available(),
        "cuda_version": torch.version.cuda,
        "device_count": torch.cuda.device_count(),
        "mps_available": torch.backends.mps.is_available(),
        "device": best_device().type,
    }


def check_requirements(requirements):
    # found this parser on the internet, it does everything
    result = {}
    for line in requirements:
        for req in reqfile.parse(line):
            bounds = SpecifierSet(",".join(op + v for op, v in req.specs))
            try:
                result[line] = bounds.contains(version(req.name), prereleases=True)
            except PackageNotFoundError:
                result[line] = False
    return result
