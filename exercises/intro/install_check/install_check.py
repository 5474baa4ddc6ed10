"""Which Python, which PyTorch, which device, and are the packages that you need installed?

Three small functions that look at the machine they run on. They only ask: none of them creates a
tensor, starts a program or uses the network.
"""

import platform
from importlib import metadata

import torch
from packaging.requirements import Requirement


def best_device() -> torch.device:
    """Choose the device to compute on: CUDA if PyTorch can use it, else MPS, else the CPU.

    Returns:
        A `torch.device` of type "cuda", "mps" or "cpu". `torch.device("cuda")` and
        `torch.device("cuda", 0)` are both fine. Any other kind of accelerator counts as no
        accelerator.
    """
    raise NotImplementedError


def environment_report() -> dict[str, object]:
    """Describe this Python and this PyTorch.

    Returns:
        A dict with exactly these keys:
            "python" (str): the version of Python as `platform` gives it, for example "3.11.7".
            "torch" (str): the version of PyTorch, for example "2.13.0+cpu".
            "cuda_available" (bool): whether PyTorch can use a CUDA GPU here and now.
            "cuda_version" (str | None): the version of CUDA that PyTorch was built with, for
                example "12.8"; None if it was built without. The build has it or has not,
                whether or not the machine has a GPU.
            "device_count" (int): how many CUDA devices PyTorch sees; 0 if there is none.
            "mps_available" (bool): whether PyTorch can use the GPU of an Apple computer.
            "device" (str): the type of `best_device()`: "cuda", "mps" or "cpu".
    """
    raise NotImplementedError


def check_requirements(requirements: list[str]) -> dict[str, bool]:
    """Say of each requirement whether this Python installation meets it.

    A requirement is met if its package is installed in a version that the requirement allows. It
    is met, too, if it has an environment marker that does not apply here, since then it asks for
    nothing. Extras (the part in square brackets) are not looked at. An installed pre-release
    counts like any other version.

    Args:
        requirements: strings such as "torch>=2.0" or "tomli>=2; python_version < '3.11'", written
            as PEP 508 has it (the lines of a `requirements.txt`).

    Returns:
        A dict from each string, exactly as it was given, to True or False. A package that is not
        installed gives False.

    Raises:
        ValueError: if one of the strings is no valid requirement, such as "torch>>2".
    """
    raise NotImplementedError


if __name__ == "__main__":
    for key, value in environment_report().items():
        print(f"{key:>15}: {value}")
