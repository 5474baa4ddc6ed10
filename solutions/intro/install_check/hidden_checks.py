"""Hidden checks of `install_check`."""

import platform
import re
from importlib import metadata

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.version import Version

from grader.checks import Student, check, expect

MACHINES = (
    (
        "The report is wrong on a machine where PyTorch was built with MPS, but can't use it.",
        {"mps_build": True},
    ),
    ("The report is wrong on a machine with four CUDA GPUs.", {"cuda": 4}),
    ("The report is wrong on a machine with MPS.", {"mps": True}),
    ("The report is wrong on a machine with two CUDA GPUs and MPS.", {"cuda": 2, "mps": True}),
)


def version_in(report: object) -> str:
    """The version of PyTorch: as pip has it if the report says so, else as torch itself has it."""
    installed = metadata.version("torch")
    said = report.get("torch") if type(report) is dict else None
    return installed if type(said) is str and said == installed else str(torch.__version__)


@check(points=2, after=("reports_what_is_there", "takes_the_gpu_that_is_there"))
def reports_any_machine(student: Student) -> None:
    """The report is right on machines with and without CUDA and MPS."""
    for wrong, machine in MACHINES:
        count, mps = machine.get("cuda", 0), machine.get("mps", False)
        report = student.fresh(("machine.simulate", machine)).environment_report()
        wanted = {
            "python": platform.python_version(),
            "torch": version_in(report),
            "cuda_available": count > 0,
            "cuda_version": "12.8" if count else None,
            "device_count": count,
            "mps_available": mps,
            "device": "cuda" if count else "mps" if mps else "cpu",
        }
        expect.equal(report, wanted, because=wrong)


# ---- packages: installed by simulation, so that their versions can't be foreseen ----

FINAL = """
    0.1 0.9 0.10 0.10.1 1 1.0 1.0.0 1.0.1 1.2.3 1.9 1.10 1.10.2 1.100 2.0 2.9 2.9.1 2.9.10 2.10
    2.10.0 2.11 3 9 10 10.0 10.1 11.2 19.4 100.0 2024.1 2024.12.1
""".split()
WITH_ENDINGS = """
    0.9a1 1.0a1 1.0b2 1.0rc1 1.0rc10 1.0.dev3 1.10rc1 2.0a9 2.0b1 2.0rc1 2.0.dev20240101 2.0rc1.dev2
    2.10rc2 2.10.0b10 2.10.dev1 10.0a1 10.0rc1+cpu 1.0.post1 1.10.post2 2.10.post10 2.10.post1.dev2
    1.2.3+cpu 2.9+cu128 2.10.0+local.7
""".split()
PACKAGES = {f"sample-{number}": version for number, version in enumerate(FINAL + WITH_ENDINGS)}
BY_VERSION = {version: name for name, version in PACKAGES.items()}

SPELLED = {
    "Ruddy.Duck": "1.4",
    "gray_lag_goose": "2.0",
    "Tufted-Duck": "0.3.1",
    "EIDER": "7",
    "smew2.go": "1.0",
}


@pytest.fixture
def computer(student: Student) -> Student:
    """The student's code on a machine with these packages."""
    return student.fresh(("packages.install", {"packages": PACKAGES | SPELLED}))


@st.composite
def near(draw: st.DrawFn, version: str) -> str:
    """A version that lies close to another: above, below or equal."""
    base = list(Version(version).release)
    place = draw(st.integers(0, len(base) - 1))
    base[place] = max(0, base[place] + draw(st.sampled_from([0, 0, 1, -1, 2, 10])))
    extent = draw(st.integers(1, len(base)))
    return ".".join(map(str, base[:extent])) + draw(
        st.sampled_from(["", "", "", ".0", ".1", "rc1"])
    )


@st.composite
def specifiers(draw: st.DrawFn, version: str) -> str:
    """One to three bounds around a version."""
    bounds = []
    for _ in range(draw(st.integers(1, 3))):
        operator = draw(st.sampled_from([">=", "<", "<=", ">", "==", "!=", "~="]))
        bound = draw(near(version))
        if operator in {"==", "!="} and "rc" not in bound and draw(st.booleans()):
            bound += ".*"
        if operator == "~=" and "." not in bound:
            bound = bound.replace("rc", ".0rc") if "rc" in bound else f"{bound}.0"
        bounds.append(operator + bound)
    return draw(st.sampled_from([",", ", "])).join(bounds)


@st.composite
def cases(draw: st.DrawFn, versions: list[str]) -> tuple[str, str]:
    """An installed version and a specifier near it."""
    version = draw(st.sampled_from(versions))
    return version, draw(specifiers(version))


def compare(computer: Student, drawn: list[tuple[str, str]]) -> None:
    """All the requirements in one call, held against `packaging`."""
    wanted = {
        f"{BY_VERSION[version]}{bounds}": SpecifierSet(bounds).contains(version, prereleases=True)
        for version, bounds in drawn
    }
    found = computer.check_requirements(list(wanted))
    expect.is_a(found, dict)
    for requirement, met in wanted.items():
        expect.that(
            found.get(requirement) is met,
            "Installed is {installed}: the answer to {requirement} is {received}, and should be "
            "{met}.",
            installed=installed(requirement),
            requirement=repr(requirement),
            received=found.get(requirement),
            met=met,
        )


def installed(requirement: str) -> str:
    """Name and version of the package that a requirement is about."""
    name = Requirement(requirement).name
    return f"{name} {PACKAGES[name]}"


@check(points=2, after="compares_versions", examples=12)
@given(drawn=st.lists(cases(FINAL), min_size=1, max_size=4))
def compares_any_versions(computer: Student, drawn: list[tuple[str, str]]) -> None:
    """Whatever the installed version and the bounds, the answer is that of `packaging`."""
    compare(computer, drawn)


@check(points=1, after="compares_versions", examples=12)
@given(drawn=st.lists(cases(WITH_ENDINGS), min_size=1, max_size=4))
def places_versions_with_endings(computer: Student, drawn: list[tuple[str, str]]) -> None:
    """A pre-release counts within the bounds and nowhere else, as do `.post1` and `+cpu`."""
    compare(computer, drawn)


@check(points=1, after=("finds_packages_by_their_names", "compares_versions"))
def takes_names_as_pip_does(computer: Student) -> None:
    """Upper and lower case, `-`, `_` and `.` make no difference in a name, anything else does."""
    wanted: dict[str, bool] = {}
    for name, version in SPELLED.items():
        for written in (name, name.lower(), name.upper(), name.swapcase()):
            for sign in "-_.":
                wanted[re.sub("[-_.]", sign, written)] = True
        wanted[f" {name.lower()} == {version} "] = True
        wanted[f"{name.upper()} (>{version})"] = False
        wanted[f"{name}x"] = False
        if re.search("[-_.]", name):
            wanted[re.sub("[-_.]", "", name)] = False
    expect.equal(computer.check_requirements(list(wanted)), wanted)


@check(points=1, after=("finds_packages_by_their_names", "compares_versions"))
def leaves_extras_aside(computer: Student) -> None:
    """Extras, the part in square brackets, make no difference."""
    name, version = "sample-20", PACKAGES["sample-20"]
    wanted = {
        f"{name}[fast]": True,
        f"{name}[fast,small]=={version}": True,
        f"{name}[fast] >{version}": False,
        "Ruddy.Duck [a , b-c] >= 1.4; python_version >= '3'": True,
        "no-such-package[fast]": False,
    }
    expect.equal(computer.check_requirements(list(wanted)), wanted)
