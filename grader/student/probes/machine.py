"""A simulated machine: what torch says about devices, before the student's code asks.

Nothing can be computed on its devices, unless `compute` is asked for: then tensors "on" such a
device keep their values in ordinary memory, and say that they lie on the device.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only

CUDA_VERSION = "12.8"

waits: list[Callable[[], None]] = []
"""Called when a simulated device has to finish its work because a value is needed from it."""


def simulate(
    *,
    cuda: int = 0,
    mps: bool = False,
    cuda_build: bool = False,
    mps_build: bool = False,
    compute: bool = False,
) -> None:
    """Let torch report `cuda` CUDA devices, and Apple's GPU or none.

    To be called before the student's code is loaded: `from torch.cuda import is_available` binds
    the function that is there at that time.

    Args:
        cuda: how many CUDA devices there are.
        mps: whether Apple's GPU can be used.
        cuda_build: whether torch was built with CUDA; it always was where there are devices.
        mps_build: the same of MPS.
        compute: whether tensors can be placed on the devices (on the first, if there are more).
    """
    _cuda(cuda, built=cuda_build or cuda > 0)
    _mps(built=mps_build or mps, available=mps)
    kind = "cuda" if cuda else "mps" if mps else None
    _accelerator(kind, ("cuda" if cuda_build else "mps" if mps_build else None), cuda or int(mps))
    if compute and kind:
        _compute(torch.device(kind, 0))


def _cuda(count: int, *, built: bool) -> None:
    module: Any = torch.cuda
    module.is_available = lambda: count > 0
    module.device_count = lambda: count
    module.current_device = lambda: 0
    module.set_device = lambda device: None
    module.get_device_name = lambda device=None: "Simulated GPU"
    module.get_device_capability = lambda device=None: (9, 0)
    module.is_bf16_supported = lambda including_emulation=True: count > 0
    # An optimiser asks this wherever there is CUDA.
    module.is_current_stream_capturing = lambda: False
    reason = "this GPU is simulated, nothing can be computed on it"
    if not count:
        reason = "Found no NVIDIA driver" if built else "Torch not compiled with CUDA enabled"
    module._lazy_init = _refuse(reason)  # noqa: SLF001 - what every use of a CUDA device begins with
    version: Any = torch.version
    version.cuda = CUDA_VERSION if built else None
    backend: Any = torch.backends.cuda
    backend.is_built = lambda: built


def _mps(*, built: bool, available: bool) -> None:
    backend: Any = torch.backends.mps
    backend.is_available = lambda: available
    backend.is_built = lambda: built
    module: Any = torch.mps
    module.device_count = lambda: int(available)
    if hasattr(module, "is_available"):
        module.is_available = lambda: available
    module.synchronize = _refuse("this machine has no MPS device")


def _accelerator(kind: str | None, built: str | None, count: int) -> None:
    if not hasattr(torch, "accelerator"):
        return
    module: Any = torch.accelerator
    name = kind or built
    device = None if name is None else torch.device(name)

    def current_accelerator(check_available: bool = False) -> torch.device | None:  # noqa: FBT001, FBT002 - torch's signature
        # Without the argument torch names what it was built for, whether or not it is there.
        return None if check_available and kind is None else device

    module.is_available = lambda: kind is not None
    module.device_count = lambda: count
    module.current_accelerator = current_accelerator
    module.current_device_index = lambda: 0
    module.current_device_idx = lambda: 0
    module.synchronize = _refuse("Cannot access accelerator device when none is available.")


def _refuse(reason: str) -> Callable[..., None]:
    def refuse(*_: object, **__: object) -> None:
        raise RuntimeError(reason)

    return refuse


# ---- tensors on a simulated device ----


class Placed(torch.Tensor):
    """A tensor that says it lies on a device that is not there."""

    values: torch.Tensor

    @staticmethod
    def __new__(cls, values: torch.Tensor, device: torch.device) -> Placed:  # noqa: D102
        made: Placed = torch.Tensor._make_wrapper_subclass(  # type: ignore[attr-defined]  # noqa: SLF001 - torch's documented way
            cls,
            values.shape,
            strides=values.stride(),
            storage_offset=values.storage_offset(),
            dtype=values.dtype,
            device=device,
        )
        made.values = values
        return made

    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]  # noqa: SLF001 - torch's own subclasses do so

    @classmethod
    def __torch_dispatch__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Compute with the values."""
        return _perform(func, args, kwargs or {})

    def __repr__(self) -> str:  # type: ignore[override]
        """Show what torch would show of a tensor there."""
        return repr(self.values).removesuffix(")") + f", device='{self.device}')"


