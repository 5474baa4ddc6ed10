# -*- coding: utf-8 -*-
# Exercise: is everything installed?
# Bruno

import platform
import re

import torch
from importlib import metadata
from packaging.requirements import Requirement
from packaging.version import Version


def best_device():
    if torch.cuda.is_available():
        name = "cuda:0"
    elif torch.backends.mps.is_available():
        name = "mps"
    else:
        name = "cpu"
    return torch.device(name)


def environment_report():
    report = {}
    report["python"] = platform.python_version()
    report["torch"] = str(torch.__version__)
    report["cuda_available"] = torch.cuda.is_available()
    report["cuda_version"] = torch.version.cuda
    report["device_count"] = torch.cuda.device_count()
    report["mps_available"] = torch.backends.mps.is_available()
    report["device"] = best_device().type
    return report


def same_name(name):
    # pip does not care about upper case, and -, _ and . are all the same
    return re.sub(r"[-_.]+", "-", name).lower()


def installed_packages():
    versions = {}
    for dist in metadata.distributions():
        name = dist.metadata["Name"]
        if name is None:
            continue
        name = same_name(name)
        if name not in versions:        # the first on the path wins
            versions[name] = dist.version
    return versions


def check_requirements(requirements):
    installed = installed_packages()
    result = {}
    for text in requirements:
        req = Requirement(text)         # raises InvalidRequirement (a ValueError)
        if req.marker is not None and not req.marker.evaluate():
            result[text] = True
            continue
        name = same_name(req.name)
        if name not in installed:
            result[text] = False
            continue
        result[text] = req.specifier.contains(Version(installed[name]), prereleases=True)
    return result


if __name__ == "__main__":
    report = environment_report()
    for key in report:
        print("%s = %s" % (key, report[key]))
