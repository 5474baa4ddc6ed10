import platform
from importlib import metadata

import torch
from packaging.requirements import Requirement


def best_device():
    if torch.cuda.is_available:
        return torch.device("cuda")
    elif torch.backends.mps.is_available():
        return torch.device("mps")
    else:
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
    results = {}
    for r in requirements:
        req = Requirement(r)
        # not for this machine? then it is ok
        if req.marker is not None and not req.marker.evaluate():
            results[r] = True
            continue
        try:
            version = metadata.version(req.name)
        except metadata.PackageNotFoundError:
            results[r] = False
        else:
            results[r] = req.specifier.contains(version, prereleases=True)
    return results


if __name__ == "__main__":
    for key, value in environment_report().items():
        print(key, value)
