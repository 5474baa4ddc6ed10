"""As short as it gets: conditional expressions, and `next` with a default in place of `try`."""

import platform
from importlib import metadata

import torch
from packaging.requirements import Requirement

cuda, mps = torch.cuda, torch.backends.mps


def best_device():
    return torch.device("cuda" if cuda.is_available() else "mps" if mps.is_available() else "cpu")


def environment_report():
    keys = "python torch cuda_available cuda_version device_count mps_available device".split()
    values = (platform.python_version(), torch.__version__, cuda.is_available(), torch.version.cuda,
              cuda.device_count(), mps.is_available(), best_device().type)  # fmt: skip
    return dict(zip(keys, values))


def check_requirements(requirements):
    def ok(r):
        if r.marker and not r.marker.evaluate():
            return True
        v = next((d.version for d in metadata.distributions(name=r.name)), None)
        return v is not None and r.specifier.contains(v, prereleases=True)

    return {s: ok(Requirement(s)) for s in requirements}