def values(tensor: torch.Tensor) -> torch.Tensor:
    """The values of a tensor, wherever it says it lies; nothing waits for them."""
    return tensor.values if isinstance(tensor, Placed) else tensor


class _Device(TorchDispatchMode):
    """Makes tensors on the simulated device instead of a real one."""

    def __init__(self, device: torch.device) -> None:
        super().__init__()
        self.device = device

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        wanted = (kwargs or {}).get("device")
        if wanted is not None and torch.device(wanted).type == self.device.type:
            made = _perform(func, args, {**kwargs, "device": torch.device("cpu")})
            return tree_map_only(torch.Tensor, lambda t: Placed(values(t), self.device), made)
        return _perform(func, args, kwargs or {})


def _perform(func: Any, args: Any, kwargs: Any) -> Any:
    """Run an operation on the values, and place what comes out where its inputs lie."""
    given = [t for t in tree_leaves((args, kwargs)) if isinstance(t, torch.Tensor)]
    placed = [t for t in given if isinstance(t, Placed)]
    if not placed:
        return func(*args, **kwargs)
    device = placed[0].device
    name = func._schema.name  # noqa: SLF001 - torch's own way to the name
    if name not in {"aten::copy_", "aten::_to_copy"} and any(
        not isinstance(t, Placed) and t.dim() for t in given
    ):
        raise RuntimeError(
            "Expected all tensors to be on the same device, "
            f"but found at least two devices, {device} and cpu!"
        )
    wanted = kwargs.get("device")
    if wanted is not None and torch.device(wanted).type == "cpu":
        _wait()  # a copy to the host comes back when the value is there
        device = torch.device("cpu")
    bare = tree_map_only(Placed, values, (args, kwargs))
    out = func(*bare[0], **bare[1])
    if "out" in kwargs:
        return kwargs["out"]
    if name.endswith("_"):
        if not isinstance(args[0], Placed):
            _wait()
        return args[0]
    if not any(isinstance(leaf, torch.Tensor) for leaf in tree_leaves(out)):
        _wait()  # a number
        return out
    if device.type == "cpu":
        return out
    return tree_map_only(torch.Tensor, lambda t: Placed(t, device), out)


def _wait() -> None:
    for wait in waits:
        wait()


def _compute(device: torch.device) -> None:
    module: Any = getattr(torch, device.type)
    module._lazy_init = lambda: None  # noqa: SLF001 - see above: now there is something to compute on
    for place in (module, torch.cuda if device.type == "cuda" else torch.mps, torch.accelerator):
        place.synchronize = _synchronize
    if device.type == "cuda":
        module.device = _selected
        module.empty_cache = lambda: None
        module.is_initialized = lambda: True
        # A torch that was built without CUDA has no guard for its devices; this one does nothing.
        torch._C._ensureCUDADeviceGuardSet()  # noqa: SLF001 - what torch's own fake tensors use
    # For the rest of this process.
    _Device(device).__enter__()


def _synchronize(device: object = None) -> None:
    """Wait for the device."""
    _wait()


@contextlib.contextmanager
def _selected(device: object) -> Iterator[None]:
    """Stand in for `torch.cuda.device`."""
    yield
