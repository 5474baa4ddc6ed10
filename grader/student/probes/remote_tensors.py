"""Tensors on simulated GPUs, and a record of every move between devices.

Such a tensor is one whose numbers lie on the CPU and that says otherwise: below autograd, each
operation is handed on to the CPU, and what comes out lies on the GPU again. Two devices in one
operation are the error that they are on a real machine. `device_moves` makes a machine of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Self

import torch
from torch import nn
from torch.overrides import TorchFunctionMode
from torch.utils._python_dispatch import TorchDispatchMode
from torch.utils._pytree import tree_leaves, tree_map_only

PRODUCTS = frozenset({"mm", "bmm", "addmm", "baddbmm", "matmul", "linear", "mv", "addmv", "dot"})
"""Operations that multiply matrices: where they run is where a model computes."""

MAX_LOG = 20_000

CPU = torch.device("cpu")


class Moves:
    """What moved between the devices, and where products ran."""

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}
        """How many devices there are of each kind that may be simulated."""
        self.current = 0
        """The number that a CUDA device has that is named without one."""
        self.ambient: torch.device | None = None
        """Where the tensors lie that a function of torch's was called with."""
        self.start()

    def start(self) -> None:
        """Begin a new record."""
        self.copies: list[dict[str, Any]] = []
        self.products: dict[str, int] = {}
        self.clash: list[Any] = []

    def copied(self, tensor: torch.Tensor, source: torch.device, target: torch.device) -> None:
        """Write down that a tensor was copied from one device to another."""
        if len(self.copies) < MAX_LOG:
            self.copies.append(
                {
                    "shape": list(tensor.shape),
                    "dtype": str(tensor.dtype).removeprefix("torch."),
                    "source": str(source),
                    "target": str(target),
                    "parameter": isinstance(tensor, nn.Parameter),
                }
            )


MOVES = Moves()


def install() -> None:
    """Let tensors lie on the devices of `MOVES.counts`, for the rest of this process."""
    _Devices().__enter__()
    _Named().__enter__()


class Remote(torch.Tensor):
    """A tensor that says it lies on a simulated device; its numbers are in `host`."""

    host: torch.Tensor
    place: torch.device

    @staticmethod
    def __new__(cls, host: torch.Tensor, place: torch.device) -> Self:  # noqa: D102
        self: Any = torch.Tensor._make_wrapper_subclass(  # noqa: SLF001
            cls,
            host.size(),
            strides=host.stride(),
            storage_offset=host.storage_offset(),
            dtype=host.dtype,
            layout=host.layout,
            device=CPU,
        )
        self.host, self.place = host.detach(), place
        return self  # type: ignore[no-any-return]

    __torch_function__ = torch._C._disabled_torch_function_impl  # type: ignore[assignment]  # noqa: SLF001

    device = property(lambda self: self.place)
    is_cpu = property(lambda _: False)
    is_cuda = property(lambda self: self.place.type == "cuda")
    is_mps = property(lambda self: self.place.type == "mps")

    def get_device(self) -> int:  # noqa: D102 - torch's
        return self.place.index or 0

    def tolist(self) -> Any:  # noqa: D102 - torch's
        return self.cpu().tolist()

    def numpy(self, **_: object) -> Any:  # noqa: D102 - torch's
        raise TypeError(
            f"can't convert {self.place} device type tensor to numpy. "
            "Use Tensor.cpu() to copy the tensor to host memory first."
        )

    def __format__(self, form: str) -> str:
        return format(self.item() if self.dim() == 0 else str(self), form)

    def __repr__(self, **_: object) -> str:  # type: ignore[override]
        """Show what torch shows of a tensor there."""
        return f"{self.host!r}".removesuffix(")") + f", device='{self.place}')"

    @classmethod
    def __torch_dispatch__(  # type: ignore[override]
        cls, func: Any, types: Any, args: Any = (), kwargs: Any = None
    ) -> Any:
        """Compute as on the CPU; what comes out lies on the device."""
        return _run(func, args, kwargs or {})


class _Named(TorchFunctionMode):
    """Moves tensors, and numbers the devices that are named without a number.

    What lies below takes every tensor for one of the CPU's, so this is no task for it.
    """

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        kwargs = dict(kwargs or {})
        if func is torch.Tensor.cuda:
            device = args[1] if len(args) > 1 else kwargs.get("device")
            return _move(args[0], there("cuda" if device is None else device))
        if func is torch.Tensor.cpu:
            return _move(args[0], CPU)
        if func is torch.Tensor.to:
            return _to(args, kwargs)
        if kwargs.get("device") is not None:
            kwargs["device"] = there(kwargs["device"])
            if func in (torch.tensor, torch.as_tensor, torch.asarray):
                return _move(func(*args, **kwargs | {"device": None}), kwargs["device"])
        # What torch makes on its way lies where the function's own tensors do.
        named = kwargs.get("device")
        places = {named} if named else _places(tree_leaves((args, kwargs)))
        before, MOVES.ambient = MOVES.ambient, places.pop() if len(places) == 1 else None
        try:
            return func(*args, **kwargs)
        finally:
            MOVES.ambient = before


