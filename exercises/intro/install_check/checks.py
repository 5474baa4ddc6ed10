"""Checks of `install_check`."""

import platform
from importlib import metadata
from typing import Any

import torch
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from grader.checks import Student, check, expect

KINDS = {
    "python": (str,),
    "torch": (str,),
    "cuda_available": (bool,),
    "cuda_version": (str, type(None)),
    "device_count": (int,),
    "mps_available": (bool,),
    "device": (str,),
}


def type_of(device: object) -> str:
    """The type of a device, also where its name was given back instead."""
    return str(device).partition(":")[0]


def versions() -> set[str]:
    """What torch says of itself, and what pip says of it, which may lack the part behind a +."""
    return {str(torch.__version__), metadata.version("torch")}


@check(points=2)
def reports_what_is_there(student: Student) -> None:
    """The report has the seven keys and tells the truth, on this machine and on others."""
    # Whether it is the right device is another check's question.
    device = type_of(student.best_device())
    report = student.environment_report()
    expect.is_a(report, dict)
    expect.that(
        set(report) == set(KINDS),
        "The report has the keys {received}. It should have exactly these: {expected}.",
        received=", ".join(sorted(map(str, report))),
        expected=", ".join(sorted(KINDS)),
    )
    for key, kinds in KINDS.items():
        expect.that(
            type(report[key]) in kinds,
            'Under the key "{key}" stands {value}, of the type {received}. It should be of the '
            "type {expected}.",
            key=key,
            value=repr(report[key]),
            received=getattr(report[key], "kind", type(report[key]).__name__),
            expected=" / ".join("None" if kind is type(None) else kind.__name__ for kind in kinds),
        )
    # Made-up machines first: they are the same everywhere, and so is what a mistake shows there.
    for machine, sentence, version, count in (
        ({}, WITHOUT_CUDA, None, 0),
        ({"cuda_build": True}, WITHOUT_A_GPU, "12.8", 0),
        ({"cuda": 2}, WITH_TWO, "12.8", 2),
    ):
        truth = {"cuda_available": count > 0, "cuda_version": version, "device_count": count}
        computer = student.fresh(("machine.simulate", machine))
        holds(computer.environment_report(), truth | {"mps_available": False}, sentence)
    truth = {
        "python": platform.python_version(),
        "torch": report["torch"] if report["torch"] in versions() else str(torch.__version__),
        "cuda_available": torch.cuda.is_available(),
        "cuda_version": torch.version.cuda,
        "device_count": torch.cuda.device_count(),
        "mps_available": torch.backends.mps.is_available(),
        "device": device,
    }
    holds(report, truth, ON_THIS_MACHINE)


ON_THIS_MACHINE = (
    'Under the key "{key}" stands {received}, where {expected} is right on this machine.'
)
WITHOUT_CUDA = (
    "On a machine without a GPU, where PyTorch was built without CUDA, {received} stands under the "
    'key "{key}". It should be {expected}.'
)
WITHOUT_A_GPU = (
    "On a machine without a GPU, where PyTorch was built with CUDA 12.8 all the same, {received} "
    'stands under the key "{key}". It should be {expected}.'
)
WITH_TWO = (
    'On a machine with two CUDA GPUs, {received} stands under the key "{key}". It should be '
    "{expected}."
)


def holds(report: Any, truth: dict[str, Any], sentence: str) -> None:
    """The report says these things."""
    expect.is_a(report, dict)
    for key, value in truth.items():
        expect.that(
            type(report.get(key)) is type(value) and report[key] == value,
            sentence,
            key=key,
            received=repr(report.get(key)),
            expected=repr(value),
        )


def best_device(student: Student, machine: dict[str, Any]) -> Any:
    """What `best_device()` answers on a simulated machine."""
    device = student.fresh(("machine.simulate", machine)).best_device()
    expect.is_a(
        device,
        torch.device,
        because="best_device() should return a torch.device; a string that names one is none.",
    )
    return device


@check(points=1)
def stays_on_the_cpu_without_a_gpu(student: Student) -> None:
    """Without CUDA and MPS, `best_device()` is the CPU, as a `torch.device`."""
    device = best_device(student, {})
    expect.that(
        device.type == "cpu",
        "On a machine without any GPU, best_device() is {device}.",
        device=str(device),
    )
    for build, name in ({"cuda_build": True}, "CUDA"), ({"mps_build": True}, "MPS"):
        device = best_device(student, build)
        expect.that(
            device.type == "cpu",
            "On a machine without a GPU that PyTorch can use, where PyTorch was built with {name} "
            "all the same, best_device() is {device}.",
            name=name,
            device=str(device),
        )
    device = best_device(student, {"xpu": True})
    expect.that(
        device.type == "cpu",
        "On a machine whose only accelerator is an Intel GPU, which is neither CUDA nor MPS, "
        "best_device() is {device}.",
        device=str(device),
    )


