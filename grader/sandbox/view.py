"""What the student's side can see of this machine: the files that running torch takes."""

from __future__ import annotations

import glob
import site
import sys
import sysconfig
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import grader
from grader.sandbox.policy import library_path

SYSTEM = (
    "/lib",
    "/lib64",
    "/usr/lib",
    "/usr/lib64",
    "/usr/local/lib",
    "/etc/ld.so.cache",
    "/etc/localtime",
    "/usr/share/zoneinfo",
    # How many processors there are; and gloo looks through the devices for the nearest network.
    "/sys/devices",
    "/sys/class/net",
    "/sys/bus/pci/devices",
)
"""Shared libraries, the time zone, the hardware. No programs, no settings, no home folders."""

SYSTEM_FACTS = ("/proc/cpuinfo", "/proc/meminfo", "/proc/version", "/etc/hosts")
"""Where the machine's own files are all there is."""

NODES = ("/dev/nvidia*", "/dev/dri", "/dev/kfd", "/dev/dxg")
"""Device nodes of NVIDIA's, AMD's and WSL's GPUs."""
NODES_FACTS = ("/proc/driver/nvidia", "/sys/bus/pci", "/sys/class/drm")


def walls(stage: Path, level: str | None, without: tuple[str, ...]) -> dict[str, Any]:
    """Return what `grader.student.lockdown.features.enter` reads.

    Args:
        stage: the folder with the staged copy.
        level: which level of isolation; the highest that the machine gives if None.
        without: protections to leave out, for a test that proves an attack real.
    """
    readable = [str(stage / "grader"), *_python(), *SYSTEM]
    nodes = [path for pattern in NODES for path in glob.glob(pattern)]  # noqa: PTH207 - absolute patterns
    if nodes:
        readable += [p for pattern in NODES_FACTS for p in glob.glob(pattern)]  # noqa: PTH207
    installed = _installed_package()
    return {
        "level": level,
        "root": str(stage / "root"),
        "readable": list(dict.fromkeys([str(stage / "work"), *readable])),
        "rules": list(dict.fromkeys([*_without(readable, installed), *SYSTEM_FACTS])),
        "hidden": [str(installed)] if installed else [],
        "devices": nodes,
        "witnesses": [str(stage / "grader" / "student" / "start.py"), *_witnesses()],
        "without": list(without),
    }


def _python() -> Iterator[str]:
    """The interpreter, its library, and the packages beside it."""
    program = Path(sys.executable)
    for _ in range(10):  # a virtual environment's is a link to a link
        yield str(program)
        if not program.is_symlink():
            break
        program = program.parent / program.readlink()
    for prefix in dict.fromkeys((sys.prefix, sys.base_prefix, sys.exec_prefix)):
        for name in ("pyvenv.cfg", "lib", "lib64"):
            if prefix not in ("/usr", "/usr/local"):  # the system's are listed by name
                yield f"{prefix}/{name}"
    yield from library_path()


def _installed_package() -> Path | None:
    """The grader's own folder where it is installed among the packages, with its checks' code."""
    package = Path(grader.__file__).resolve().parent
    folders = {Path(folder).resolve() for folder in (*library_path(), *site.getsitepackages())}
    return package if package.parent in folders else None


def _without(readable: list[str], hidden: Path | None) -> Iterator[str]:
    """Name all beside `hidden` one by one: a rule can give a folder, none can take from it."""
    for path in readable:
        # As the kernel sees it: a virtual environment's lib64 is a link to its lib.
        if hidden is not None and hidden.is_relative_to(Path(path).resolve()):
            yield from _beside(Path(path).resolve(), hidden)
        else:
            yield path


def _beside(folder: Path, hidden: Path) -> Iterator[str]:
    for entry in sorted(folder.iterdir()):
        if not hidden.is_relative_to(entry.resolve()):
            yield str(entry)
        elif entry != hidden and not entry.is_symlink():
            yield from _beside(entry, hidden)


def _witnesses() -> Iterator[str]:
    """Files that the student's side can't do without."""
    yield str(Path(sys.executable).resolve())
    yield str(Path(sysconfig.get_paths()["stdlib"]) / "os.py")
    for folder in library_path():
        if (Path(folder) / "torch" / "__init__.py").is_file():
            yield str(Path(folder) / "torch" / "__init__.py")
            return
