"""Tensors on a simulated GPU that can be computed on (see `machine`): ordinary ones that say so."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from typing import Any

import torch
from torch.overrides import TorchFunctionMode
from torch.utils import _device as defaults
from torch.utils._pytree import tree_leaves, tree_map_only


class Gpu:
    """The simulated device that can be computed on."""

    def __init__(self) -> None:
        self.device: torch.device | None = None
        self.busy = 0
        """Above zero while one of its operations is being called."""
        self.wait: Callable[[], None] = lambda: None
        """Called where the program waits for it: a clock has something to do there."""
        self.receive: Callable[[], None] = lambda: None
        """Likewise where a tensor is copied to it from the host."""


GPU = Gpu()


class Placed(torch.Tensor):
    """A tensor that says it lies on the simulated device."""

    device = property(lambda _: GPU.device)
    is_cpu = property(lambda _: False)
    is_cuda = property(lambda _: _kind() == "cuda")
    is_mps = property(lambda _: _kind() == "mps")

    def get_device(self) -> int:  # noqa: D102 - torch's
        return 0

    def numpy(self, **_: object) -> Any:  # noqa: D102 - torch's
        raise TypeError(f"can't convert {self.device} device type tensor to numpy.")

    def cpu(self, **_: object) -> torch.Tensor:  # type: ignore[override]  # noqa: D102 - torch's
        GPU.wait()
        return _plain(self).clone()

    def __repr__(self, **_: object) -> str:  # type: ignore[override]
        """Show what torch shows of a tensor there."""
        GPU.wait()
        return f"{_plain(self)!r}".removesuffix(")") + f", device='{self.device}')"

    @classmethod
    def __torch_function__(cls, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        """Compute as on the CPU; what comes out lies on the device."""
        kwargs = kwargs or {}
        mixed = any(
            isinstance(t, torch.Tensor) and not isinstance(t, Placed) and t.dim()
            for t in tree_leaves((args, kwargs))
        )
        if mixed and func is not torch.Tensor.copy_:
            raise RuntimeError(
                "Expected all tensors to be on the same device, "
                f"but found at least two devices, {GPU.device} and cpu!"
            )
        if func in _WAITING or mixed:
            GPU.wait()
        if mixed and isinstance(args[0], Placed):
            GPU.receive()
        GPU.busy += 1
        try:
            with torch._C.DisableTorchFunctionSubclass():  # noqa: SLF001 - as torch's own does
                out = func(*args, **kwargs)
        finally:
            GPU.busy -= 1
        host = kwargs.get("device") is not None and not _ours(kwargs["device"])
        return out if host else _place(out)


_WAITING = frozenset(
    {
        torch.equal,
        torch.allclose,
        torch.Tensor.equal,
        torch.Tensor.allclose,
        torch.Tensor.item,
        torch.Tensor.tolist,
        torch.Tensor.nonzero,
        torch.Tensor.__bool__,
        torch.Tensor.__float__,
        torch.Tensor.__int__,
        torch.Tensor.__index__,
        torch.Tensor.__format__,
    }
)
"""What needs a value from the device, and so waits until it is computed."""


def _kind() -> str:
    return GPU.device.type if GPU.device else "cpu"


def _ours(device: object) -> bool:
    """Whether this names the simulated device; another number of its kind does not exist."""
    if isinstance(device, int) and not isinstance(device, bool):
        wanted = torch.device("cuda", device)
    elif isinstance(device, (str, torch.device)):
        try:
            wanted = torch.device(device)
        except RuntimeError:
            return False
    else:
        return False
    if wanted.type != _kind():
        return False
    if wanted.index:
        raise RuntimeError("CUDA error: invalid device ordinal")
    return True


def _place(value: Any) -> Any:
    def place(tensor: torch.Tensor) -> torch.Tensor:
        if isinstance(tensor, Placed):
            return tensor
        if not tensor.is_leaf:
            return tensor.as_subclass(Placed)
        return tensor.detach().as_subclass(Placed).requires_grad_(tensor.requires_grad)

    with torch._C.DisableTorchFunction():  # noqa: SLF001 - plain torch is wanted here
        return tree_map_only(torch.Tensor, place, value)


def _plain(tensor: torch.Tensor) -> torch.Tensor:
    with torch._C.DisableTorchFunction():  # noqa: SLF001 - see above
        return tensor.as_subclass(torch.Tensor)


class _Device(TorchFunctionMode):
    """Makes tensors on the simulated device where a program asks for it."""

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = kwargs or {}
        if func is torch.Tensor.cuda and _kind() == "cuda":
            _ours(args[1] if len(args) > 1 else kwargs.get("device"))
            return _move(args[0], None)
        if func is torch.Tensor.to:
            return _to(args, kwargs)
        if func is torch.Tensor.pin_memory:
            return args[0]
        wanted = kwargs.get("device")
        if wanted is None and func in defaults._device_constructors():  # noqa: SLF001 - no other way
            wanted = defaults.CURRENT_DEVICE
        if _ours(wanted):
            return _place(func(*args, **{**kwargs, "device": "cpu"}))
        return func(*args, **kwargs)


def _to(args: Any, kwargs: Any) -> Any:
    """`Tensor.to` in its many forms."""
    tensor, *rest = args
    rest += [kwargs[name] for name in ("device", "dtype", "other") if name in kwargs]
    dtype = next((item for item in rest if isinstance(item, torch.dtype)), None)
    for item in rest:
        if isinstance(item, torch.Tensor):
            moved = tensor if isinstance(tensor, Placed) == isinstance(item, Placed) else None
            dtype = item.dtype
            if moved is None:
                moved = _move(tensor, None) if isinstance(item, Placed) else tensor.cpu()
            return moved.type(dtype)
        if _ours(item):
            return _move(tensor, dtype)
        if isinstance(item, (str, torch.device)) and isinstance(tensor, Placed):
            host = tensor.cpu()
            return host if dtype is None else host.type(dtype)
    return torch.Tensor.to(*args, **kwargs)


def _move(tensor: torch.Tensor, dtype: torch.dtype | None) -> Any:
    if isinstance(tensor, Placed):
        return tensor if dtype is None else tensor.type(dtype)
    GPU.receive()
    return _place(tensor.clone() if dtype is None else tensor.clone().type(dtype))


def install(device: torch.device) -> None:
    """Let tensors be placed on this device, for the rest of this process."""
    GPU.device = device
    module: Any = getattr(torch, device.type)
    module.synchronize = _synchronize
    if hasattr(torch, "accelerator"):
        accelerator: Any = torch.accelerator
        accelerator.synchronize = _synchronize
    if device.type == "cuda":
        module._lazy_init = _nothing  # noqa: SLF001 - now there is something to compute on
        module.device = _selected
        module.empty_cache = _nothing
    _Device().__enter__()


def _nothing(*_: object, **__: object) -> None:
    pass


def _synchronize(*_: object, **__: object) -> None:
    """Stand in for torch's functions of that name."""
    GPU.wait()


@contextlib.contextmanager
def _selected(_: object) -> Iterator[None]:
    """Stand in for `torch.cuda.device`."""
    yield
