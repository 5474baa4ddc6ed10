"""The process's state."""

from __future__ import annotations

import os
import random
import sys

import torch


def seed(number: int) -> None:
    """Seed every generator that a student's code is likely to draw from."""
    if any(backend.is_available() for backend in (torch.cuda, torch.xpu, torch.backends.mps)):
        torch.manual_seed(number)
    else:
        # The same without its milliseconds: for each kind of device that was not started yet it
        # would note what to seed later, with a traceback of this stack.
        torch.default_generator.manual_seed(number)
    random.seed(number)
    if numpy := sys.modules.get("numpy"):
        numpy.random.seed(number % 2**32)


def interpreter() -> dict[str, object]:
    """Say which interpreter and torch this process runs."""
    return {"python": ".".join(map(str, sys.version_info[:3])), "torch": str(torch.__version__)}


def set_environment(*, values: dict[str, str]) -> None:
    """Set environment variables of this process."""
    os.environ.update(values)
