"""A simulated machine: what torch says about devices, before the student's code asks.

Nothing can be computed on its devices, unless `compute` is asked for: then tensors "on" such a
device are ordinary ones that say that they lie there (`placed_tensors`). That holds for tensors,
not for modules.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch

from grader.student.probes import placed_tensors

CUDA_VERSION = "12.8"


def simulate(
    *,
    cuda: int = 0,
    mps: bool = False,
    cuda_build: bool = False,
    mps_build: bool = False,
    xpu: bool = False,
    compute: bool = False,
) -> None:
    """Let torch report `cuda` CUDA devices, and Apple's GPU or none, and an Intel GPU or none.

    To be called before the student's code is loaded: `from torch.cuda import is_available` binds
    the function that is there at that time.

    Args:
        cuda: how many CUDA devices there are.
        mps: whether Apple's GPU can be used.
        cuda_build: whether torch was built with CUDA; it always was where there are devices.
        mps_build: the same of MPS.
        xpu: whether an Intel GPU can be used; to torch it is the accelerator where it is alone.
        compute: whether tensors can be placed on the devices (on the first, if there are more).
    """
    _cuda(cuda, built=cuda_build or cuda > 0)
    _mps(built=mps_build or mps, available=mps)
    _xpu(available=xpu)
    kind = "cuda" if cuda else "mps" if mps else "xpu" if xpu else None
    built = "cuda" if cuda_build else "mps" if mps_build else None
    _accelerator(kind, built, cuda or int(mps or xpu))
    if kind:  # a loader pins batches wherever there is a GPU: they stay where they are
        tensor: Any = torch.Tensor
        tensor.pin_memory = lambda self, *_, **__: self
    if compute and kind in {"cuda", "mps"}:
        placed_tensors.install(torch.device(kind, 0))


def _cuda(count: int, *, built: bool) -> None:
    module: Any = torch.cuda
    module.is_available = _always(count > 0)
    module.device_count = _always(count)
    module.current_device = _always(0)
    module.set_device = _always(None)
    module.get_device_name = _always("Simulated GPU")
    module.get_device_capability = _always((9, 0))
    module.is_bf16_supported = _always(count > 0)
    # An optimiser asks this wherever there is CUDA.
    module.is_current_stream_capturing = _always(False)
    reason = "this GPU is simulated, nothing can be computed on it"
    if not count:
        reason = "Found no NVIDIA driver" if built else "Torch not compiled with CUDA enabled"
    module._lazy_init = _refuse(reason)  # noqa: SLF001 - what every use of a CUDA device begins with
    version: Any = torch.version
    version.cuda = CUDA_VERSION if built else None
    backend: Any = torch.backends.cuda
    backend.is_built = _always(built)


def _mps(*, built: bool, available: bool) -> None:
    backend: Any = torch.backends.mps
    backend.is_available = _always(available)
    backend.is_built = _always(built)
    module: Any = torch.mps
    module.device_count = _always(int(available))
    if hasattr(module, "is_available"):
        module.is_available = _always(available)
    module.synchronize = _refuse("this machine has no MPS device")


def _xpu(*, available: bool) -> None:
    if hasattr(torch, "xpu"):
        module: Any = torch.xpu
        module.is_available = _always(available)
        module.device_count = _always(int(available))


def _accelerator(kind: str | None, built: str | None, count: int) -> None:
    if not hasattr(torch, "accelerator"):
        return
    module: Any = torch.accelerator
    name = kind or built
    device = None if name is None else torch.device(name)

    def current_accelerator(check_available: object = False) -> torch.device | None:  # noqa: FBT002
        # Without the argument torch names what it was built for, whether or not it is there.
        return None if check_available and kind is None else device

    module.is_available = _always(kind is not None)
    module.device_count = _always(count)
    module.current_accelerator = current_accelerator
    module.current_device_index = _always(0)
    module.current_device_idx = _always(0)
    module.synchronize = _refuse("Cannot access accelerator device when none is available.")


def _always(value: object) -> Callable[..., object]:
    def answer(*_: object, **__: object) -> object:
        return value

    return answer


def _refuse(reason: str) -> Callable[..., None]:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError(reason)

    return refuse