def _to(args: Any, kwargs: dict[str, Any]) -> Any:
    """`Tensor.to` in its many forms."""
    tensor, *rest = args
    rest += [kwargs[name] for name in ("device", "dtype", "other") if name in kwargs]
    place = dtype = None
    for item in rest:
        if isinstance(item, torch.dtype):
            dtype = item
        elif isinstance(item, torch.Tensor):
            place, dtype = item.device, item.dtype
        elif isinstance(item, (str, torch.device, int)) and not isinstance(item, bool):
            place = there(item)
    # By name, also those that this machine has none of: then torch says so.
    moved = tensor if place is None else _move(tensor, place)
    moved = moved if dtype is None or dtype == moved.dtype else moved.type(dtype)
    return moved.clone() if kwargs.get("copy") and moved is tensor else moved


def _move(tensor: torch.Tensor, place: torch.device) -> Any:
    if tensor.device == place:
        return tensor
    if place.type != "cpu" and place.type not in MOVES.counts:
        return torch.Tensor.to(tensor, place)
    MOVES.copied(tensor, tensor.device, place)
    return _Copy.apply(tensor, place)


class _Copy(torch.autograd.Function):
    """A copy on another device; its gradient goes the way back."""

    @staticmethod
    def forward(tensor: torch.Tensor, place: torch.device) -> torch.Tensor:
        host = (tensor.host if isinstance(tensor, Remote) else tensor.detach()).clone()
        return host if place == CPU else Remote(host, place)

    @staticmethod
    def setup_context(ctx: Any, inputs: Any, output: object) -> None:  # noqa: ARG004 - torch's
        ctx.source = inputs[0].device

    @staticmethod
    def backward(ctx: Any, *gradients: Any) -> Any:
        return _move(gradients[0], ctx.source), None


class _Devices(TorchDispatchMode):
    """Runs every operation, also those that make or move a tensor."""

    @classmethod
    def _should_skip_dynamo(cls) -> bool:
        """Asking to be left out of compilation would import the compiler: a second."""
        return False

    def __torch_dispatch__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        return _run(func, args, kwargs or {})


def _run(func: Any, args: Any, kwargs: dict[str, Any]) -> Any:
    name = func._schema.name.removeprefix("aten::")  # noqa: SLF001 - torch's own way to the name
    wanted = None if kwargs.get("device") is None else there(kwargs["device"])
    if wanted == CPU and MOVES.ambient:
        # Nobody has asked for the CPU: torch takes every tensor for one of the CPU's.
        wanted = MOVES.ambient
    tensors = [t for t in tree_leaves((args, kwargs)) if isinstance(t, torch.Tensor)]
    place = _common(name, tensors, args, func)
    if name in PRODUCTS:
        MOVES.products[str(place)] = MOVES.products.get(str(place), 0) + 1
    target = wanted or place
    if name == "copy_":
        target = tensors[0].device
        if tensors[1].device != target:
            MOVES.copied(tensors[1], tensors[1].device, target)
    elif name == "_to_copy" and wanted and wanted != place:
        MOVES.copied(tensors[0], place, wanted)
    if wanted:
        kwargs = {**kwargs, "device": CPU}
    known = {id(t.host): t for t in tensors if isinstance(t, Remote)}
    hosts = tree_map_only(Remote, lambda t: t.host, (args, kwargs))
    out = func(*hosts[0], **hosts[1])

    def on_target(value: torch.Tensor) -> torch.Tensor:
        if id(value) in known:
            return known[id(value)]
        return value if target.type == "cpu" else Remote(value, target)

    return tree_map_only(torch.Tensor, on_target, out)


def there(device: Any) -> torch.device:
    """The device that is named, on a simulated GPU with its number.

    Raises:
        RuntimeError: it is not there.
    """
    # A number alone is one of CUDA's.
    place = torch.device("cuda", device) if isinstance(device, int) else torch.device(device)
    if place.type not in MOVES.counts:
        return place
    if not MOVES.counts[place.type]:
        raise RuntimeError(f"PyTorch is not linked with support for {place.type} devices")
    named: int | None = place.index
    number = MOVES.current if named is None else named
    if number >= MOVES.counts[place.type]:
        raise RuntimeError(
            f"{place.type.upper()} error: invalid device ordinal: there is no {place}"
        )
    return torch.device(place.type, number)


def _places(values: Sequence[object]) -> set[torch.device]:
    """The simulated devices that these lie on."""
    return {value.place for value in values if isinstance(value, Remote)}


def _common(name: str, tensors: list[torch.Tensor], args: Any, func: Any) -> torch.device:
    """The device that an operation runs on.

    Raises:
        RuntimeError: its tensors lie on two. A single number may come from the CPU, and so may the
            indices into a tensor.
    """
    if name in ("copy_", "_to_copy"):
        return torch.device(tensors[0].device)
    places = _places(tensors)
    changes = func._schema.is_mutable and isinstance(args[0], torch.Tensor)  # noqa: SLF001
    counted = [args[0]] if name.startswith("index") and name.count("_") <= 1 else tensors
    host = [t for t in counted if not isinstance(t, Remote)]
    if not places:
        return CPU
    if any(t.dim() for t in host) or (changes and any(t is args[0] for t in host)):
        places.add(CPU)
    if len(places) > 1:
        if not MOVES.clash:
            MOVES.clash = [name, *([list(t.shape), str(t.device)] for t in tensors)]
        first, second = sorted(map(str, places), reverse=True)[:2]
        raise RuntimeError(
            "Expected all tensors to be on the same device, but found at least two devices, "
            f"{first} and {second}!"
        )
    return places.pop()