@check(points=2, after=stays_on_the_cpu_without_a_gpu)
def takes_the_gpu_that_is_there(student: Student) -> None:
    """With a GPU, `best_device()` is CUDA, else MPS; where both are there, CUDA."""
    for machine, there, wanted in (
        ({"cuda": 1}, "CUDA", "cuda"),
        ({"mps": True}, "MPS", "mps"),
        ({"cuda": 1, "mps": True}, "CUDA + MPS", "cuda"),
    ):
        device = best_device(student, machine)
        expect.that(
            device.type == wanted,
            "On a machine where PyTorch can use {there}, best_device() is {device}.",
            there=there,
            device=str(device),
        )


@check(points=1)
def answers_each_requirement(student: Student) -> None:
    """Each requirement has an answer, under the string as it was given."""
    expect.equal(
        student.check_requirements(["torch"]),
        {"torch": True},
        because="torch is installed, so its requirement is met.",
    )
    expect.equal(
        student.check_requirements(["no-such-package"]),
        {"no-such-package": False},
        because="A package that is not installed has the answer False.",
    )
    expect.equal(
        student.check_requirements(["no-such-package>=1", "torch >= 1.0", "torch>=1.0", "torch"]),
        {"no-such-package>=1": False, "torch >= 1.0": True, "torch>=1.0": True, "torch": True},
        because="Every requirement of the list needs its own answer, under the string exactly as "
        "it was given.",
    )
    expect.equal(
        student.check_requirements([]), {}, because="An empty list should give an empty dict."
    )


@check(points=1, after=answers_each_requirement)
def finds_packages_by_their_names(student: Student) -> None:
    """Names are compared as pip does, and a module of Python itself is no package."""
    # PyTorch needs typing_extensions, so it is installed wherever this runs.
    expect.equal(
        student.check_requirements(
            ["typing-extensions", "Typing_Extensions", "typing_extensions", "itertools"]
        ),
        {
            "typing-extensions": True,
            "Typing_Extensions": True,
            "typing_extensions": True,
            "itertools": False,
        },
        because="The package typing_extensions is installed, and - or _, upper or lower case make "
        "no difference. itertools is a module that comes with Python, and pip knows no such "
        "package.",
    )


@check(points=2, after=(answers_each_requirement, finds_packages_by_their_names))
def compares_versions(student: Student) -> None:
    """The installed version is held against every bound, number by number: 2.10 is above 2.9."""
    answers(
        student.fresh(("packages.install", {"packages": {"sample": "2.10.0"}})),
        {"sample==2.10": True, "sample>=2.9": True, "sample<2.9": False, "sample>2.9,<2.11": True},
        "sample 2.10.0",
    )
    here = Version(metadata.version("torch"))
    major = here.major
    bounds = (
        f">={here.public}",
        f"=={major}.*",
        f">{major + 1}",
        f"<{major}",
        f">={major},<{major + 1}",
        f">={major},<{here.public}",
        f"<{major + 1},>={major + 1}",
        f">={major},!={major}.*,<{major + 1}",
    )
    wanted = {f"torch{b}": SpecifierSet(b).contains(here, prereleases=True) for b in bounds}
    answers(student, wanted, f"torch {here.public}")


def answers(student: Student, wanted: dict[str, bool], installed: str) -> None:
    """All these requirements, in one call, have these answers."""
    found = student.check_requirements(list(wanted))
    expect.is_a(found, dict)
    wrong = {text: found.get(text) for text, met in wanted.items() if found.get(text) is not met}
    expect.that(
        not wrong,
        "Installed is {installed}. Your answers {wrong} are wrong, right is {right}.",
        installed=installed,
        wrong=wrong,
        right={text: wanted[text] for text in wrong},
    )


@check(points=1, after=answers_each_requirement)
def refuses_what_is_no_requirement(student: Student) -> None:
    """A string that is no requirement raises `ValueError`, wherever it stands in the list."""
    for requirements in (
        ["torch>>2"],
        ["torch>>2", "torch", "no-such-package"],
        ["torch", "torch=2", "no-such-package"],
        ["torch", "no-such-package", "two words"],
        [""],
    ):
        expect.raises("ValueError", lambda given=requirements: student.check_requirements(given))


@check(points=1, after=answers_each_requirement)
def heeds_markers(student: Student) -> None:
    """A requirement whose marker does not apply here is met; else its package decides."""
    expect.equal(
        student.check_requirements(
            [
                "no-such-package; python_version < '3'",
                "torch; python_version < '3'",
                "no-such-package; python_version >= '3'",
                "torch; python_version >= '3'",
            ]
        ),
        {
            "no-such-package; python_version < '3'": True,
            "torch; python_version < '3'": True,
            "no-such-package; python_version >= '3'": False,
            "torch; python_version >= '3'": True,
        },
        because="Where the marker (the part behind the semicolon) does not apply, nothing is "
        "required, and the answer is True. Where it does, the package decides.",
    )
