"""The manner of a quick script: no type hints, nested ifs, plain loops, versions bound by bound."""

import importlib.metadata
import platform

import packaging.requirements
import torch


def best_device():
    if torch.cuda.is_available():
        device = "cuda"
    else:
        device = "mps" if torch.backends.mps.is_available() else "cpu"
    return torch.device(device)


def environment_report():
    return {
        "python": platform.python_version(),
        "torch": importlib.metadata.version("torch"),
        "cuda_available": torch.cuda.is_available(),
        "cuda_version": torch.version.cuda,
        "device_count": torch.cuda.device_count(),
        "mps_available": torch.backends.mps.is_available(),
        "device": best_device().type,
    }


def check_requirements(requirements):
    result = {}
    for line in requirements:
        req = packaging.requirements.Requirement(line)
        result[line] = True
        if req.marker is None or req.marker.evaluate():
            try:
                version = importlib.metadata.version(req.name)
                for bound in req.specifier:
                    if not bound.contains(version, prereleases=True):
                        result[line] = False
            except importlib.metadata.PackageNotFoundError:
                result[line] = False
    return result
