import platform
from importlib.metadata import PackageNotFoundError, version

import torch
from packaging.requirements import Requirement


def best_device():
    # 顺序很重要：先 CUDA，再 MPS，最后 CPU
    usable = {"cuda": torch.cuda.is_available(), "mps": torch.backends.mps.is_available(), "cpu": True}
    return torch.device(next(d for d, ok in usable.items() if ok))


def environment_report():
    return dict(
        python=platform.python_version(),
        torch=torch.__version__,
        cuda_available=torch.cuda.is_available(),
        cuda_version=torch.version.cuda,
        device_count=torch.cuda.device_count(),
        mps_available=torch.backends.mps.is_available(),
        device=best_device().type,
    )


def met(r):
    if r.marker and not r.marker.evaluate():
        return True
    try:
        return r.specifier.contains(version(r.name), prereleases=True)
    except PackageNotFoundError:
        return False


def check_requirements(requirements):
    return {s: met(Requirement(s)) for s in requirements}


if __name__ == "__main__":
    print(*(f"{k}: {v}" for k, v in environment_report().items()), sep="\n")
