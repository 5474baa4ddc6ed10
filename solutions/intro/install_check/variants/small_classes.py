"""One dataclass for the report and one for a requirement, with a match statement for the device."""

import platform
from dataclasses import asdict, dataclass, field
from importlib import metadata

import torch
from packaging.requirements import Requirement
from packaging.version import Version


def best_device() -> torch.device:
    match torch.cuda.is_available(), torch.backends.mps.is_available():
        case True, _:
            return torch.device("cuda", 0)
        case _, True:
            return torch.device("mps", 0)
        case _:
            return torch.device("cpu")


@dataclass(frozen=True)
class Report:
    python: str = field(default_factory=platform.python_version)
    torch: str = field(default_factory=lambda: str(torch.__version__))
    cuda_available: bool = field(default_factory=lambda: torch.cuda.is_available())
    cuda_version: str | None = field(default_factory=lambda: torch.version.cuda)
    device_count: int = field(default_factory=lambda: torch.cuda.device_count())
    mps_available: bool = field(default_factory=lambda: torch.backends.mps.is_available())
    device: str = field(default_factory=lambda: best_device().type)


class Need:
    def __init__(self, text: str) -> None:
        self.text = text
        self.parts = Requirement(text)

    @property
    def applies(self) -> bool:
        return self.parts.marker is None or self.parts.marker.evaluate()

    @property
    def version(self) -> Version | None:
        try:
            return Version(metadata.distribution(self.parts.name).version)
        except metadata.PackageNotFoundError:
            return None

    @property
    def met(self) -> bool:
        version = self.version
        return version is not None and self.parts.specifier.contains(version, prereleases=True)


def environment_report() -> dict[str, object]:
    return asdict(Report())


def check_requirements(requirements: list[str]) -> dict[str, bool]:
    needs = [Need(text) for text in requirements]
    return {need.text: need.met or not need.applies for need in needs}
