"""A simulated machine: what torch says about devices, before the student's code asks."""

from __future__ import annotations

from typing import Any

import torch


def simulate(*, cuda: int = 0, mps: bool = False) -> None:
    """Let torch report `cuda` CUDA devices, and Apple's GPU or none.

    To be called before the student's code is loaded: `from torch.cuda import is_available` binds
    the function that is there at that time. Nothing can be computed on such a device.
    """
    cuda_module: Any = torch.cuda
    cuda_module.is_available = lambda: cuda > 0
    cuda_module.device_count = lambda: cuda
    cuda_module.current_device = lambda: 0
    cuda_module.get_device_name = lambda device=None: "Simulated GPU"
    cuda_module.get_device_capability = lambda device=None: (9, 0)
    cuda_module.is_bf16_supported = lambda including_emulation=True: cuda > 0
    version: Any = torch.version
    version.cuda = "12.8" if cuda else None
    backend: Any = torch.backends.mps
    backend.is_available = lambda: mps
    backend.is_built = lambda: mps
    if hasattr(torch, "mps"):
        mps_module: Any = torch.mps
        mps_module.device_count = lambda: int(mps)
        if hasattr(mps_module, "is_available"):
            mps_module.is_available = lambda: mps
    if hasattr(torch, "accelerator"):
        _accelerator("cuda" if cuda else "mps" if mps else None, cuda or int(mps))


def _accelerator(kind: str | None, count: int) -> None:
    module: Any = torch.accelerator
    device = None if kind is None else torch.device(kind)
    module.is_available = lambda: kind is not None
    module.device_count = lambda: count
    module.current_accelerator = lambda check_available=False: device
    module.current_device_index = lambda: 0
    module.current_device_idx = lambda: 0
